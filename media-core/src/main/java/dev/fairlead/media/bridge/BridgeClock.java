package dev.fairlead.media.bridge;

/**
 * Decides where the next decoded sound belongs: times are counted, one tick for each pair of PCM
 * values, and anchored to the times that the input states. Confined to one thread; allocates
 * nothing.
 *
 * <p>Three kinds of difference between the two are told apart. A small one is jitter and rounding,
 * and is left alone. One that lasts is a clock that runs faster or slower than the sound it dates:
 * it is followed a tick at a time, which nobody hears. A large one is sound that is missing, or
 * comes twice: {@link Step}.
 */
final class BridgeClock {
  /** Decoded sound and bus times of bridges count at this rate. */
  static final int HZ = 48_000;

  /** Gaps up to here are filled with silence, 120 ms; beyond, times jump. */
  static final int MAX_FILL_TICKS = 5_760;

  /** A difference of more than this is sound missing or doubled: 15 ms. */
  private static final int TOLERANCE_TICKS = 720;

  /** Below it lies the rounding of timestamps and what encoders jitter: 5 ms. */
  private static final int MIN_TOLERANCE_TICKS = 240;

  /** A difference that lasts is followed from here on, and until nothing is left: 1 ms. */
  private static final int DRIFT_TICKS = 48;

  /** At most one tick is added or taken in so many: 1,042 ppm, far beyond any quartz. */
  private static final int TICKS_PER_CORRECTION = 960;

  /** Samples over which differences are averaged, as a power of two: 32, half a second or more. */
  private static final int AVERAGE_SHIFT = 5;

  /** Corrections in opposite directions within so many samples were jitter: two seconds. */
  private static final int REVERSAL_SAMPLES = 100;

  /** Shorter pieces of sound are not worked on. */
  static final int MIN_ELASTIC_TICKS = 64;

  private static final int FRACTION_BITS = 8;

  /** What comes before the next decoded sound. */
  enum Step {
    /** It continues what went before. */
    CONTINUE,
    /** {@link #stepTicks} of silence. */
    FILL,
    /** {@link #stepTicks} of it are left out. */
    CUT,
    /** Nothing: time goes on at the input's. What was held back before is forgotten. */
    JUMP
  }

  private boolean started;
  private long positionTicks;
  private int blockTicks;
  private int widening;

  /** Average difference, with {@link #FRACTION_BITS} binary places. */
  private long averageScaled;

  private boolean correcting;
  private int sinceCorrectionTicks;

  private int sinceStepSamples = REVERSAL_SAMPLES;
  private boolean lastStepCut;
  private int stepTicks;

  /**
   * The next sample begins.
   *
   * @param statedTicks its presentation time at 48 kHz
   * @param heldTicks decoded from earlier samples and not given out yet
   * @return what to do before its sound
   */
  Step next(long statedTicks, int heldTicks) {
    if (!started) {
      started = true;
      positionTicks = statedTicks;
      return Step.JUMP;
    }
    long difference = statedTicks - positionTicks - heldTicks;
    int tolerance = toleranceTicks();
    sinceStepSamples++;
    if (Math.abs(difference) <= tolerance) {
      averageScaled += ((difference << FRACTION_BITS) - averageScaled) >> AVERAGE_SHIFT;
      return Step.CONTINUE;
    }
    boolean cut = difference < 0;
    if (sinceStepSamples < REVERSAL_SAMPLES && cut != lastStepCut) {
      // What was taken for a gap was jitter: the same encoder will do it again.
      widening = Math.min(widening + 1, 3);
    }
    lastStepCut = cut;
    sinceStepSamples = 0;
    averageScaled = 0;
    correcting = false;
    if (difference > MAX_FILL_TICKS) {
      positionTicks = statedTicks;
      return Step.JUMP;
    }
    stepTicks = (int) Math.min(Math.abs(difference), PcmBuffer.MAX_TICKS);
    positionTicks += cut ? -stepTicks : stepTicks;
    return cut ? Step.CUT : Step.FILL;
  }

  /** A lost sample of any length is noticed, and jitter is not, once its size is known. */
  private int toleranceTicks() {
    int usual = Math.clamp(blockTicks * 3 / 4, MIN_TOLERANCE_TICKS, TOLERANCE_TICKS);
    return Math.min(usual << widening, MAX_FILL_TICKS);
  }

  /** Ticks of silence or of sound left out, after a step that says so. */
  int stepTicks() {
    return stepTicks;
  }

  /**
   * Sound was decoded.
   *
   * @param ticks how much, before any is left out
   * @param elastic whether it can be made longer or shorter
   * @return ticks to make it longer by, negative for shorter
   */
  int decoded(int ticks, boolean elastic) {
    positionTicks += ticks;
    blockTicks = ticks;
    sinceCorrectionTicks += ticks;
    long average = averageScaled >> FRACTION_BITS;
    if (!correcting && Math.abs(average) > DRIFT_TICKS) {
      correcting = true;
    }
    if (!correcting || !elastic || sinceCorrectionTicks < TICKS_PER_CORRECTION) {
      return 0;
    }
    if (average == 0) {
      correcting = false;
      return 0;
    }
    sinceCorrectionTicks = 0;
    int change = average > 0 ? 1 : -1;
    positionTicks += change;
    averageScaled -= (long) change << FRACTION_BITS;
    return change;
  }

  /** Where the sound decoded so far ends, at 48 kHz on the broadcast's timeline. */
  long positionTicks() {
    return positionTicks;
  }
}
