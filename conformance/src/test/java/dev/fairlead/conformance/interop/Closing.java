package dev.fairlead.conformance.interop;

import org.jspecify.annotations.Nullable;

/** Ends everything that a test class started, each even when the one before it fails to end. */
final class Closing {
  private Closing() {}

  /** Closes in this order; what was never started is null. */
  static void all(@Nullable AutoCloseable... things) {
    AssertionError failure = null;
    for (AutoCloseable thing : things) {
      try {
        if (thing != null) {
          thing.close();
        }
      } catch (Exception | AssertionError e) {
        if (failure == null) {
          failure = new AssertionError(e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
