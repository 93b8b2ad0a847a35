package dev.fairlead.control.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How many calls each caller has left: a bucket that fills by the minute. Any thread. */
final class RequestBudget {
  /** Callers remembered; one that is forgotten begins with a full bucket. */
  private static final int MAX_NAMES = 20_000;

  private static final double NS_PER_MINUTE = 60e9;
  private static final double NS_PER_SECOND = 1e9;

  private final LongSupplier nanoTime;

  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_NAMES;
        }
      };

  private static final class Bucket {
    private double left;
    private long filledNs;
  }

  /**
   * What is left.
   *
   * @param granted whether this call may go on
   * @param limit calls per minute
   * @param remaining calls that may follow at once
   * @param resetSeconds until the bucket is full, or until the next call when this one may not go
   *     on
   */
  record Answer(boolean granted, int limit, int remaining, int resetSeconds) {}

  RequestBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes one call of {@code name}; a limit of 0 is none. */
  synchronized Answer take(String name, int perMinute, int burst) {
    if (perMinute == 0) {
      return new Answer(true, 0, Integer.MAX_VALUE, 0);
    }
    int most = Math.max(1, burst);
    long nowNs = nanoTime.getAsLong();
    Bucket bucket =
        buckets.computeIfAbsent(
            name,
            absent -> {
              Bucket full = new Bucket();
              full.left = most;
              full.filledNs = nowNs;
              return full;
            });
    double perNs = perMinute / NS_PER_MINUTE;
    bucket.left = Math.min(most, bucket.left + (nowNs - bucket.filledNs) * perNs);
    bucket.filledNs = nowNs;
    boolean granted = bucket.left >= 1;
    if (granted) {
      bucket.left--;
    }
    double missing = granted ? most - bucket.left : 1 - bucket.left;
    return new Answer(
        granted, perMinute, (int) bucket.left, (int) Math.ceil(missing / perNs / NS_PER_SECOND));
  }
}
