package dev.fairlead.conformance.interop;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process will do, and no longer than said. */
final class Eventually {
  private static final long STEP_MS = 20;

  private Eventually() {}

  static void holds(String what, Duration timeout, BooleanSupplier condition) {
    holds(what, timeout, condition, () -> "");
  }

  /**
   * @param details asked for when the time is over
   */
  static void holds(
      String what, Duration timeout, BooleanSupplier condition, Supplier<String> details) {
    long endNs = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNs > 0) {
        throw new AssertionError("not within " + timeout + ": " + what + "\n" + details.get());
      }
      pause(STEP_MS);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
