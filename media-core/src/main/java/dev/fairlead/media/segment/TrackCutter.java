package dev.fairlead.media.segment;

import dev.fairlead.media.container.fmp4.CmafHeader;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one track into its window, sample by sample. Confined to the packager's executor. Takes
 * over one reference to each sample, which ends up in a part and with the window.
 *
 * <p>The last sample is held back until the next one tells how long it lasts: durations and times
 * are exact, at the price of one frame.
 */
final class TrackCutter {
  /** A segment past this is closed at the next sample: ten seconds at 50 Mbit/s. */
  static final int MAX_SEGMENT_BYTES = 64 << 20;

  /** A silent stretch beyond this many segments is skipped, not filled. */
  private static final int MAX_FILLED_SEGMENTS = 30;

  /** A part this full may end early before a random access point. */
  private static final int FULL_PERCENT = 85;

  private static final int PERCENT = 100;

  private final Boundaries boundaries;
  private final CounterSet<SegmentCounter> counters;
  private final SegmentWindow window;
  private final PartWriter writer;
  private final int timescaleHz;
  private final long partTicks;

  private Track track;
  private List<Track> tracks;
  private InitSegment init;

  // The sample held back.
  private @Nullable Sample held;
  private long nominalTicks;
  private long delayTicks;

  // The segment under way.
  private long sequence;
  private final ArrayList<Part> parts = new ArrayList<>();
  private long startTicks;
  private long durationTicks;
  private long wallClockNs;
  private int sizeBytes;

  /**
   * @param frameNs expected length of a sample
   * @param firstSequence the segment that the first sample belongs to
   * @throws dev.fairlead.media.bits.MalformedMediaException when the configuration is unusable
   */
  TrackCutter(
      Track track,
      long frameNs,
      long firstSequence,
      Boundaries boundaries,
      SegmentTargets targets,
      CounterSet<SegmentCounter> counters,
      ByteBufAllocator allocator) {
    this.boundaries = boundaries;
    this.counters = counters;
    this.track = track;
    timescaleHz = track.timescaleHz();
    tracks = List.of(track);
    init = new InitSegment(0, track, CmafHeader.of(track, timescaleHz));
    writer = new PartWriter(track.id(), timescaleHz, allocator);
    window =
        new SegmentWindow(
            name(track),
            timescaleHz,
            tracks,
            WindowLimits.of(targets),
            firstSequence,
            boundaries.at(firstSequence).earlierDiscontinuities());
    sequence = firstSequence;
    partTicks = Timescale.rescale(targets.partMs(), Timescale.MILLISECONDS_HZ, timescaleHz);
    nominalTicks = Math.max(1, Timescale.fromNanos(frameNs, timescaleHz));
  }

  private static String name(Track track) {
    return (track.kind() == MediaKind.VIDEO ? "v" : "a") + track.id();
  }

  SegmentWindow window() {
    return window;
  }

  /** The segment under way. */
  long sequence() {
    return sequence;
  }

  /** Whether {@code sample} needs another header than the samples before. */
  boolean changesWith(Sample sample) {
    return sample.track().version() != track.version();
  }

  /** Whether the segment under way has taken as many bytes as a segment may. */
  boolean isOverfull() {
    return sizeBytes + writer.payloadBytes() > MAX_SEGMENT_BYTES;
  }

  /**
   * Lets timed metadata travel in front of the next part. Takes over one reference, unless too much
   * is waiting, which it tells by false.
   */
  boolean event(Sample event) {
    boolean taken = writer.event(event);
    if (taken && !window.hasTimedMetadata()) {
      window.carriesTimedMetadata();
    }
    return taken;
  }

  /**
   * Appends the next sample.
   *
   * @param sample one reference is taken over
   * @param segment the segment it belongs to, at least the one under way
   * @param interrupted whether it does not continue the sample before
   * @throws dev.fairlead.media.bits.MalformedMediaException when it comes under a configuration
   *     that is unusable; the reference is released then
   */
  void place(Sample sample, long segment, boolean interrupted) {
    long dtsTicks = ticks(sample);
    settle(dtsTicks, interrupted);
    if (segment > sequence) {
      complete();
      fillUpTo(segment);
    } else if (isPartDue(sample)) {
      closePart();
    }
    if (changesWith(sample)) {
      change(sample);
    }
    if (track.kind() == MediaKind.AUDIO || sample.isRandomAccess()) {
      delayTicks = ctsTicks(sample);
    }
    if (parts.isEmpty() && writer.isEmpty()) {
      startTicks = dtsTicks + delayTicks;
      Boundary boundary = boundaries.at(sequence);
      wallClockNs =
          boundary.wallClockNs() + Timescale.toNanos(startTicks, timescaleHz) - boundary.startNs();
    }
    held = sample;
  }

