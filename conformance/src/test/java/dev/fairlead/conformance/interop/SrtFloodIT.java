package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Callers with forged addresses cost an answer each, and nobody else notices. */
class SrtFloodIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PACKETS_PER_SECOND = 50_000;
  private static final int SECONDS = 8;

  /** The flood and its target share this machine: what is late for that is not lost. */
  private static final String LATENCY_MS = "&latency=2000";

  private static final String LATENCY_MICROS = LATENCY_MS + "000";
  private static final long MAX_GROWTH_BYTES = 64L << 20;

  /** What a publisher, a viewer and a few seconds of media may come to have more. */
  private static final long MAX_GROWTH_OBJECTS = 20_000;

  @Test
  void fiftyThousandForgedHandshakesASecondDisturbNobodyAndLeaveNothing() {
    try (FairleadNode node = FairleadNode.start();
        Pushing pushing =
            Pushing.startLooping(Clip.H264_AAC_TS, node.srtUrl(node.streamKey(), LATENCY_MICROS))) {
      node.awaitPlayable(node.hlsUrl());
      try (LiveTransmit viewer =
              LiveTransmit.receive(node.srtUrl("play:" + node.playbackId(), LATENCY_MS));
          HandshakeFlood flood = new HandshakeFlood(node.srtPort())) {
        viewer.awaitBytes(100_000);
        flood.run(PACKETS_PER_SECOND, 2 * PACKETS_PER_SECOND);
        Map<String, Long> objects = ProcessMemory.liveObjects(node.pid());
        long bytes = ProcessMemory.residentBytes(node.pid());
        double seen = handshakes(node);
        long played = viewer.receivedBytes();

        flood.run(PACKETS_PER_SECOND, SECONDS * PACKETS_PER_SECOND);

        seen = handshakes(node) - seen;
        assertTrue(seen > SECONDS * PACKETS_PER_SECOND / 4, "the flood arrived: " + seen);
        viewer.awaitBytes(played + 300_000);
        viewer.assertUnbroken();
        assertTrue(pushing.isAlive(), pushing::text);
        assertEquals(0, node.metric("fairlead_srt_packets_dropped_total"), node::log);
        assertEquals(0, node.metric("fairlead_srt_handshakes_over_limit_total"));
        long grownBytes = ProcessMemory.residentBytes(node.pid()) - bytes;
        assertTrue(grownBytes < MAX_GROWTH_BYTES, "memory grew by " + grownBytes);
        long grown = sum(ProcessMemory.liveObjects(node.pid())) - sum(objects);
        assertTrue(grown < MAX_GROWTH_OBJECTS, "objects left: " + grown);
        assertEquals(
            LibSrt.CONNECTED,
            LibSrt.load().codeOfCall(node.srtPort(), "play:" + node.playbackId(), "", 0));
      }
      Eventually.holds("media goes on", PATIENCE, node::isPlayable, node::log);
    }
  }

  private static double handshakes(FairleadNode node) {
    return node.metric("fairlead_srt_handshakes_induced_total")
        + node.metric("fairlead_srt_handshakes_forged_total");
  }

  private static long sum(Map<String, Long> objects) {
    return objects.values().stream().mapToLong(Long::longValue).sum();
  }
}
