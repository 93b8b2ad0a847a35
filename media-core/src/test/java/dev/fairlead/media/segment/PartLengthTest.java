package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartLengthTest {
  private static final long MS = 1_000_000;

  private static int choose(long... frameNs) {
    return PartLength.choose(200, frameNs, new long[frameNs.length]);
  }

  @Test
  void keepsTheWantedLengthWhereFramesFit() {
    assertEquals(200, choose(40 * MS));
    assertEquals(200, choose(40 * MS, 21_333_333));
  }

  @Test
  void moves24FramesASecondBelowTheWantedLength() {
    assertEquals(196, choose(41_666_667));
  }

  @Test
  void takesOneFrameWhereFramesAreLong() {
    assertEquals(1_000, choose(1_000 * MS));
  }

  @Test
  void makesRoomForRounding() {
    assertEquals(201, PartLength.choose(200, new long[] {33_333_333}, new long[] {1_000_000}));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 90, 100, 120, 144, 240})
  void everyCommonRateFitsBesideAac(int rate) {
    long frame = 1_000_000_000L / rate;
    int chosen = choose(frame, 23_219_955);

    long parts = chosen * MS / frame * frame;
    assertTrue(parts * 100 >= chosen * MS * 85, rate + " a second in " + chosen);
    assertTrue(Math.abs(chosen - 200) <= 50);
  }
}
