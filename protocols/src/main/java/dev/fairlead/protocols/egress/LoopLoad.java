package dev.fairlead.protocols.egress;

import dev.fairlead.media.counter.CounterSet;

/**
 * How much of one event loop's time goes into sending, and the adaptive window that follows from
 * it. Confined to that loop; shared by all groups on it.
 */
final class LoopLoad {
  private static final long PERIOD_NS = 500_000_000;

  /**
   * The windows tried in turn. Each step at most doubles the sends of the one after it at 30
   * pictures a second, which is what keeps the two bounds below from chasing each other.
   */
  private static final int[] STEPS_MS = {0, 66, 100, 200, 350};

  /** Above this share of its time in sending, a loop has too little left for everything else. */
  private static final double WIDEN_SHARE = 0.5;

  /** Below this share, a narrower window costs at most 0.4 of the loop. */
  private static final double NARROW_SHARE = 0.2;

  private final CounterSet<EgressCounter> counters;

  private long periodStartNs;
  private long busyNs;
  private boolean overrun;
  private boolean started;
  private int step;

  LoopLoad(CounterSet<EgressCounter> counters) {
    this.counters = counters;
  }

  /** The window now, in milliseconds. */
  int windowMs(int maxMs) {
    return Math.min(maxMs, STEPS_MS[step]);
  }

  /** Tells of time spent in sending. */
  void spent(long fromNs, long toNs) {
    if (!started || toNs - periodStartNs > 4 * PERIOD_NS) {
      // First use, or idle in between: nothing can be said about the time before.
      started = true;
      periodStartNs = fromNs;
      busyNs = 0;
    }
    busyNs += toNs - fromNs;
    long elapsedNs = toNs - periodStartNs;
    if (elapsedNs >= PERIOD_NS) {
      decide((double) busyNs / elapsedNs);
      periodStartNs = toNs;
      busyNs = 0;
      overrun = false;
    }
  }

  /** Tells that a batch was complete before the one before it had reached everybody. */
  void overran() {
    overrun = true;
  }

  private void decide(double share) {
    if ((share > WIDEN_SHARE || overrun) && step < STEPS_MS.length - 1) {
      step++;
      counters.increment(EgressCounter.WINDOW_WIDENED);
    } else if (share < NARROW_SHARE && !overrun && step > 0) {
      step--;
      counters.increment(EgressCounter.WINDOW_NARROWED);
    }
  }
}
