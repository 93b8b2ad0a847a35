package dev.fairlead.media.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BridgeClockTest {
  private static final int HZ = BridgeClock.HZ;
  private static final long DAY_TICKS = 86_400L * HZ;
  private static final int MS_TICKS = 48;
  private static final int BLOCK = 1_024;

  private final BridgeClock clock = new BridgeClock();
  private int corrections;
  private int steps;

  /** One sample of {@code ticks} that states its time as {@code statedTicks}. */
  private BridgeClock.Step sample(long statedTicks, int ticks) {
    BridgeClock.Step step = clock.next(statedTicks, 0);
    steps += step == BridgeClock.Step.CONTINUE ? 0 : 1;
    corrections += Math.abs(clock.decoded(ticks, true));
    return step;
  }

  @Nested
  class OverADay {
    /** Frames of 44.1 kHz do not last whole ticks: the resampler gives one more or less. */
    @Test
    void roundedTimestampsAreLeftAlone() {
      long given = 0;
      for (long frame = 0; given < DAY_TICKS; frame++) {
        long trueTicks = frame * BLOCK * HZ / 44_100;
        long statedMs = frame * BLOCK * 1_000 / 44_100;
        int ticks = (int) ((frame + 1) * BLOCK * HZ / 44_100 - given);

        sample(statedMs * MS_TICKS, ticks);

        given += ticks;
        assertTrue(Math.abs(clock.positionTicks() - ticks - trueTicks) <= MS_TICKS);
      }
      assertEquals(0, corrections);
      assertEquals(1, steps, "the beginning");
    }

    @Test
    void clocksThatRunFastOrSlowAreFollowed() {
      for (int ppm : new int[] {-300, -100, -20, 20, 100, 300}) {
        BridgeClock following = new BridgeClock();
        long corrected = 0;
        long worst = 0;
        long frames = DAY_TICKS / BLOCK;
        for (long frame = 0; frame < frames; frame++) {
          long exact = frame * BLOCK + frame * BLOCK * ppm / 1_000_000;
          long stated = Math.round(exact / (double) MS_TICKS) * MS_TICKS;
          BridgeClock.Step step = following.next(stated, 0);
          assertEquals(
              frame == 0 ? BridgeClock.Step.JUMP : BridgeClock.Step.CONTINUE, step, ppm + " ppm");
          worst = Math.max(worst, Math.abs(following.positionTicks() - exact));
          corrected += following.decoded(BLOCK, true);
        }
        assertTrue(worst < 3 * MS_TICKS, ppm + " ppm: " + worst + " ticks off");
        assertEquals(DAY_TICKS * ppm / 1_000_000, corrected, 3 * MS_TICKS, ppm + " ppm");
      }
    }
  }

  @Test
  void aLostSampleOfAnyLengthIsFilled() {
    for (int block : new int[] {480, 960, 1_024, 2_048, 2_880, 5_760}) {
      BridgeClock losing = new BridgeClock();
      for (int i = 0; i < 20; i++) {
        losing.next((long) i * block, 0);
        losing.decoded(block, true);
      }

      assertEquals(BridgeClock.Step.FILL, losing.next(21L * block, 0), block + " ticks");
      assertEquals(block, losing.stepTicks());
      losing.decoded(block, true);
      assertEquals(22L * block, losing.positionTicks());
      assertEquals(BridgeClock.Step.CONTINUE, losing.next(22L * block, 0));
    }
  }

  @Test
  void aLongGapIsJumpedOver() {
    sample(0, BLOCK);

    assertEquals(BridgeClock.Step.JUMP, sample(HZ, BLOCK));
    assertEquals(HZ + BLOCK, clock.positionTicks());
  }

  @Test
  void soundThatComesTwiceIsCut() {
    sample(0, BLOCK);
    sample(BLOCK, BLOCK);

    assertEquals(BridgeClock.Step.CUT, sample(BLOCK, BLOCK));
    assertEquals(BLOCK, clock.stepTicks());
    assertEquals(2 * BLOCK, clock.positionTicks());
  }

  @Test
  void whatTheResamplerHoldsBackIsNoGap() {
    clock.next(0, 0);
    clock.decoded(BLOCK - 40, true);

    assertEquals(BridgeClock.Step.CONTINUE, clock.next(BLOCK, 40));
    clock.decoded(BLOCK, true);
    for (int i = 2; i < 1_000; i++) {
      clock.next((long) i * BLOCK, 40);
      assertEquals(0, clock.decoded(BLOCK, true));
    }
  }

  @Test
  void jitterIsToleratedOnceItsSizeIsKnown() {
    Random random = new Random(7);
    int later = 0;
    for (int i = 0; i < 5_000; i++) {
      // Stamped when it was sent, up to 30 ms to either side.
      long jitterTicks = Math.round((random.nextDouble() * 2 - 1) * 30 * MS_TICKS);
      BridgeClock.Step step = sample(48_000 + (long) i * BLOCK + jitterTicks, BLOCK);
      later += i > 500 && step != BridgeClock.Step.CONTINUE ? 1 : 0;
    }

    assertEquals(0, later);
    assertEquals(48_000 + 5_000L * BLOCK, clock.positionTicks(), 8 * MS_TICKS);
  }

  @Test
  void correctsNoFasterThanNobodyHears() {
    sample(0, BLOCK);
    int before = corrections;
    for (int i = 1; i < 100; i++) {
      // 10 ms late from here on, too little for a gap.
      sample((long) i * BLOCK + 10 * MS_TICKS, BLOCK);
    }

    assertTrue(corrections - before <= 99, "one a frame at most: " + corrections);
    assertTrue(corrections > 50, "and it goes on: " + corrections);
  }
}
