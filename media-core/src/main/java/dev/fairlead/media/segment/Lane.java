package dev.fairlead.media.segment;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.codec.captions.CaptionDetector;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One track on its way into segments: the samples that wait for their place, and what is known of
 * the track's pace. Confined to the packager's executor. Owns one reference to each waiting sample.
 *
 * <p>Position is what decides about boundaries. Sound's is its presentation time. Pictures are
 * reordered, so theirs is decoding time plus the presentation delay of the last random access
 * point: that grows with decoding order, is the presentation time at random access points, and
 * makes the segments of a track follow each other without gap.
 */
final class Lane {
  /** Bounds what a track that runs ahead of the leading one can pile up: half a minute of AAC. */
  private static final int MAX_WAITING_SAMPLES = 2_048;

  private static final long MAX_WAITING_BYTES = 16L << 20;

  /** What a sample lasts when nothing tells. */
  private static final int FALLBACK_RATE_HZ = 25;

  private final int id;
  private final MediaKind kind;
  private final ArrayDeque<Sample> waiting = new ArrayDeque<>();
  private final CaptionDetector captions = new CaptionDetector();

  private long waitingBytes;
  private long frameNs;
  private long previousNs = Long.MIN_VALUE;
  private long delayNs;
  private boolean gapAhead;
  private boolean unusable;
  private @Nullable TrackCutter cutter;

  Lane(Track track) {
    id = track.id();
    kind = track.kind();
    frameNs = declaredFrameNs(track);
  }

  private static long declaredFrameNs(Track track) {
    return switch (track.format()) {
      case VideoFormat video when video.frameRate().isKnown() ->
          Timescale.toNanos(video.frameRate().denominator(), video.frameRate().numerator());
      case AudioFormat audio when audio.frameSamples() > 0 ->
          Timescale.toNanos(audio.frameSamples(), audio.sampleRateHz());
      default -> Timescale.toNanos(1, FALLBACK_RATE_HZ);
    };
  }

  int id() {
    return id;
  }

  MediaKind kind() {
    return kind;
  }

  /** The window's writer, null until the first sample finds its place. */
  @Nullable TrackCutter cutter() {
    return cutter;
  }

  void cutter(TrackCutter writer) {
    cutter = writer;
  }

  /** Whether its configuration could not be packaged: samples are left out until it changes. */
  boolean isUnusable() {
    return unusable;
  }

  void unusable(boolean value) {
    unusable = value;
  }

  /** Length of one frame: measured, or as declared. */
  long frameNs() {
    return frameNs;
  }

  /** Retains {@code sample} and lets it wait. */
  void enqueue(Sample sample) {
    waiting.add(sample.retain());
    waitingBytes += sample.payloadBytes();
  }

  boolean isIdle() {
    return waiting.isEmpty();
  }

  int waitingSamples() {
    return waiting.size();
  }

  /** The next sample, which stays; the lane is not idle. */
  Sample head() {
    return waiting.element();
  }

  /** Takes the next sample out, with its reference. */
  Sample take() {
    Sample sample = waiting.remove();
    waitingBytes -= sample.payloadBytes();
    long dtsNs = dtsNs(sample);
    long stepNs = dtsNs - previousNs;
    if (previousNs != Long.MIN_VALUE && !sample.isDiscontinuity() && stepNs < SECOND_NS) {
      frameNs = stepNs;
    }
    previousNs = dtsNs;
    return sample;
  }

  private static final long SECOND_NS = 1_000_000_000L;

  /** Media between the first and the last sample that wait, start to start. */
  long waitingNs() {
    return waiting.isEmpty() ? 0 : dtsNs(waiting.getLast()) - dtsNs(waiting.getFirst());
  }

  /** Whether more waits than may. */
  boolean isOverfull() {
    return waiting.size() > MAX_WAITING_SAMPLES || waitingBytes > MAX_WAITING_BYTES;
  }

  /** Takes the mean distance of the samples that wait for a frame's length. */
  void measure() {
    if (waiting.size() > 1) {
      frameNs = Math.max(1, waitingNs() / (waiting.size() - 1));
    }
  }

  /** Where {@code sample}, the next one in decode order, stands on the broadcast's timeline. */
  long positionNs(Sample sample) {
    if (kind == MediaKind.AUDIO || sample.isRandomAccess()) {
      delayNs = Timescale.toNanos(sample.ctsOffsetTicks(), sample.track().timescaleHz());
    }
    return dtsNs(sample) + delayNs;
  }

  static long dtsNs(Sample sample) {
    return Timescale.toNanos(sample.dtsTicks(), sample.track().timescaleHz());
  }

  /** Looks for captions in the pictures, and tells whether {@code sample} shows new ones. */
  boolean observeCaptions(Sample sample) {
    return kind == MediaKind.VIDEO
        && captions.observe(sample.track().format().codec(), sample.payload());
  }

  /** The caption channels that were seen. */
  CaptionChannels captions() {
    return captions.channels();
  }

  /** Samples were lost: the next one does not continue the one before. */
  void gapAhead() {
    gapAhead = true;
  }

  /** Whether samples were lost before the one just taken. */
  boolean passGap() {
    boolean gap = gapAhead;
    gapAhead = false;
    return gap;
  }

  /** Lets go of all that waits. */
  void clear() {
    for (Sample sample : waiting) {
      sample.release();
    }
    waiting.clear();
    waitingBytes = 0;
  }
}
