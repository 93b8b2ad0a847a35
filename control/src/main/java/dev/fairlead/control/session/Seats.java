package dev.fairlead.control.session;

import java.util.ArrayDeque;

/**
 * Places of one kind, taken or promised. A promise is kept for as long as an admission may take, so
 * that many at once do not pass a limit together. Confined to the registry's lock.
 */
final class Seats {
  /** A second more than the 4 s after which an admission is refused. */
  static final long PROMISE_NS = 5_000_000_000L;

  private final ArrayDeque<Long> promisedUntilNs = new ArrayDeque<>();
  private int taken;

  int taken() {
    return taken;
  }

  /** Taken and promised. */
  int used(long nowNs) {
    for (Long until = promisedUntilNs.peek();
        until != null && until - nowNs <= 0;
        until = promisedUntilNs.peek()) {
      promisedUntilNs.remove();
    }
    return taken + promisedUntilNs.size();
  }

  void promise(long nowNs) {
    promisedUntilNs.add(nowNs + PROMISE_NS);
  }

  /** Somebody came; a promise, if there was one, is kept. */
  void take() {
    promisedUntilNs.poll();
    taken++;
  }

  void leave() {
    taken--;
  }

  boolean isFree(long nowNs) {
    return used(nowNs) == 0;
  }
}
