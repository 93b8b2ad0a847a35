package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.delivery.DeliveryCounter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hours of low-latency playing, in which nothing may stall, go missing or pile up. */
class LowLatencySimTest {
  /** About half an hour of parts; a property makes it days. */
  private static final int SEGMENTS = Integer.getInteger("sim.segments", 3_000);

  private static final long SEED = 20_260_102;

  @Test
  void playsOnWithoutAStall() {
    Random random = new Random(SEED);
    try (HlsRig rig = HlsRig.with(2)) {
      int other = rig.node.addLoop();
      List<SimulatedPlayer> players =
          List.of(
              new SimulatedPlayer(rig.node, 0, "/hls/cam/r1/", "v1"),
              new SimulatedPlayer(rig.node, other, "/hls/cam/r1/", "v1"),
              new SimulatedPlayer(rig.node, other, "/hls/cam/r1/", "a2"));
      players.forEach(SimulatedPlayer::start);
      long versions = 0;
      for (int segment = 0; segment < SEGMENTS; segment++) {
        // Key pictures come when they come.
        int parts = 1 + random.nextInt(HlsRig.PARTS);
        for (int part = 0; part < parts; part++) {
          rig.part(part == 0);
          versions++;
          rig.node.run();
          for (SimulatedPlayer player : players) {
            assertTrue(player.poll(), "stalled, seed " + SEED + ", segment " + segment);
          }
        }
        rig.video.complete();
        rig.audio.complete();
        rig.node.run();
        players.forEach(SimulatedPlayer::poll);
        assertEquals(players.size(), rig.node.delivery().counters().value(DeliveryCounter.PARKED));
      }
      // Two players of pictures share each rendering.
      assertTrue(rig.count(HlsCounter.PLAYLIST_RENDERED) <= 2 * (versions + SEGMENTS) + 4);
      assertTrue(players.getFirst().partsFetched() >= versions);
      assertEquals(players.get(0).partsFetched(), players.get(1).partsFetched());
      assertEquals(0, rig.count(HlsCounter.RELOAD_TIMED_OUT));
    }
  }
}
