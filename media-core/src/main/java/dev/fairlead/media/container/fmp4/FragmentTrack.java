package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;

/**
 * One track of a progressive file between two fragments. Confined to its muxer's thread. Retains
 * what it gathers; {@link #writePayloads} and {@link #clear} release it.
 *
 * <p>The last sample of a batch is written before the next one is known, so its duration is the
 * track's last distance. The next fragment states its own decoding time: nothing drifts.
 */
final class FragmentTrack {
  /** What a sample lasts when neither the format nor a neighbour tells: 25 a second. */
  private static final int FALLBACK_RATE_HZ = 25;

  private final Track track;
  private final TrackRun run = new TrackRun();
  private final ArrayList<Sample> samples = new ArrayList<>();

  private long nominalTicks;
  private long baseDecodeTicks;
  private long latestTicks = Long.MIN_VALUE;

  FragmentTrack(Track track) {
    this.track = track;
    nominalTicks = Math.max(1, declaredTicks(track));
  }

  private static long declaredTicks(Track track) {
    int hz = track.timescaleHz();
    return switch (track.format()) {
      case VideoFormat video when video.frameRate().isKnown() ->
          (long) hz * video.frameRate().denominator() / video.frameRate().numerator();
      case AudioFormat audio when audio.frameSamples() > 0 ->
          Timescale.rescale(audio.frameSamples(), audio.sampleRateHz(), hz);
      default -> hz / FALLBACK_RATE_HZ;
    };
  }

  Track track() {
    return track;
  }

  int trackId() {
    return track.id();
  }

  TrackRun run() {
    return run;
  }

  long baseDecodeTicks() {
    return baseDecodeTicks;
  }

  boolean carries(Sample sample) {
    return sample.track().id() == track.id() && sample.track().version() == track.version();
  }

  boolean isEmpty() {
    return samples.isEmpty();
  }

  boolean isFull() {
    return samples.size() == TrackRun.MAX_SAMPLES;
  }

  /** Retains {@code sample}. */
  void gather(Sample sample) {
    samples.add(sample.retain());
    long stepTicks = sample.dtsTicks() - latestTicks;
    if (latestTicks != Long.MIN_VALUE && stepTicks > 0 && stepTicks < track.timescaleHz()) {
      nominalTicks = stepTicks;
    }
    latestTicks = sample.dtsTicks();
  }

  /** Fills the run from what was gathered. */
  void describe() {
    run.clear();
    baseDecodeTicks = samples.getFirst().dtsTicks();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      if (i + 1 < samples.size()) {
        nominalTicks = samples.get(i + 1).dtsTicks() - sample.dtsTicks();
      }
      run.add(nominalTicks, sample.payloadBytes(), SampleFlags.of(sample), sample.ctsOffsetTicks());
    }
  }

  /** Copies the payloads behind the header and lets go of the samples. */
  void writePayloads(ByteBuf out) {
    for (int i = 0; i < samples.size(); i++) {
      ByteBuf payload = samples.get(i).payload();
      out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }
    clear();
  }

  void clear() {
    for (int i = 0; i < samples.size(); i++) {
      samples.get(i).release();
    }
    samples.clear();
  }
}
