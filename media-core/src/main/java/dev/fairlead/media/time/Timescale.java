package dev.fairlead.media.time;

/**
 * Conversions between integer time bases. Stateless; any thread.
 *
 * <p>Every conversion rounds to the nearest tick, halves away from zero, so that a value carried to
 * a finer timescale and back is unchanged. Products are computed in 128 bits: no input overflows
 * unless its result does.
 */
public final class Timescale {
  /** Ticks a second of RTMP and FLV timestamps (RTMP 1.0 §3). */
  public static final int MILLISECONDS_HZ = 1_000;

  /** Ticks a second of MPEG-2 systems and of RTP video (ISO/IEC 13818-1:2022 §2.4.2.2). */
  public static final int MPEG_HZ = 90_000;

  /** Ticks a second of a timescale that counts nanoseconds. */
  public static final int NANOSECONDS_HZ = 1_000_000_000;

  private Timescale() {}

  /**
   * Carries a time from one timescale to another.
   *
   * @param ticks any time or duration, in ticks of {@code fromHz}
   * @param fromHz ticks a second of the source, at least 1
   * @param toHz ticks a second of the result, at least 1
   * @return the nearest time in ticks of {@code toHz}
   * @throws ArithmeticException when the result does not fit 64 bits
   */
  public static long rescale(long ticks, int fromHz, int toHz) {
    if (fromHz == toHz) {
      return ticks;
    }
    if (fromHz < 1 || toHz < 1) {
      throw new IllegalArgumentException("timescale must be positive: " + fromHz + " to " + toHz);
    }
    if (ticks < 0) {
      return -rescale(Math.negateExact(ticks), fromHz, toHz);
    }
    // Splitting off whole seconds keeps the remaining product below 2^62.
    long seconds = ticks / fromHz;
    long rest = ticks % fromHz;
    long fraction = (rest * toHz + fromHz / 2) / fromHz;
    return Math.addExact(Math.multiplyExact(seconds, toHz), fraction);
  }

  /** Ticks of {@code timescaleHz} as nanoseconds, to the nearest. */
  public static long toNanos(long ticks, int timescaleHz) {
    return rescale(ticks, timescaleHz, NANOSECONDS_HZ);
  }

  /** Nanoseconds as ticks of {@code timescaleHz}, to the nearest. */
  public static long fromNanos(long nanos, int timescaleHz) {
    return rescale(nanos, NANOSECONDS_HZ, timescaleHz);
  }

  /** Ticks of {@code timescaleHz} as milliseconds, to the nearest. */
  public static long toMillis(long ticks, int timescaleHz) {
    return rescale(ticks, timescaleHz, MILLISECONDS_HZ);
  }
}
