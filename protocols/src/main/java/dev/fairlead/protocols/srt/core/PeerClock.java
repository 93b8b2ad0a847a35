package dev.fairlead.protocols.srt.core;

/**
 * Translates the peer's timestamps into times of delivery (SRT draft-01 §4.5, §4.7). Confined to
 * the connection.
 *
 * <p>Timestamps have 32 bits of µs and wrap after 71.6 minutes; each is taken as the one nearest to
 * the peer's present, so no timestamp, however wrong, moves the others. The drift between both
 * clocks is averaged over {@link #SAMPLES} measurements at a time.
 */
final class PeerClock {
  /** Measurements of one average: ten seconds of acknowledgements. */
  static final int SAMPLES = 1_000;

  /** What exceeds this goes into the base at once, as SRT's receivers do it. */
  private static final long MAX_DRIFT_NS = 5_000_000;

  private static final long NANOS_PER_US = 1_000;

  private final long latencyNs;
  private long baseNs;

  private long driftNs;
  private long sumNs;
  private int count;
  private boolean first = true;
  private long firstRoundTripNs;

  /**
   * @param timestampUs of the peer's handshake
   * @param arrivedNs when that handshake came
   * @param latencyNs from a timestamp to delivery
   */
  PeerClock(int timestampUs, long arrivedNs, long latencyNs) {
    this.latencyNs = latencyNs;
    baseNs = arrivedNs - (timestampUs & 0xFFFF_FFFFL) * NANOS_PER_US;
  }

  /** When what bears this timestamp is due. */
  long dueNs(int timestampUs, long nowNs) {
    return baseNs + driftNs + latencyNs + unwrappedUs(timestampUs, nowNs) * NANOS_PER_US;
  }

  private long unwrappedUs(int timestampUs, long nowNs) {
    long presentUs = (nowNs - baseNs) / NANOS_PER_US;
    return presentUs + (timestampUs - (int) presentUs);
  }

  /** A packet that left the peer at {@code timestampUs} arrived now. */
  void sample(int timestampUs, long nowNs, long roundTripNs) {
    if (first) {
      first = false;
      firstRoundTripNs = roundTripNs;
    }
    // The way here is taken to have grown by half of what the round trip has.
    long grownNs = (roundTripNs - firstRoundTripNs) / 2;
    sumNs += nowNs - (baseNs + unwrappedUs(timestampUs, nowNs) * NANOS_PER_US) - grownNs;
    count++;
    if (count < SAMPLES) {
      return;
    }
    driftNs = sumNs / count;
    sumNs = 0;
    count = 0;
    if (Math.abs(driftNs) > MAX_DRIFT_NS) {
      long excessNs = driftNs < 0 ? -MAX_DRIFT_NS : MAX_DRIFT_NS;
      baseNs += excessNs;
      driftNs -= excessNs;
    }
  }

  /** How far the peer's clock has wandered off since the last correction of the base. */
  long driftNs() {
    return driftNs;
  }
}
