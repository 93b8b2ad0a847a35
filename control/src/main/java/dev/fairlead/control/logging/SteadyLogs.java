package dev.fairlead.control.logging;

import java.util.logging.LogManager;

/**
 * Keeps the node's handler until the node itself closes it. The standard one lets go of all
 * handlers as soon as the process is asked to end, and the lines about that end would be lost.
 *
 * <p>Named by a system property, which {@link Logging#prepare()} sets; public because the platform
 * makes it.
 */
public final class SteadyLogs extends LogManager {
  /** For the platform. */
  public SteadyLogs() {}

  @Override
  public void reset() {
    // What there is to reset belongs to Logging.
  }
}
