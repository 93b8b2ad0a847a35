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

  /** Share of an early sample's lead that is taken over at once. */
  private static final int EARLY_SHARE = 8;

  /** Share of a late sample's lag: at 30 samples a second half is followed within a minute. */
  private static final int LATE_SHARE = 2_048;

  private boolean started;
  private long offsetNs;

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
    } else {
      offsetNs += errorNs / (errorNs < 0 ? EARLY_SHARE : LATE_SHARE);
    }
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
