package dev.fairlead.protocols.http.netty;

/** Counts requests of one connection per second. Confined to its event loop. */
final class RequestRate {
  private static final long WINDOW_NS = 1_000_000_000L;

  private final int maxPerSecond;
  private long windowBeganNs;
  private int requests;

  /**
   * @param maxPerSecond allowed in a second
   */
  RequestRate(int maxPerSecond, long nowNs) {
    this.maxPerSecond = maxPerSecond;
    windowBeganNs = nowNs;
  }

  /** Counts one more; true when it is one too many. */
  boolean exceeds(long nowNs) {
    if (nowNs - windowBeganNs >= WINDOW_NS) {
      windowBeganNs = nowNs;
      requests = 0;
    }
    requests++;
    return requests > maxPerSecond;
  }
}
