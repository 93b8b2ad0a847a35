package dev.fairlead.media.segment;

/**
 * The straight line through noise that ties media time to the time of day. Confined to the
 * packager's executor.
 *
 * <p>Arrival is never early and often late, so the line follows early samples quickly and late ones
 * slowly: network jitter does not show, a drifting publisher's clock does not accumulate.
 */
final class WallLine {
  /** A difference no network makes: the clock was set or the timeline was joined anew. */
  static final long MAX_ERROR_NS = 5_000_000_000L;

  private static final long NANOS_PER_US = 1_000;

  /** Share of an early sample's lead that is taken over at once. */
  private static final int EARLY_SHARE = 8;

  /** In how much media time a late sample's lag would be taken over. */
  private static final long LATE_NS = 60_000_000_000L;

  private boolean started;
  private long offsetNs;
  private long latestNs;

  /**
   * Takes note of a sample.
   *
   * @param mediaNs its decoding time
   * @param wallClockNs when it was captured or arrived
   */
  void observe(long mediaNs, long wallClockNs) {
    long errorNs = wallClockNs - mediaNs - offsetNs;
    if (!started || Math.abs(errorNs) > MAX_ERROR_NS) {
      started = true;
      offsetNs += errorNs;
    } else if (errorNs < 0) {
      offsetNs += errorNs / EARLY_SHARE;
    } else {
      // Errors stay below 2^33 and steps below 2^36: in microseconds the product fits.
      long stepUs = Math.clamp(mediaNs - latestNs, 0, LATE_NS) / NANOS_PER_US;
      offsetNs += errorNs / NANOS_PER_US * stepUs / (LATE_NS / NANOS_PER_US) * NANOS_PER_US;
    }
    latestNs = mediaNs;
  }

  /** The next sample begins a line of its own. */
  void restart() {
    started = false;
  }

  /** The time of day of {@code mediaNs}, nanoseconds since 1970. */
  long wallClockNsAt(long mediaNs) {
    return mediaNs + offsetNs;
  }
}
