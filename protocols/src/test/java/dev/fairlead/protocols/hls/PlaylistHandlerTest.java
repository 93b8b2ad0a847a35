package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.protocols.delivery.DeliveryCounter;
import dev.fairlead.protocols.testkit.RecordingExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Requests for media playlists, from the route to the answer. */
class PlaylistHandlerTest {
  private static final String VIDEO = "/hls/cam/r1/v1.m3u8";

  @Test
  void answersAtOnceWithoutDirectives() {
    try (HlsRig rig = HlsRig.with(2)) {
      RecordingExchange answer = rig.get(VIDEO);

      assertEquals(200, answer.status());
      assertEquals("application/vnd.apple.mpegurl", answer.contentType());
      assertEquals("public, max-age=1", answer.answerHeader("Cache-Control"));
      assertEquals("Accept-Encoding", answer.answerHeader("Vary"));
      assertTrue(answer.text().startsWith("#EXTM3U\n"), answer.text());
    }
  }

  @Test
  void holdsARequestUntilThePartIsThere() {
    try (HlsRig rig = HlsRig.with(2)) {
      rig.part(true);
      RecordingExchange answer = rig.get(VIDEO + "?_HLS_msn=2&_HLS_part=1");
      rig.node.run();
      assertFalse(answer.isAnswered());

      rig.part(false);
      rig.node.run();

      assertEquals(200, answer.status());
      assertTrue(answer.text().contains("v1/2.1.m4s"), answer.text());
      assertEquals("public, max-age=6", answer.answerHeader("Cache-Control"));
      assertEquals(0, rig.node.delivery().counters().value(DeliveryCounter.PARKED));
    }
  }

  @Test
  void holdsARequestUntilTheSegmentIsComplete() {
    try (HlsRig rig = HlsRig.with(2)) {
      rig.part(true);
      RecordingExchange answer = rig.get(VIDEO + "?_HLS_msn=2");
      rig.part(false);
      rig.node.run();
      assertFalse(answer.isAnswered());

      rig.video.lastPart(200);
      rig.node.run();

      assertTrue(answer.text().contains("#EXTINF:0.600000,\nv1/2.m4s\n"), answer.text());
    }
  }

