package dev.fairlead.protocols.srt.core;

/**
 * The smoothed round-trip time of a connection and its variance (SRT draft-01 §4.10). Confined to
 * the connection.
 */
final class RoundTrip {
  private static final int INITIAL_US = 100_000;
  private static final int INITIAL_VARIANCE_US = 50_000;

  /** What a peer may claim: no path is longer, and nothing here overflows. */
  private static final int MAX_US = 60_000_000;

  private static final long NANOS_PER_US = 1_000;

  private int smoothedUs = INITIAL_US;
  private int varianceUs = INITIAL_VARIANCE_US;
  private boolean measured;

  /** A round trip was measured here. */
  void sample(long roundTripNs) {
    int sampleUs = Math.clamp(roundTripNs / NANOS_PER_US, 1, MAX_US);
    if (measured) {
      varianceUs = (3 * varianceUs + Math.abs(sampleUs - smoothedUs)) / 4;
      smoothedUs = (int) ((7L * smoothedUs + sampleUs) / 8);
    } else {
      measured = true;
      smoothedUs = sampleUs;
      varianceUs = sampleUs / 2;
    }
  }

  /** The peer measured, and this side receives nothing by which it could. */
  void told(int peerSmoothedUs, int peerVarianceUs) {
    if (peerSmoothedUs <= 0
        || peerSmoothedUs > MAX_US
        || peerVarianceUs < 0
        || peerVarianceUs > MAX_US
        || (peerSmoothedUs == INITIAL_US && peerVarianceUs == INITIAL_VARIANCE_US)) {
      return; // Nonsense, or what the peer began with.
    }
    measured = true;
    smoothedUs = peerSmoothedUs;
    varianceUs = peerVarianceUs;
  }

  int smoothedUs() {
    return smoothedUs;
  }

  int varianceUs() {
    return varianceUs;
  }

  /** After this long without an answer, there will be none. */
  long timeoutNs() {
    return (smoothedUs + 4L * varianceUs) * NANOS_PER_US;
  }
}
