package dev.fairlead.media.track;

/**
 * Pictures a second as a fraction, never as floating point.
 *
 * @param numerator pictures, at least 0; 0 means unknown
 * @param denominator seconds, at least 1
 */
public record FrameRate(int numerator, int denominator) {
  /** Nothing declared: variable, or not told. */
  public static final FrameRate UNKNOWN = new FrameRate(0, 1);

  /**
   * No coded video is faster (H.264 (08/2021) §A.3.4: 300 pictures a second). Encoders that write a
   * clock's rate where a frame rate belongs, such as 90,000, lie above.
   */
  private static final int MAX_PICTURES_PER_SECOND = 300;

  public FrameRate {
    if (numerator < 0 || denominator < 1) {
      throw new IllegalArgumentException("frame rate " + numerator + "/" + denominator);
    }
  }

  /**
   * The reduced fraction of what a bitstream declares, {@link #UNKNOWN} when that is no frame rate.
   *
   * @param pictures at least 0
   * @param seconds at least 0
   */
  public static FrameRate ofRatio(long pictures, long seconds) {
    if (pictures < 1 || seconds < 1 || pictures / seconds > MAX_PICTURES_PER_SECOND) {
      return UNKNOWN;
    }
    long divisor = gcd(pictures, seconds);
    long numerator = pictures / divisor;
    long denominator = seconds / divisor;
    return numerator > Integer.MAX_VALUE || denominator > Integer.MAX_VALUE
        ? UNKNOWN
        : new FrameRate((int) numerator, (int) denominator);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Whether a rate is declared. */
  public boolean isKnown() {
    return numerator > 0;
  }
}
