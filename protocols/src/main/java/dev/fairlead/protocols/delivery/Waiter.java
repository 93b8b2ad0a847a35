package dev.fairlead.protocols.delivery;

import dev.fairlead.media.segment.WindowState;

/** A request that waits for a window to change. Confined to its event loop. */
public abstract class Waiter {
  static final int NOT_PARKED = -1;

  /** Place among the parked, or {@link #NOT_PARKED}; kept by {@link LoopWaiters}. */
  int place = NOT_PARKED;

  /** When waiting ends, by the loop's clock; kept by {@link LoopWaiters}. */
  long deadlineNs;

  /** For subclasses. */
  protected Waiter() {}

  /** Whether {@code state} has what is waited for. Looks only. */
  protected abstract boolean isReady(WindowState state);

  /** Answers; it is not parked any more, and may park again. */
  protected abstract void resume();

  /** Answers that it did not come in time; it is not parked any more. */
  protected abstract void timedOut();
}
