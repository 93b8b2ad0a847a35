package dev.fairlead.protocols.srt.core;

/**
 * How long to wait before calling again: twice as long after each failure, and from the beginning
 * after a connection that held. Confined to one thread.
 */
public final class RedialDelay {
  /** The first wait: a listener that restarts is back by then, more often than not. */
  public static final long FIRST_MS = 1_000;

  /** The longest: what an operator who mends the other side is willing to wait. */
  public static final long MAX_MS = 30_000;

  /** A connection that lasted for this long was a good one. */
  public static final long STEADY_NS = 10_000_000_000L;

  private long nextMs = FIRST_MS;

  /**
   * A call or connection is over.
   *
   * @param connectedNs how long it was connected, 0 for not at all
   * @return how long to wait
   */
  public long ended(long connectedNs) {
    if (connectedNs >= STEADY_NS) {
      nextMs = FIRST_MS;
    }
    long waitMs = nextMs;
    nextMs = Math.min(MAX_MS, 2 * nextMs);
    return waitMs;
  }
}
