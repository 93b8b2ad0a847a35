package dev.fairlead.media.segment;

import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;

/**
 * Decides where the leading track begins a segment. Confined to the packager's executor.
 *
 * <p>Pictures: at the first random access point once the segment is long enough, and without one
 * when it would become too long. Sound: whenever the next frame would pass the wanted length. What
 * is too long is fixed when the first segment is complete, since a target duration never changes.
 */
final class SegmentPace {
  static final long NANOS_PER_MS = 1_000_000;

  private static final long MS_PER_SECOND = 1_000;

  /**
   * An overrun that rounding allows (RFC 8216bis §4.4.4.1: the duration, rounded to whole seconds,
   * may not exceed the target). A group of pictures of 2.002 s does not need a target of 3 s.
   */
  private static final long ROUNDED_AWAY_MS = 250;

  /** How long a random access point that is expected but late is waited for. */
  private static final long GRACE_NS = 400 * NANOS_PER_MS;

  private final long segmentNs;
  private final long segmentMaxNs;
  private long targetNs;
  private boolean forced;

  enum Cut {
    NONE,
    /** At a random access point. */
    REGULAR,
    /** Without one. */
    FORCED
  }

  SegmentPace(SegmentTargets targets) {
    segmentNs = targets.segmentMs() * NANOS_PER_MS;
    segmentMaxNs = Math.max(targets.segmentMaxMs(), targets.segmentMs()) * NANOS_PER_MS;
  }

  /**
   * @param sample the next one of the leading track
   * @param elapsedNs length of the segment up to it
   * @param overfull whether a segment under way holds more bytes than it should
   */
  Cut at(Lane lane, Sample sample, long elapsedNs, boolean overfull) {
    if (lane.kind() == MediaKind.AUDIO) {
      return overfull || elapsedNs + lane.frameNs() > segmentNs + NANOS_PER_MS
          ? Cut.REGULAR
          : Cut.NONE;
    }
    if (sample.isRandomAccess() && elapsedNs >= segmentNs - lane.frameNs() / 2) {
      forced = false;
      return Cut.REGULAR;
    }
    if (overfull || elapsedNs + lane.frameNs() > limitNs() + NANOS_PER_MS) {
      cutByForce();
      return Cut.FORCED;
    }
    return Cut.NONE;
  }

  /** A segment was cut without a random access point: none is waited for beyond the target. */
  void cutByForce() {
    forced = true;
  }

  /** The longest segment now. */
  long limitNs() {
    if (targetNs == 0) {
      return segmentMaxNs;
    }
    return forced ? targetNs : targetNs + GRACE_NS;
  }

  /** Fixes the target duration by the length of the first segment and returns it. */
  int fix(long firstNs) {
    long firstMs = Math.ceilDiv(firstNs, NANOS_PER_MS) - ROUNDED_AWAY_MS;
    long longestMs = Math.max(segmentNs / NANOS_PER_MS, firstMs);
    long targetMs = Math.ceilDiv(longestMs, MS_PER_SECOND) * MS_PER_SECOND;
    targetNs = targetMs * NANOS_PER_MS;
    return Math.toIntExact(targetMs);
  }
}
