package dev.fairlead.media.segment;

/**
 * Chooses the length of parts: the one nearest to what is wanted that whole frames of every track
 * come close enough to. Stateless.
 *
 * <p>A part may not exceed the part target and, unless it is the last of its segment, may not fall
 * short of 85 % of it (RFC 8216bis §4.4.4.9). Four frames at 24 a second are 83 % of 200 ms and
 * five are more than that, so 200 ms would be a wrong target; 194 ms is right.
 */
final class PartLength {
  private static final int LEAST_PERCENT = 85;
  private static final int PERCENT = 100;
  private static final long NANOS_PER_MS = 1_000_000;

  private PartLength() {}

  /**
   * @param wantedMs the configured length
   * @param frameNs length of one frame of each track
   * @param jitterNs how much a part of each track can deviate, by rounding to its timescale
   */
  static int choose(int wantedMs, long[] frameNs, long[] jitterNs) {
    // A quarter on both sides reaches a fitting length for any rate above two frames a part.
    for (int distance = 0; distance <= wantedMs / 4; distance++) {
      if (fits(wantedMs + distance, frameNs, jitterNs)) {
        return wantedMs + distance;
      }
      if (fits(wantedMs - distance, frameNs, jitterNs)) {
        return wantedMs - distance;
      }
    }
    long longest = wantedMs;
    for (int i = 0; i < frameNs.length; i++) {
      longest = Math.max(longest, Math.ceilDiv(frameNs[i] + jitterNs[i], NANOS_PER_MS));
    }
    return (int) Math.min(longest, Integer.MAX_VALUE);
  }

  private static boolean fits(int candidateMs, long[] frameNs, long[] jitterNs) {
    long candidateNs = candidateMs * NANOS_PER_MS;
    for (int i = 0; i < frameNs.length; i++) {
      long frames = (candidateNs - jitterNs[i]) / frameNs[i];
      if ((frames * frameNs[i] - jitterNs[i]) * PERCENT < candidateNs * LEAST_PERCENT) {
        return false;
      }
    }
    return true;
  }
}