  private void change(Sample sample) {
    try {
      Track next = sample.track();
      init = new InitSegment(init.number() + 1, next, CmafHeader.of(next, timescaleHz));
      track = next;
      tracks = List.of(next);
    } catch (RuntimeException unusable) {
      sample.release();
      throw unusable;
    }
  }

  /** Gives the sample held back its duration and puts it into the part under way. */
  private void settle(long nextDtsTicks, boolean interrupted) {
    Sample sample = held;
    if (sample == null) {
      return;
    }
    held = null;
    long dtsTicks = ticks(sample);
    long distance = nextDtsTicks - dtsTicks;
    if (!interrupted && distance > 0) {
      if (distance < timescaleHz) {
        nominalTicks = distance;
      }
    } else {
      // Nothing to be continuous with: what lies between is left open.
      distance = nominalTicks;
    }
    writer.add(sample, dtsTicks, dtsTicks + delayTicks, distance, ctsTicks(sample));
  }

  private boolean isPartDue(Sample next) {
    if (writer.isEmpty()) {
      return false;
    }
    long part = writer.durationTicks();
    return part + nominalTicks > partTicks
        || writer.isFull()
        || (next.track().kind() == MediaKind.VIDEO
            && next.isRandomAccess()
            && part * PERCENT >= partTicks * FULL_PERCENT);
  }

  private void closePart() {
    addPart();
    window.put(segment(false), tracks);
  }

  private void addPart() {
    Part part = writer.write(parts.isEmpty(), sizeBytes, wallClockNs + elapsedNs());
    parts.add(part);
    sizeBytes += part.sizeBytes();
    durationTicks += part.durationTicks();
    counters.increment(SegmentCounter.PARTS);
  }

  private long elapsedNs() {
    return Timescale.toNanos(durationTicks, timescaleHz);
  }

  private Segment segment(boolean complete) {
    return new Segment(
        sequence,
        init,
        startTicks,
        durationTicks,
        wallClockNs,
        boundaries.isKept(sequence) && boundaries.at(sequence).discontinuity(),
        complete,
        List.copyOf(parts));
  }

  /** Completes the segment under way, if it holds anything, and turns to the next. */
  private void complete() {
    if (!writer.isEmpty()) {
      addPart();
    }
    if (parts.isEmpty()) {
      return;
    }
    window.put(segment(true), tracks);
    counters.increment(SegmentCounter.SEGMENTS);
    parts.clear();
    durationTicks = 0;
    sizeBytes = 0;
    sequence++;
  }

  /** Stands in for segments that the track has nothing for: numbers must stay aligned. */
  private void fillUpTo(long segment) {
    if (segment - sequence > MAX_FILLED_SEGMENTS || !boundaries.isKept(sequence)) {
      window.skipTo(segment, boundaries.at(segment).earlierDiscontinuities());
      sequence = segment;
    }
    while (sequence < segment) {
      Boundary from = boundaries.at(sequence);
      long end = Timescale.fromNanos(boundaries.at(sequence + 1).startNs(), timescaleHz);
      startTicks = Timescale.fromNanos(from.startNs(), timescaleHz);
      wallClockNs = from.wallClockNs();
      Part part = writer.writeEmpty(startTicks, end - startTicks, wallClockNs);
      parts.add(part);
      durationTicks = part.durationTicks();
      sizeBytes = part.sizeBytes();
      complete();
    }
  }

  /** Completes everything at hand; nothing may be placed afterwards. */
  void finish() {
    if (held != null) {
      settle(0, true);
    }
    complete();
    window.end();
  }

  /** Lets go of what is not with the window yet, and of the window's bytes. */
  void release() {
    if (held != null) {
      held.release();
      held = null;
    }
    writer.clear();
    window.release();
    parts.clear();
  }

  private long ticks(Sample sample) {
    return Timescale.rescale(sample.dtsTicks(), sample.track().timescaleHz(), timescaleHz);
  }

  private int ctsTicks(Sample sample) {
    int hz = sample.track().timescaleHz();
    return hz == timescaleHz
        ? sample.ctsOffsetTicks()
        : (int) (Timescale.rescale(sample.ptsTicks(), hz, timescaleHz) - ticks(sample));
  }
}
