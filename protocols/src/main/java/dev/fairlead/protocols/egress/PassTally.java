package dev.fairlead.protocols.egress;

import dev.fairlead.media.counter.CounterSet;

/** Adds up what happens during a pass over many viewers, so that counters are touched once. */
final class PassTally {
  long writes;
  long bytes;
  long lags;
  long skips;
  long dropped;

  /** Adds everything to {@code counters} and starts anew. */
  void drainTo(CounterSet<EgressCounter> counters) {
    add(counters, EgressCounter.WRITES, writes);
    add(counters, EgressCounter.BYTES_OUT, bytes);
    add(counters, EgressCounter.VIEWER_LAGGED, lags);
    add(counters, EgressCounter.VIEWER_SKIPPED, skips);
    add(counters, EgressCounter.SAMPLES_DROPPED, dropped);
    writes = 0;
    bytes = 0;
    lags = 0;
    skips = 0;
    dropped = 0;
  }

  private static void add(CounterSet<EgressCounter> counters, EgressCounter counter, long amount) {
    if (amount != 0) {
      counters.add(counter, amount);
    }
  }
}
