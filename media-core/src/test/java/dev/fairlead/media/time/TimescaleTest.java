package dev.fairlead.media.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimescaleTest {
  @Test
  void roundsToTheNearestTick() {
    assertEquals(90, Timescale.rescale(1, 1_000, 90_000));
    assertEquals(33, Timescale.rescale(3_003, 90_000, 1_000));
    assertEquals(-33, Timescale.rescale(-3_003, 90_000, 1_000));
    assertEquals(1, Timescale.rescale(1, 2, 1));
  }

  @Test
  void roundTripThroughAFinerTimescaleChangesNothing() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      int coarse = 1 + random.nextInt(100_000);
      int fine = coarse + random.nextInt(1_000_000);
      long ticks = random.nextLong() >> 20;

      long there = Timescale.rescale(ticks, coarse, fine);

      assertEquals(ticks, Timescale.rescale(there, fine, coarse), coarse + " Hz " + fine + " Hz");
    }
  }

  @Test
  void agreesWithExactArithmeticOverTheWholeRange() {
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      int from = 1 + random.nextInt(Integer.MAX_VALUE - 1);
      int to = 1 + random.nextInt(Math.min(from, 1_000_000_000));
      long ticks = random.nextLong();

      long nearest = nearest(ticks, from, to);

      assertEquals(nearest, Timescale.rescale(ticks, from, to), ticks + " " + from + " " + to);
    }
  }

  @Test
  void saysSoWhenTheResultDoesNotFit() {
    assertThrows(
        ArithmeticException.class, () -> Timescale.rescale(Long.MAX_VALUE, 1, 1_000_000_000));
    assertThrows(IllegalArgumentException.class, () -> Timescale.rescale(1, 0, 1));
  }

  private static long nearest(long ticks, int from, int to) {
    BigInteger divisor = BigInteger.valueOf(from);
    BigInteger[] parts =
        BigInteger.valueOf(ticks)
            .abs()
            .multiply(BigInteger.valueOf(to))
            .divideAndRemainder(divisor);
    boolean up = parts[1].add(BigInteger.valueOf(from / 2)).compareTo(divisor) >= 0;
    long magnitude = parts[0].add(up ? BigInteger.ONE : BigInteger.ZERO).longValueExact();
    return ticks < 0 ? -magnitude : magnitude;
  }
}
