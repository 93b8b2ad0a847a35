package dev.fairlead.protocols.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RedialDelayTest {
  @Test
  void doublesUpToItsBoundAndBeginsAnewAfterASteadyConnection() {
    RedialDelay delay = new RedialDelay();

    long[] waits = new long[7];
    for (int i = 0; i < waits.length; i++) {
      waits[i] = delay.ended(i == 3 ? RedialDelay.STEADY_NS - 1 : 0);
    }

    assertEquals(1_000, waits[0]);
    assertEquals(2_000, waits[1]);
    assertEquals(8_000, waits[3]);
    assertEquals(30_000, waits[5]);
    assertEquals(30_000, waits[6]);
    assertEquals(1_000, delay.ended(RedialDelay.STEADY_NS));
    assertEquals(2_000, delay.ended(0));
  }
}
