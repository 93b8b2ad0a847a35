package dev.fairlead.control.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts failures by name within a time, whether there is such a name or not. Any thread. */
final class FailureLimit {
  /** Names remembered; beyond it the oldest are forgotten. */
  private static final int MAX_NAMES = 20_000;

  private final int most;
  private final long withinNs;
  private final LongSupplier nanoTime;

  private final Map<String, Count> counts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MAX_NAMES;
        }
      };

  private record Count(int failures, long sinceNs) {}

  FailureLimit(int most, long withinNs, LongSupplier nanoTime) {
    this.most = most;
    this.withinNs = withinNs;
    this.nanoTime = nanoTime;
  }

  synchronized boolean isReached(String name) {
    Count count = counts.get(name);
    if (count == null) {
      return false;
    }
    if (nanoTime.getAsLong() - count.sinceNs() > withinNs) {
      counts.remove(name);
      return false;
    }
    return count.failures() >= most;
  }

  synchronized void failed(String name) {
    Count count = counts.get(name);
    long nowNs = nanoTime.getAsLong();
    counts.put(
        name,
        count == null || nowNs - count.sinceNs() > withinNs
            ? new Count(1, nowNs)
            : new Count(count.failures() + 1, count.sinceNs()));
  }

  synchronized void succeeded(String name) {
    counts.remove(name);
  }
}
