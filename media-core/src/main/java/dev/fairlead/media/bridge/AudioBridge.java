package dev.fairlead.media.bridge;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Turns the samples of one track into packets of another coding, in step with the input's timeline.
 * Confined to one thread. Borrows samples; the packets that it passes on are the output's.
 *
 * <p>A packet's time says when what a decoder gives for it begins to be heard: the encoder's delay
 * is taken off, so players need no pre-skip to stay in step.
 */
final class AudioBridge implements AutoCloseable {
  /** Frames that may lie between what an encoder takes and what it gives; a power of two. */
  private static final int MAX_HELD_FRAMES = 8;

  /** Samples in a row that do not decode, after which the decoder is made anew. */
  private static final int MAX_FAILURES = 5;

  private final AudioCodecs codecs;
  private final AudioEncoder encoder;
  private final CounterSet<BridgeCounter> counters;
  private final BridgeOutput out;
  private final PcmBuffer pcm = new PcmBuffer();
  private final float[] frame;
  private final BridgeClock clock = new BridgeClock();

  // Per version of the source track.
  private @Nullable AudioDecoder decoder;
  private @Nullable Track track;
  private int failures;

  // Of the last sample.
  private long statedTicks;
  private long wallClockNs;

  // Frames that went in and did not come out.
  private final long[] heldTicks = new long[MAX_HELD_FRAMES];
  private final boolean[] heldInterrupted = new boolean[MAX_HELD_FRAMES];
  private int framesIn;
  private int framesOut;
  private boolean interrupted;

  /**
   * @param codecs make decoders
   * @param encoder owned by the bridge from here on
   * @param counters what bridging counts
   * @param out takes packets within calls to {@link #receive}
   */
  AudioBridge(
      AudioCodecs codecs,
      AudioEncoder encoder,
      CounterSet<BridgeCounter> counters,
      BridgeOutput out) {
    this.codecs = codecs;
    this.encoder = encoder;
    this.counters = counters;
    this.out = out;
    frame = new float[encoder.frameTicks() * PcmBuffer.CHANNELS];
  }

  /**
   * Takes the next sample, of any sound track.
   *
   * @throws CodecUnavailableException when it is the first of a format that cannot be decoded here
   */
  void receive(Sample sample) {
    Track version = sample.track();
    AudioDecoder decoding = decoder;
    if (decoding == null || !version.equals(track)) {
      decoding = open(version);
    }
    statedTicks = Timescale.rescale(sample.ptsTicks(), version.timescaleHz(), BridgeClock.HZ);
    wallClockNs = sample.wallClockNs();
    if (sample.isDiscontinuity()) {
      decoding.reset();
    }
    place(decoding);
    interrupted |= sample.isDiscontinuity();
    decode(decoding, sample.payload());
    encode();
  }

  private AudioDecoder open(Track version) {
    closeDecoder();
    AudioDecoder opened = codecs.decoder((AudioFormat) version.format());
    decoder = opened;
    track = version;
    return opened;
  }

  /** Where what waits for the encoder ends. */
  private long endTicks() {
    return clock.positionTicks() + pcm.skipTicks();
  }

  private void place(AudioDecoder decoding) {
    long endTicks = endTicks();
    switch (clock.next(statedTicks, decoding.delayTicks())) {
      case CONTINUE -> {}
      case FILL -> {
        counters.increment(BridgeCounter.GAP_FILLED);
        pcm.appendSilence(clock.stepTicks());
      }
      case CUT -> {
        counters.increment(BridgeCounter.OVERLAP_CUT);
        pcm.skip(clock.stepTicks());
      }
      case JUMP -> {
        if (framesIn > 0) {
          counters.increment(BridgeCounter.CLOCK_JUMPED);
          drain(endTicks);
        }
        pcm.clear();
        decoding.reset();
      }
    }
  }

  private void decode(AudioDecoder decoding, ByteBuf payload) {
    int ticksBefore = pcm.ticks();
    int skippedBefore = pcm.skipTicks();
    try {
      decoding.decode(payload, pcm);
      counters.increment(BridgeCounter.SAMPLES_BRIDGED);
      failures = 0;
    } catch (MalformedMediaException e) {
      // What is missing now is filled when the next one says where it belongs.
      counters.increment(BridgeCounter.UNDECODABLE);
      failures++;
      if (failures == MAX_FAILURES) {
        // Damage can leave a decoder in a state in which it takes nothing any more.
        failures = 0;
        closeDecoder();
      }
    }
    int added = pcm.ticks() - ticksBefore;
    boolean elastic = added >= BridgeClock.MIN_ELASTIC_TICKS;
    int change = clock.decoded(added + skippedBefore - pcm.skipTicks(), elastic);
    if (change != 0) {
      counters.increment(BridgeCounter.CLOCK_CORRECTED);
      pcm.stretchLast(added, change);
    }
  }

  private void encode() {
    while (pcm.ticks() >= encoder.frameTicks()) {
      encodeFrame(endTicks());
    }
  }

  private void encodeFrame(long endTicks) {
    int slot = framesIn & (MAX_HELD_FRAMES - 1);
    heldTicks[slot] = endTicks - pcm.ticks();
    heldInterrupted[slot] = interrupted;
    interrupted = false;
    framesIn++;
    assert framesIn - framesOut <= MAX_HELD_FRAMES : "the encoder holds too much";
    pcm.take(frame);
    ByteBuf packet = encoder.encode(frame);
    if (packet != null) {
      emit(packet);
    }
  }

  private void emit(ByteBuf packet) {
    int slot = framesOut & (MAX_HELD_FRAMES - 1);
    framesOut++;
    long ptsTicks = heldTicks[slot] - encoder.delayTicks();
    if (ptsTicks < 0) {
      // The encoder's own beginning, before the timeline's.
      packet.release();
      return;
    }
    counters.increment(BridgeCounter.PACKETS_MADE);
    long wallNs = wallClockNs + Timescale.toNanos(ptsTicks - statedTicks, BridgeClock.HZ);
    out.packet(ptsTicks, heldInterrupted[slot], wallNs, packet);
  }

  /** Lets everything out that went in, behind silence, before time jumps. */
  private void drain(long endTicks) {
    int padTicks = encoder.frameTicks() - pcm.ticks();
    pcm.dropSkip();
    pcm.appendSilence(padTicks);
    encodeFrame(endTicks + padTicks);
    pcm.appendSilence(encoder.frameTicks());
    encodeFrame(endTicks + padTicks + encoder.frameTicks());
  }

  private void closeDecoder() {
    AudioDecoder decoding = decoder;
    decoder = null;
    if (decoding != null) {
      decoding.close();
    }
  }

  @Override
  public void close() {
    closeDecoder();
    encoder.close();
  }
}
