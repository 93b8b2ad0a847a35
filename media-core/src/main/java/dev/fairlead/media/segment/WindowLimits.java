package dev.fairlead.media.segment;

/**
 * How much a window holds. The oldest segments leave when any bound is passed, but the newest one
 * always stays.
 *
 * @param maxSegments most complete segments, at least 1
 * @param windowMs length of media after which a segment is no longer wanted
 * @param maxBytes most bytes of complete segments
 */
public record WindowLimits(int maxSegments, long windowMs, long maxBytes) {
  /** Sixty seconds at 30 Mbit/s; a broadcast beyond that has a shorter window. */
  public static final long MAX_BYTES = 256L << 20;

  /** Segments can be far shorter than meant when formats change often. */
  private static final int SPARE_SEGMENTS = 8;

  /** The bounds that follow from {@code targets}. */
  public static WindowLimits of(SegmentTargets targets) {
    int wanted = targets.windowMs() / Math.max(1, targets.segmentMs());
    return new WindowLimits(wanted + SPARE_SEGMENTS, targets.windowMs(), MAX_BYTES);
  }
}
