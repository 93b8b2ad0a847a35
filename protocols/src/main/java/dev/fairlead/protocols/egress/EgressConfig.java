package dev.fairlead.protocols.egress;

/**
 * How viewers are served. Every length and time below is one group's: one broadcast in one wire
 * format on one event loop.
 *
 * @param window how long samples are gathered before they are sent
 * @param cohortViewers most viewers served in one go, so that a pass holds the loop for a few
 *     milliseconds only: a send costs 4 to 5 microseconds, so 256 cost one
 * @param keptMaxBytes most wire bytes kept for viewers that join or lag
 * @param lagMaxMs how far a viewer may fall behind before it skips to the newest random access
 *     point; within one group of pictures it may always
 * @param stalledMaxMs how long a connection may take nothing before it is closed
 * @param lingerMs how long a group lives on without viewers
 */
public record EgressConfig(
    FlushWindow window,
    int cohortViewers,
    int keptMaxBytes,
    int lagMaxMs,
    int stalledMaxMs,
    int lingerMs) {
  /** The defaults: an adaptive window, cohorts of 256, 16 MiB kept, 3 s of lag, 20 s of stall. */
  public static final EgressConfig DEFAULT =
      new EgressConfig(FlushWindow.ADAPTIVE, 256, 16 << 20, 3_000, 20_000, 2_000);

  public EgressConfig {
    if (cohortViewers < 1 || keptMaxBytes < 1 || lagMaxMs < 0 || stalledMaxMs < 1 || lingerMs < 0) {
      throw new IllegalArgumentException("egress limits out of range");
    }
  }

  /** The same with another window. */
  public EgressConfig withWindow(FlushWindow other) {
    return new EgressConfig(other, cohortViewers, keptMaxBytes, lagMaxMs, stalledMaxMs, lingerMs);
  }
}
