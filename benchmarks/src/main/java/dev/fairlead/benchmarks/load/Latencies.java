package dev.fairlead.benchmarks.load;

import java.util.concurrent.atomic.AtomicLongArray;

/** Delays in steps of a tenth of a millisecond up to ten seconds. Any thread. */
final class Latencies {
  private static final long STEP_NS = 100_000;
  private static final int STEPS = 100_000;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS + 1);

  void add(long ns) {
    counts.incrementAndGet(Math.clamp(ns / STEP_NS, 0, STEPS));
  }

  void clear() {
    for (int i = 0; i <= STEPS; i++) {
      counts.set(i, 0);
    }
  }

  /** The delay that {@code percent} of all stay below, in milliseconds; 0 when there are none. */
  double percentileMs(double percent) {
    long total = 0;
    for (int i = 0; i <= STEPS; i++) {
      total += counts.get(i);
    }
    long rank = (long) Math.ceil(total * percent / 100);
    long seen = 0;
    for (int i = 0; i <= STEPS && total > 0; i++) {
      seen += counts.get(i);
      if (seen >= rank) {
        return (i + 1) * STEP_NS / 1e6;
      }
    }
    return 0;
  }
}
