package dev.fairlead.media.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimestampUnwrapperTest {
  private static final long WRAP_32 = 1L << 32;

  @Test
  void passesTheFirstValueAsItIs() {
    assertEquals(0xFFFF_FFF0L, new TimestampUnwrapper(32).unwrap(0xFFFF_FFF0L));
  }

  @Test
  void goesOnAcrossTheWrap() {
    TimestampUnwrapper unwrapper = new TimestampUnwrapper(32);
    unwrapper.unwrap(0xFFFF_FFF0L);

    assertEquals(WRAP_32 + 16, unwrapper.unwrap(16));
    assertEquals(WRAP_32 - 1, unwrapper.unwrap(0xFFFF_FFFFL));
    assertEquals(WRAP_32 + 40, unwrapper.unwrap(40));
  }

  @Test
  void countsEveryWrap() {
    TimestampUnwrapper unwrapper = new TimestampUnwrapper(33);
    long step = (1L << 33) / 3;
    long expected = unwrapper.unwrap(0);
    for (int i = 1; i < 100; i++) {
      expected += step;

      assertEquals(expected, unwrapper.unwrap(expected & ((1L << 33) - 1)));
    }
  }

  @Test
  void stepsBackBelowZeroRatherThanAcrossHalfTheRange() {
    TimestampUnwrapper unwrapper = new TimestampUnwrapper(32);
    unwrapper.unwrap(5);

    assertEquals(-3, unwrapper.unwrap(WRAP_32 - 3));
  }

  @Test
  void startsAnewAfterReset() {
    TimestampUnwrapper unwrapper = new TimestampUnwrapper(32);
    unwrapper.unwrap(0xFFFF_FFF0L);
    unwrapper.reset();

    assertEquals(7, unwrapper.unwrap(7));
  }
}
