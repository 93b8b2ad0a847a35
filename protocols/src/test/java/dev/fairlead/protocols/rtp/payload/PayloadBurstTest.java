package dev.fairlead.protocols.rtp.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PayloadBurstTest {
  private static PayloadBurst burst(int... lengths) {
    int[] ends = new int[lengths.length];
    int end = 0;
    for (int i = 0; i < lengths.length; i++) {
      end += lengths[i];
      ends[i] = end;
    }
    return new PayloadBurst(
        Unpooled.buffer().writeZero(3 + end).skipBytes(3), ends, lengths.length, 0, 0, 0, 0, 0);
  }

  private static List<String> runs(PayloadBurst burst) {
    List<String> runs = new ArrayList<>();
    for (int run = 0; run < burst.runs(); run++) {
      runs.add(burst.runStart(run) + "-" + burst.runEnd(run));
    }
    return runs;
  }

  @Test
  void aRunIsEqualPacketsAndOneShorter() {
    assertEquals(List.of("0-1"), runs(burst(5)));
    assertEquals(List.of("0-4"), runs(burst(5, 5, 5, 3)));
    assertEquals(List.of("0-1", "1-4"), runs(burst(3, 5, 5, 5)));
    assertEquals(List.of("0-3", "3-5", "5-6"), runs(burst(5, 5, 3, 4, 2, 3)));
    assertEquals(List.of("0-2"), runs(burst(5, 4)));
  }

  @Test
  void everyPacketIsFound() {
    int[] lengths = {3, 9, 9, 9, 4, 9, 9, 1, 2, 2};
    PayloadBurst burst = burst(lengths);
    int index = 3;
    for (int i = 0; i < lengths.length; i++) {
      assertEquals(index, burst.index(i), "packet " + i);
      assertEquals(lengths[i], burst.lengthBytes(i), "packet " + i);
      index += lengths[i];
    }
  }
}
