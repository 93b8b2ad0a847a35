package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.time.Timescale;

/**
 * The line between the timeline of a broadcast and the wall clock, by which the sender reports of
 * all sources are written, so that receivers play them in step. Confined to its connection;
 * allocates nothing after construction.
 *
 * <p>The line follows the earliest samples of late: those that waited nowhere. It moves slowly, and
 * for all sources at once.
 */
final class SenderClock {
  /** The line moves by one part in so many of each difference. */
  private static final int SMOOTHING = 256;

  /** Samples that come earlier than thought waited nowhere, and count for more. */
  private static final int EARLY_SMOOTHING = 8;

  /** A step of the timeline that no clock's drift explains. */
  private static final long MAX_STEP_NS = 1_000_000_000;

  private boolean started;

  /** Wall clock minus timeline. */
  private long offsetNs;

  /**
   * A sample leaves.
   *
   * @param timelineNs its time
   * @param wallNs the time of day
   */
  void sample(long timelineNs, long wallNs) {
    long measured = wallNs - timelineNs;
    long difference = measured - offsetNs;
    if (!started || Math.abs(difference) > MAX_STEP_NS) {
      // A viewer begins with samples that are old already; the next ones correct that at once.
      started = true;
      offsetNs = measured;
    } else if (difference < 0) {
      offsetNs += difference / EARLY_SMOOTHING;
    } else {
      offsetNs += difference / SMOOTHING;
    }
  }

  boolean isStarted() {
    return started;
  }

  /** The moment of the timeline at a time of day, in ticks. */
  long timelineTicks(long wallNs, int clockRateHz) {
    return Timescale.fromNanos(wallNs - offsetNs, clockRateHz);
  }
}
