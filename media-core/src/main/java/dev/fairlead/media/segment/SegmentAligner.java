package dev.fairlead.media.segment;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Tells which segment each sample belongs to, and opens the boundaries between them, the same for
 * all tracks. Confined to the packager's executor; borrows samples.
 *
 * <p>The leading track opens boundaries where its pace wants them. Others open one only when they
 * cannot go on without: under another header, or when the leading track is silent.
 */
final class SegmentAligner {
  private final Boundaries boundaries = new Boundaries();
  private final WallLine wallLine = new WallLine();
  private final SegmentPace pace;
  private final PackagedBroadcast packaged;
  private final CounterSet<SegmentCounter> counters;

  private @Nullable TransportVariant transport;
  private long leadPositionNs;

  /**
   * @param positionNs where the first sample of the leading track stands
   * @param wallClockNs when that was captured or arrived
   */
  SegmentAligner(
      PackagedBroadcast packaged,
      CounterSet<SegmentCounter> counters,
      long positionNs,
      long wallClockNs) {
    this.packaged = packaged;
    this.counters = counters;
    pace = new SegmentPace(packaged.targets());
    leadPositionNs = positionNs;
    wallLine.observe(positionNs, wallClockNs);
    boundaries.open(positionNs, wallLine.wallClockNsAt(positionNs), false);
  }

  /** The boundaries so far. */
  Boundaries boundaries() {
    return boundaries;
  }

  /** Lets the variant know of every boundary before it is opened. */
  void transport(TransportVariant variant) {
    transport = variant;
  }

  /** Where the leading track stands: no boundary will be opened before that. */
  long leadPositionNs() {
    return leadPositionNs;
  }

  /**
   * The segment of the leading track's next sample, which may begin there.
   *
   * @param interrupted whether it does not continue the sample before
   * @param overfull whether some segment under way holds more bytes than it should
   */
  long lead(Lane lane, Sample sample, long positionNs, boolean interrupted, boolean overfull) {
    leadPositionNs = positionNs;
    TrackCutter cutter = lane.cutter();
    if (interrupted && cutter != null) {
      wallLine.restart();
    }
    wallLine.observe(positionNs, sample.wallClockNs());
    return boundaries.sequenceAt(
        positionNs, earliestOfLead(lane, sample, positionNs, interrupted, overfull));
  }

  private long earliestOfLead(
      Lane lane, Sample sample, long positionNs, boolean interrupted, boolean overfull) {
    Boundary newest = boundaries.newest();
    TrackCutter cutter = lane.cutter();
    if (cutter == null) {
      // The very first sample stands at the first boundary; a track that takes the lead later
      // brings its own.
      return newest.startNs() == positionNs ? newest.sequence() : open(positionNs, false);
    }
    if (interrupted || cutter.changesWith(sample)) {
      return open(positionNs, true);
    }
    return switch (pace.at(lane, sample, positionNs - newest.startNs(), overfull)) {
      case NONE -> cutter.sequence();
      case REGULAR -> open(positionNs, false);
      case FORCED -> {
        counters.increment(SegmentCounter.FORCED_CUTS);
        yield open(positionNs, false);
      }
    };
  }

  /**
   * The segment of another track's next sample.
   *
   * @param interrupted whether it does not continue the sample before
   */
  long follower(Lane lane, Sample sample, long positionNs, boolean interrupted) {
    if (positionNs - boundaries.newest().startNs() > pace.limitNs()) {
      // The leading track is silent, or it would have cut: time goes on without it.
      pace.cutByForce();
      counters.increment(SegmentCounter.FORCED_CUTS);
      open(positionNs, false);
    }
    TrackCutter cutter = lane.cutter();
    return boundaries.sequenceAt(
        positionNs,
        cutter == null ? 0 : earliestOfFollower(cutter, sample, positionNs, interrupted));
  }

  private long earliestOfFollower(
      TrackCutter cutter, Sample sample, long positionNs, boolean interrupted) {
    long earliest = cutter.sequence();
    if (cutter.changesWith(sample)) {
      // Another header needs another segment, and all windows count alike.
      earliest++;
      if (boundaries.newest().sequence() < earliest) {
        open(positionNs, false);
      }
    }
    return interrupted
        ? Math.max(earliest, boundaries.interruptionAfter(cutter.sequence()))
        : earliest;
  }

  private long open(long positionNs, boolean discontinuity) {
    Boundary newest = boundaries.newest();
    long startNs = Math.max(positionNs, newest.startNs() + 1);
    fixTarget(startNs - newest.startNs());
    long wallClockNs = Math.max(wallLine.wallClockNsAt(startNs), newest.wallClockNs() + 1);
    if (transport != null) {
      transport.boundary(startNs);
    }
    return boundaries.open(startNs, wallClockNs, discontinuity).sequence();
  }

  private void fixTarget(long firstSegmentNs) {
    if (packaged.targetDurationMs() == 0) {
      packaged.targetDurationMs(pace.fix(firstSegmentNs));
    }
  }

  /** Nothing follows: a broadcast of one segment has a target duration, too. */
  void finish() {
    fixTarget(leadPositionNs - boundaries.newest().startNs());
  }
}
