package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class WallLineTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long EPOCH_NS = PackagingRig.EPOCH_NS;

  @Test
  void firstSampleFixesTheLine() {
    WallLine line = new WallLine();

    line.observe(5 * SECOND_NS, EPOCH_NS);

    assertEquals(EPOCH_NS + SECOND_NS, line.wallClockNsAt(6 * SECOND_NS));
  }

  @Test
  void jitterOfArrivalDoesNotShow() {
    WallLine line = new WallLine();
    Random random = new Random(1);

    for (int i = 0; i < 3_000; i++) {
      long media = i * SECOND_NS / 30;
      line.observe(media, EPOCH_NS + media + random.nextInt(100) * 1_000_000L);
    }

    long error = line.wallClockNsAt(100 * SECOND_NS) - EPOCH_NS - 100 * SECOND_NS;
    assertTrue(error >= 0 && error < 20_000_000, "off by " + error + " ns");
  }

  @Test
  void slowClockIsFollowedForDays() {
    WallLine line = new WallLine();
    long drift = 0;
    for (long i = 0; i < 3 * 86_400L * 5; i++) {
      long media = i * SECOND_NS / 5;
      // A hundred parts in a million: 26 s in three days.
      drift = media / 10_000;
      line.observe(media, EPOCH_NS + media + drift);
    }

    long media = 3 * 86_400L * SECOND_NS;
    long error = line.wallClockNsAt(media) - EPOCH_NS - media - drift;
    assertTrue(Math.abs(error) < 100_000_000, "off by " + error + " ns");
  }

  @Test
  void clockThatWasSetBeginsANewLine() {
    WallLine line = new WallLine();
    line.observe(0, EPOCH_NS);

    line.observe(SECOND_NS, EPOCH_NS + 100 * SECOND_NS);

    assertEquals(EPOCH_NS + 100 * SECOND_NS, line.wallClockNsAt(SECOND_NS));
  }
}
