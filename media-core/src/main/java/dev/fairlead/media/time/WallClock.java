package dev.fairlead.media.time;

/**
 * Tells the time of day that belongs to a reading of the monotonic clock. Immutable; any thread.
 *
 * <p>Holds one pair of readings; what lies between them and a later moment is measured by the
 * monotonic clock, so a step of the system's clock never shows as a jump in the media.
 *
 * @param epochNs nanoseconds since 1970-01-01T00:00Z at the anchor
 * @param anchorNs the monotonic reading at the same moment
 */
public record WallClock(long epochNs, long anchorNs) {
  /** Nanoseconds since 1970-01-01T00:00Z at the monotonic reading {@code nowNs}. */
  public long epochNsAt(long nowNs) {
    return epochNs + (nowNs - anchorNs);
  }
}
