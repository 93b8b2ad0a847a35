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

  public FrameRate {
    if (numerator < 0 || denominator < 1) {
      throw new IllegalArgumentException("frame rate " + numerator + "/" + denominator);
    }
  }

  /** Whether a rate is declared. */
  public boolean isKnown() {
    return numerator > 0;
  }
}