  @Test
  void rendersOnceForAThousandThatWait() {
    try (HlsRig rig = HlsRig.with(2)) {
      int other = rig.node.addLoop();
      List<RecordingExchange> waiting = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        waiting.add(
            rig.node.send(
                rig.node.request(
                    i % 2 == 0 ? 0 : other, "GET", VIDEO + "?_HLS_msn=2&_HLS_part=0")));
      }
      assertEquals(1_000, rig.node.delivery().counters().value(DeliveryCounter.PARKED));
      assertEquals(0, rig.count(HlsCounter.PLAYLIST_RENDERED));

      rig.part(true);
      rig.node.run();

      assertEquals(1, rig.count(HlsCounter.PLAYLIST_RENDERED));
      assertEquals(1_000, rig.count(HlsCounter.PLAYLIST_SERVED));
      for (RecordingExchange answer : waiting) {
        assertEquals(200, answer.status());
        assertEquals(waiting.getFirst().text(), answer.text());
        assertEquals(1, answer.answers());
      }
    }
  }

  @Test
  void rendersEachFormOnce() throws IOException {
    try (HlsRig rig = HlsRig.with(10)) {
      String full = rig.get(VIDEO).text();
      String delta = rig.get(VIDEO + "?_HLS_skip=YES").text();
      RecordingExchange zipped =
          rig.node.send(
              rig.node.request(0, "GET", VIDEO).withHeader("Accept-Encoding", "br, gzip"));
      for (int i = 0; i < 5; i++) {
        rig.get(VIDEO);
        rig.get(VIDEO + "?_HLS_skip=v2");
        rig.node.send(rig.node.request(0, "GET", VIDEO).withHeader("Accept-Encoding", "gzip"));
      }

      assertTrue(delta.contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=4"), delta);
      assertEquals("gzip", zipped.answerHeader("Content-Encoding"));
      try (GZIPInputStream plain =
          new GZIPInputStream(new ByteArrayInputStream(zipped.bodyBytes()))) {
        assertEquals(full, new String(plain.readAllBytes(), StandardCharsets.US_ASCII));
      }
      assertEquals(2, rig.count(HlsCounter.PLAYLIST_RENDERED));
      assertEquals(1, rig.count(HlsCounter.PLAYLIST_COMPRESSED));
    }
  }

  @Test
  void tagsEachVersionAndForm() {
    try (HlsRig rig = HlsRig.with(10)) {
      String first = rig.get(VIDEO).answerHeader("ETag");
      String again = rig.get(VIDEO).answerHeader("ETag");
      String delta = rig.get(VIDEO + "?_HLS_skip=YES").answerHeader("ETag");
      rig.part(true);
      String next = rig.get(VIDEO).answerHeader("ETag");

      assertEquals(first, again);
      assertNotEquals(first, delta);
      assertNotEquals(first, next);
    }
  }

  @Test
  void refusesNonsense() {
    try (HlsRig rig = HlsRig.with(2)) {
      assertEquals("malformed_directive", rig.get(VIDEO + "?_HLS_msn=x").problem());
      assertEquals("malformed_directive", rig.get(VIDEO + "?_HLS_part=1").problem());
      assertEquals(400, rig.get(VIDEO + "?_HLS_msn=4").status());
      assertEquals("too_far_ahead", rig.get(VIDEO + "?_HLS_msn=4").problem());
      assertEquals("no-store", rig.get(VIDEO + "?_HLS_msn=4").answerHeader("Cache-Control"));
    }
  }

  @Test
  void givesUpAfterThreeTargetDurations() {
    try (HlsRig rig = HlsRig.with(2)) {
      RecordingExchange answer = rig.get(VIDEO + "?_HLS_msn=2&_HLS_part=0");
      rig.node.pass(2_900);
      assertFalse(answer.isAnswered());

      rig.node.pass(400);

      assertEquals(503, answer.status());
      assertEquals("not_yet", answer.problem());
      assertEquals("no-store", answer.answerHeader("Cache-Control"));
      assertEquals(1, rig.count(HlsCounter.RELOAD_TIMED_OUT));
      assertEquals(0, rig.node.delivery().counters().value(DeliveryCounter.PARKED));
    }
  }

  @Test
  void forgetsAClientThatLeaves() {
    try (HlsRig rig = HlsRig.with(2)) {
      List<RecordingExchange> waiting = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        waiting.add(rig.get(VIDEO + "?_HLS_msn=2&_HLS_part=0"));
      }
      for (int i = 0; i < 10; i += 2) {
        waiting.get(i).disconnect();
      }
      assertEquals(5, rig.node.delivery().counters().value(DeliveryCounter.PARKED));

      rig.part(true);
      rig.node.run();

      for (int i = 0; i < 10; i++) {
        assertEquals(i % 2 == 0 ? 0 : 200, waiting.get(i).status());
      }
      assertEquals(0, rig.node.delivery().counters().value(DeliveryCounter.PARKED));
    }
  }

  @Test
  void answersThoseThatWaitWhenTheBroadcastEnds() {
    try (HlsRig rig = HlsRig.with(2)) {
      RecordingExchange answer = rig.get(VIDEO + "?_HLS_msn=2&_HLS_part=0");

      rig.video.end();
      rig.node.run();

      assertTrue(answer.text().endsWith("#EXT-X-ENDLIST\n"), answer.text());
    }
  }

  @Test
  void answersThoseThatWaitWhenTheWindowIsLetGo() {
    HlsRig rig = HlsRig.with(2);
    RecordingExchange answer = rig.get(VIDEO + "?_HLS_msn=2&_HLS_part=0");

    rig.close();

    assertEquals(404, answer.status());
    assertEquals(0, rig.node.delivery().counters().value(DeliveryCounter.PARKED));
  }

  @Test
  void keepsNothingBesideAWindowThatIsLetGo() {
    HlsRig rig = HlsRig.with(2);
    rig.get(VIDEO);
    rig.get("/hls/cam/r1/a2.m3u8");
    rig.get("/hls/cam/index.m3u8");
    assertEquals(3, rig.routes.companions());

    rig.close();

    assertEquals(0, rig.routes.companions());
    assertEquals(404, rig.get(VIDEO).status());
    assertEquals(0, rig.routes.companions());
  }

  @Test
  void keepsNothingForWhatDoesNotExist() {
    try (HlsRig rig = HlsRig.with(2)) {
      for (int i = 0; i < 1_000; i++) {
        assertEquals(404, rig.get("/hls/nobody" + i + "/index.m3u8").status());
        assertEquals(404, rig.get("/hls/nobody" + i + "/r1/v1.m3u8?_HLS_msn=3").status());
        assertEquals(404, rig.get("/hls/cam/r" + (i + 2) + "/v1.m3u8").status());
        assertEquals(404, rig.get("/hls/cam/r1/w" + i + ".m3u8").status());
        assertEquals(404, rig.get("/hls/cam/r1/" + i).status());
        assertEquals(404, rig.get("/hls/cam/r1/w/" + i + ".m4s").status());
      }

      assertEquals(0, rig.routes.companions());
      assertEquals(0, rig.node.delivery().counters().value(DeliveryCounter.PARKED));
    }
  }

  @Test
  void isNotHeldUpByATrackThatAppearsLater() {
    try (HlsRig rig = HlsRig.with(3)) {
      WindowScript late = WindowScript.audio(rig.broadcast, "a3", "de", 4);
      late.part(200, true);

      assertEquals(200, rig.get(VIDEO).status());
      assertFalse(rig.get("/hls/cam/index.m3u8").text().contains("a3"));
      assertFalse(rig.get("/hls/cam/r1/a3.m3u8").isAnswered());

      late.complete();
      rig.node.pass(100);
      assertTrue(rig.get("/hls/cam/index.m3u8").text().contains("a3"));
      late.release();
    }
  }

  @Test
  void saysThatNobodyIsLive() {
    try (HlsRig rig = HlsRig.with(2)) {
      RecordingExchange answer = rig.get("/hls/other/index.m3u8");

      assertEquals("not_live", answer.problem());
      assertEquals("2", answer.answerHeader("Retry-After"));
    }
  }

  @Test
  void ignoresDirectivesForOldDevices() {
    try (HlsRig rig = HlsRig.with(2)) {
      WindowScript ts = WindowScript.ts(rig.broadcast, 4);
      ts.segment(5, 200);

      RecordingExchange answer = rig.get("/hls/cam/r1/ts.m3u8?_HLS_msn=77");

      assertEquals(200, answer.status());
      assertTrue(answer.text().contains("ts/0.ts"), answer.text());
      assertEquals(Protocol.HLS_TS, rig.node.policy().asked().getLast().protocol());
      ts.release();
      assertNull(answer.problem());
    }
  }
}
