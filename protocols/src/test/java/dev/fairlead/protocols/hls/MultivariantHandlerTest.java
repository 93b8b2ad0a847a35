package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.protocols.delivery.DeliveryCounter;
import dev.fairlead.protocols.testkit.RecordingExchange;
import org.junit.jupiter.api.Test;

/** Requests for multivariant playlists, from the route to the answer. */
class MultivariantHandlerTest {
  private static final String INDEX = "/hls/cam/index.m3u8";

  @Test
  void pointsToTheRun() {
    try (HlsRig rig = HlsRig.with(1)) {
      RecordingExchange answer = rig.get(INDEX);

      assertEquals(200, answer.status());
      assertTrue(answer.text().contains("\nr1/v1.m3u8\n"), answer.text());
      assertTrue(answer.text().contains("URI=\"r1/a2.m3u8\""), answer.text());
    }
  }

  @Test
  void waitsForTheFirstSegmentOfEveryTrack() {
    try (HlsRig rig = new HlsRig()) {
      rig.video.part(200, true);
      rig.audio.part(200, true);
      RecordingExchange answer = rig.get(INDEX);
      rig.node.pass(1_000);
      assertFalse(answer.isAnswered());

      rig.video.lastPart(200);
      WindowScript.targetDurationMs(rig.broadcast, 1_000);
      rig.node.pass(100);
      assertFalse(answer.isAnswered());

      rig.audio.lastPart(200);
      rig.node.pass(100);
      assertEquals(200, answer.status());
    }
  }

  @Test
  void doesNotWaitForTracksWithoutMedia() {
    try (HlsRig rig = new HlsRig()) {
      rig.video.segment(5, 200);
      WindowScript.targetDurationMs(rig.broadcast, 1_000);

      RecordingExchange answer = rig.get(INDEX);

      assertEquals(200, answer.status());
      assertFalse(answer.text().contains("a2"), answer.text());
    }
  }

  @Test
  void givesUpOnABroadcastThatDoesNotBegin() {
    try (HlsRig rig = new HlsRig()) {
      RecordingExchange answer = rig.get(INDEX);
      rig.node.pass(9_000);
      assertFalse(answer.isAnswered());

      rig.node.pass(1_100);

      assertEquals(503, answer.status());
      assertEquals("starting", answer.problem());
    }
  }

  @Test
  void tellsThoseThatWaitThatTheBroadcastIsOver() {
    try (HlsRig rig = new HlsRig()) {
      RecordingExchange answer = rig.get(INDEX);

      rig.video.end();
      rig.audio.end();
      rig.node.pass(100);

      assertEquals("not_live", answer.problem());
    }
  }

  @Test
  void forgetsAClientThatLeavesBeforeTheStart() {
    try (HlsRig rig = new HlsRig()) {
      RecordingExchange answer = rig.get(INDEX);
      answer.disconnect();
      rig.node.pass(100);

      rig.segments(1);
      rig.node.pass(100);

      assertFalse(answer.isAnswered());
      assertEquals(0, rig.count(HlsCounter.MULTIVARIANT_SERVED));
    }
  }

  @Test
  void isWrittenOncePerSegment() {
    try (HlsRig rig = HlsRig.with(2)) {
      for (int i = 0; i < 10; i++) {
        rig.get(INDEX);
      }
      assertEquals(1, rig.count(HlsCounter.MULTIVARIANT_RENDERED));

      rig.segments(1);
      rig.get(INDEX);
      assertEquals(2, rig.count(HlsCounter.MULTIVARIANT_RENDERED));
    }
  }

  @Test
  void offersOldDevicesTheMultiplexedVariant() {
    try (HlsRig rig = HlsRig.with(1)) {
      WindowScript ts = WindowScript.ts(rig.broadcast, 4);
      ts.segment(5, 200);

      RecordingExchange answer = rig.get("/hls/cam/ts.m3u8");

      assertTrue(answer.text().endsWith("\nr1/ts.m3u8\n"), answer.text());
      ts.release();
    }
  }

  @Test
  void refusesAsThePolicySays() {
    try (HlsRig rig = HlsRig.with(1)) {
      rig.node.policy().refuse(RefusalReason.UNKNOWN);
      assertEquals(404, rig.get(INDEX).status());
      rig.node.policy().refuse(RefusalReason.FORBIDDEN);
      assertEquals(403, rig.get("/hls/cam/r1/v1.m3u8").status());
      rig.node.policy().refuse(RefusalReason.OVER_LIMIT);
      assertEquals(503, rig.get("/hls/cam/r1/v1/0.m4s").status());
      rig.node.policy().refuse(RefusalReason.UNAVAILABLE);
      assertEquals(503, rig.get(INDEX).status());

      assertEquals(4, rig.node.delivery().counters().value(DeliveryCounter.PLAY_REFUSED));
    }
  }

  @Test
  void listsTheTracksThatGoOn() {
    try (HlsRig rig = HlsRig.with(2)) {
      rig.audio.end();
      assertFalse(rig.get(INDEX).text().contains("a2"));

      rig.video.end();
      assertTrue(rig.get(INDEX).text().contains("a2"));
    }
  }
}
