package dev.fairlead.media.bridge;

import java.util.Arrays;

/**
 * Decoded stereo on its way to the encoder: 48,000 pairs of a left and a right value a second, one
 * pair for each tick. Confined to one thread. Grows to its bound and then stays.
 */
public final class PcmBuffer {
  /** Both sides. */
  public static final int CHANNELS = 2;

  /**
   * Ticks it holds at most: the longest sample of any coding decodes to 120 ms, the longest filled
   * gap is as long, and an encoder's frame waits before them. Beyond it the newest are left out.
   */
  static final int MAX_TICKS = 48_000;

  private static final int INITIAL_TICKS = 8_192;

  private float[] values = new float[INITIAL_TICKS * CHANNELS];
  private float[] scratch = new float[0];
  private int ticks;
  private int skipTicks;

  /** Ticks at hand. */
  public int ticks() {
    return ticks;
  }

  /**
   * Appends decoded values.
   *
   * @param pairs left and right in turn; borrowed
   * @param count how many ticks of it
   */
  public void append(float[] pairs, int count) {
    int skipped = Math.min(skipTicks, count);
    skipTicks -= skipped;
    int kept = makeRoom(count - skipped);
    System.arraycopy(pairs, skipped * CHANNELS, values, ticks * CHANNELS, kept * CHANNELS);
    ticks += kept;
  }

  /** Appends silence. */
  void appendSilence(int count) {
    int kept = makeRoom(count);
    Arrays.fill(values, ticks * CHANNELS, (ticks + kept) * CHANNELS, 0f);
    ticks += kept;
  }

  /** Leaves out the next {@code count} ticks that are appended. */
  void skip(int count) {
    skipTicks += count;
  }

  /** Ticks still to be left out. */
  int skipTicks() {
    return skipTicks;
  }

  /** What was to be left out never comes. */
  void dropSkip() {
    skipTicks = 0;
  }

  /** Moves the first ticks into {@code frame}, which they fill. */
  public void take(float[] frame) {
    System.arraycopy(values, 0, frame, 0, frame.length);
    int taken = frame.length / CHANNELS;
    ticks -= taken;
    System.arraycopy(values, frame.length, values, 0, ticks * CHANNELS);
  }

  /** Forgets all. */
  void clear() {
    ticks = 0;
    skipTicks = 0;
  }

  /**
   * Makes what was appended last longer or shorter without a seam.
   *
   * @param count how many of the last ticks to work on, more than {@code change} and at least 2
   * @param change ticks to add, or to take away when negative
   */
  void stretchLast(int count, int change) {
    makeRoom(Math.max(0, change));
    int base = ticks - count;
    if (scratch.length < count * CHANNELS) {
      scratch = new float[count * CHANNELS];
    }
    float[] source = scratch;
    System.arraycopy(values, base * CHANNELS, source, 0, count * CHANNELS);
    int to = count + change;
    for (int i = 0; i < to; i++) {
      double at = (double) i * (count - 1) / (to - 1);
      int whole = Math.min((int) at, count - 2);
      float fraction = (float) (at - whole);
      for (int channel = 0; channel < CHANNELS; channel++) {
        values[(base + i) * CHANNELS + channel] =
            interpolate(source, channel, whole, fraction, count);
      }
    }
    ticks += change;
  }

  /** Catmull-Rom spline through four neighbours. */
  private static float interpolate(float[] source, int channel, int at, float fraction, int count) {
    float before = source[Math.max(at - 1, 0) * CHANNELS + channel];
    float from = source[at * CHANNELS + channel];
    float to = source[(at + 1) * CHANNELS + channel];
    float after = source[Math.min(at + 2, count - 1) * CHANNELS + channel];
    float slope = (to - before) / 2;
    float curve = before - 2.5f * from + 2 * to - after / 2;
    float twist = (after - before) / 2 + 1.5f * (from - to);
    return ((twist * fraction + curve) * fraction + slope) * fraction + from;
  }

  private int makeRoom(int count) {
    int kept = Math.min(count, MAX_TICKS - ticks);
    int needed = (ticks + kept) * CHANNELS;
    if (needed > values.length) {
      int grown = Math.min(Math.max(needed, values.length * 2), MAX_TICKS * CHANNELS);
      values = Arrays.copyOf(values, grown);
    }
    return kept;
  }
}
