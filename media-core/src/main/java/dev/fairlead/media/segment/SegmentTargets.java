package dev.fairlead.media.segment;

/**
 * How long segments and parts are meant to be.
 *
 * @param segmentMs shortest segment: it ends at the first random access point from here on
 * @param segmentMaxMs longest segment even when key pictures are rarer: it is cut without one then
 * @param partMs longest part
 * @param windowMs length of media that stays available
 */
public record SegmentTargets(int segmentMs, int segmentMaxMs, int partMs, int windowMs) {
  /** Segments of 2 s and up to 10 s, parts of 200 ms, a window of 60 s. */
  public static final SegmentTargets DEFAULT = new SegmentTargets(2_000, 10_000, 200, 60_000);
}
