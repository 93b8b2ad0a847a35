package dev.fairlead.media.time;

/**
 * Extends a timestamp of 1 to 63 bits that wraps to 64 bits that do not.
 *
 * <p>Confined to one thread. Each value is taken as the one nearest to its predecessor, so steps
 * back (B-frames, reordering) and steps across the wrap both come out right as long as neighbours
 * lie within half the range of each other: 24.8 days for 32-bit milliseconds (RTMP 1.0 §5.3.1.1),
 * 13.2 hours for 33 bits at 90 kHz (ISO/IEC 13818-1:2022 §2.4.3.7).
 */
public final class TimestampUnwrapper {
  private final int bits;

  private boolean started;
  private long last;

  /**
   * @param bits width of the wrapped value, 1 to 63
   */
  public TimestampUnwrapper(int bits) {
    if (bits < 1 || bits > 63) {
      throw new IllegalArgumentException("bits out of 1..63: " + bits);
    }
    this.bits = bits;
  }

  /**
   * Unwraps the next value. The first value comes back as it is.
   *
   * @param wrapped the value as read; bits above the width are ignored
   * @return the extended value nearest to the one before; negative when the sequence steps back
   *     across zero
   */
  public long unwrap(long wrapped) {
    int shift = 64 - bits;
    if (!started) {
      started = true;
      last = (wrapped << shift) >>> shift;
      return last;
    }
    // The shifts sign-extend the difference from its own width, which picks the nearest neighbour.
    long step = ((wrapped - last) << shift) >> shift;
    last += step;
    return last;
  }

  /** Forgets the past: the next value is taken as it is. */
  public void reset() {
    started = false;
  }
}
