package dev.fairlead.protocols.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.testkit.RecordingExchange;
import dev.fairlead.protocols.testkit.ViewerRig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of viewers that fetch: when they open, what they tell, when they close. */
class PollingViewersTest {
  private static final String LIST = "/hls/cam/r1/v1.m3u8";
  private static final String MANIFEST = "/dash/cam/index.mpd";
  private static final String SEGMENT = "/hls/cam/r1/v1/0.m4s";
  private static final String SOUND = "/hls/cam/r1/a2/0.m4s";
  private static final int IDLE_MS = 15_000;

  private final ViewerRig node = new ViewerRig();
  private final PackagedBroadcast broadcast =
      WindowScript.broadcast("cam", "r1", new SegmentTargets(1_000, 5_000, 200, 20_000));
  private final WindowScript video = WindowScript.video(broadcast, "v1", 4);
  private final WindowScript audio = WindowScript.audio(broadcast, "a2", "en", 4);

  @BeforeEach
  void begin() {
    Delivery delivery = node.delivery();
    node.routes()
        .accept(
            "/hls/{id}/{file}",
            exchange -> delivery.find(exchange, Protocol.HLS, found -> exchange.respondEmpty(200)));
    node.routes()
        .accept(
            "/hls/{id}/{run}/{file}",
            exchange ->
                delivery.watchRun(
                    exchange,
                    Protocol.HLS,
                    found -> exchange.respondText(200, "text/plain", "list")));
    node.routes()
        .accept(
            "/dash/{id}/{file}",
            exchange ->
                delivery.watch(
                    exchange,
                    Protocol.DASH,
                    found -> exchange.respondText(200, "text/plain", "manifest")));
    node.routes().accept("/hls/{id}/{run}/{window}/{file}", new MediaHandler(delivery));
    node.live(broadcast);
    WindowScript.targetDurationMs(broadcast, 1_000);
    video.segment(3, 200);
    audio.segment(3, 200);
  }

  @AfterEach
  void letGo() {
    video.release();
    audio.release();
    node.run();
  }

  @Test
  void allRequestsOfAViewerAreOneSession() {
    node.get("/hls/cam/index.m3u8");
    node.get(LIST);
    node.get(LIST + "?_HLS_msn=0&_HLS_part=1");
    node.get(SEGMENT);
    node.get(SOUND);

    assertEquals(List.of("opened hls"), told());
    assertEquals(1, node.delivery().viewersOpen());
  }

  @Test
  void theFirstLookOpensNoSession() {
    node.get("/hls/cam/index.m3u8");

    assertEquals(List.of(), told());
  }

  @Test
  void headRequestsOpenNoSession() {
    RecordingExchange list = node.send(node.request(0, "HEAD", LIST));
    RecordingExchange media = node.send(node.request(0, "HEAD", SEGMENT));

    assertEquals(200, list.status());
    assertEquals(200, media.status());
    assertEquals(List.of(), told());
  }

  @Test
  void pollingWhatIsNotThereLeavesNothingBehind() {
    node.gone(broadcast);
    for (int i = 0; i < 1_000; i++) {
      assertEquals(404, node.get(LIST).status());
      assertEquals(404, node.get("/hls/cam" + i + "/r1/v1.m3u8").status());
    }
    node.live(broadcast);
    assertEquals(404, node.get("/hls/cam/r0/v1.m3u8").status());
    node.policy().refuse(RefusalReason.UNKNOWN);
    assertEquals(404, node.get(LIST).status());

    assertEquals(List.of(), told());
    assertEquals(0, node.delivery().viewersOpen());
  }

  @Test
  void aSessionEndsWhenItsViewerAsksForNothingAnyMore() {
    node.get(LIST);
    node.get(SEGMENT);
    node.get(SOUND);
    passIdle(IDLE_MS - 1_000);
    assertEquals(List.of("opened hls"), told());

    passIdle(2_000);

    assertEquals(List.of("opened hls", "closed viewer_left"), told());
    UsageCounters usage = ((SessionEvent.Closed) node.events().getLast()).usage();
    assertEquals("list".length() + "[v1 0.0][v1 0.1][v1 0.2]".length() * 2, usage.bytesOut());
    assertEquals(600, usage.mediaMillis());
    assertEquals(0, node.delivery().viewersOpen());
    assertEquals(0, count(DeliveryCounter.VIEWERS_OPEN));
  }

  @Test
  void aViewerWhoWaitsIsNotIdle() {
    RecordingExchange waiting = node.get("/hls/cam/r1/v1/1.0.m4s");
    assertFalse(waiting.isAnswered());
    node.delivery().advance(node.nowNs() + 60_000_000_000L);

    assertEquals(List.of("opened hls"), told());
    waiting.disconnect();
  }

  @Test
  void whoAsksAgainAfterTheEndOfHisSessionGetsANewOne() {
    node.get(LIST);
    passIdle(IDLE_MS + 1_000);
    node.get(LIST);

    assertEquals(List.of("opened hls", "closed viewer_left", "opened hls"), told());
  }

  @Test
  void theReasonOfAnEndIsThatOfTheBroadcast() {
    node.get(LIST);
    video.end();
    audio.end();
    passIdle(IDLE_MS + 1_000);

    assertEquals(List.of("opened hls", "closed ended"), told());
  }

  @Test
  void tellsWhatIsUsedFromTimeToTime() {
    node.delivery().advance(node.nowNs());
    node.get(SEGMENT);
    passIdle(11_000);
    passIdle(1_000);

    assertEquals(List.of("opened hls", "checkpoint 24 600"), all());
  }

  @Test
  void theEndOfTheNodeEndsEverySession() {
    node.get(LIST);
    node.get(MANIFEST);
    node.delivery().close();

    assertEquals(
        List.of("opened hls", "opened dash", "closed shutdown", "closed shutdown"), told());
  }

  @Test
  void mediaBelongsToTheListThatWasAskedForLast() {
    node.get(LIST);
    node.pass(20);
    node.get(MANIFEST);
    node.get(SEGMENT);
    node.delivery().close();

    List<Long> media =
        node.events().stream()
            .filter(event -> event instanceof SessionEvent.Closed)
            .map(event -> ((SessionEvent.Closed) event).usage().mediaMillis())
            .sorted()
            .toList();
    assertEquals(List.of(0L, 600L), media);
    SessionEvent.Opened dash = (SessionEvent.Opened) node.events().get(1);
    assertEquals(Protocol.DASH, dash.protocol());
    for (SessionEvent event : node.events()) {
      if (event instanceof SessionEvent.Closed closed && closed.session().equals(dash.session())) {
        assertEquals(600, closed.usage().mediaMillis());
      }
    }
  }

  @Test
  void viewersDifferByAddressAgentAndWhatTheirPlayersCallTheSession() {
    node.get(LIST);
    node.send(node.request(0, "GET", LIST).from("192.0.2.1"));
    node.send(node.request(0, "GET", LIST).withHeader("User-Agent", "other"));
    node.send(node.request(0, "GET", LIST).withHeader("X-Playback-Session-Id", "one"));
    node.send(node.request(0, "GET", LIST).withHeader("CMCD-Session", "cid=\"x\",sid=\"two\""));
    node.get(LIST + "?CMCD=sid=\"three\"");
    assertEquals(6, node.delivery().viewersOpen());

    node.get(LIST + "?CMCD=bl=100,sid=\"three\"");
    node.get(LIST + "?cachebuster=17");

    assertEquals(6, node.delivery().viewersOpen());
  }

  @Test
  void anAddressCannotMakeUpMoreViewersThanItMayHave() {
    for (int i = 0; i < PollingViewers.MAX_VIEWERS_PER_ADDRESS + 100; i++) {
      assertEquals(
          200, node.send(node.request(0, "GET", LIST).withHeader("User-Agent", "a" + i)).status());
    }
    node.send(node.request(0, "GET", LIST).from("192.0.2.1"));

    assertEquals(PollingViewers.MAX_VIEWERS_PER_ADDRESS + 2, node.delivery().viewersOpen());
    assertEquals(100, count(DeliveryCounter.VIEWERS_SHARED));
  }

  @Test
  void answersOnlyOnceTheBeginningIsSafe() {
    CompletableFuture<Void> safe = new CompletableFuture<>();
    node.sinkAnswers(safe);
    RecordingExchange first = node.get(LIST);
    RecordingExchange second = node.get(SEGMENT);
    assertFalse(first.isAnswered());
    assertFalse(second.isAnswered());

    safe.complete(null);
    node.run();

    assertEquals("list", first.text());
    assertEquals(200, second.status());
    assertEquals(List.of("opened hls"), told());
  }

  @Test
  void aBeginningThatCannotBeRecordedIsRefused() {
    node.sinkAnswers(CompletableFuture.failedFuture(new IllegalStateException("disk full")));

    RecordingExchange list = node.get(LIST);
    RecordingExchange media = node.get(SEGMENT);
    RecordingExchange manifest = node.get(MANIFEST);

    for (RecordingExchange answer : List.of(list, media, manifest)) {
      assertEquals(503, answer.status());
      assertEquals("unavailable", answer.problem());
    }
    assertEquals(0, node.delivery().viewersOpen());
  }

  @Test
  void thePolicyIsAskedAgainNowAndThen() {
    node.get(LIST);
    int atFirst = node.policy().asked().size();
    for (int i = 0; i < 9; i++) {
      node.pass(1_000);
      node.get(LIST);
    }
    assertEquals(atFirst, node.policy().asked().size());

    node.pass(1_100);
    node.get(LIST);

    assertEquals(atFirst + 1, node.policy().asked().size());
    assertEquals(List.of("opened hls"), told());
  }

  @Test
  void whoIsRefusedMeanwhileIsOut() {
    node.get(LIST);
    node.policy().refuse(RefusalReason.FORBIDDEN);
    node.pass(10_100);

    assertEquals(403, node.get(LIST).status());
    assertEquals(403, node.get(SEGMENT).status());
    assertEquals(List.of("opened hls", "closed refused"), told());
  }

  @Test
  void aPolicyThatCannotDecideLetsNobodyElseInAndSendsNobodyAway() {
    node.get(LIST);
    node.policy().answer(CompletableFuture.failedFuture(new IllegalStateException("down")));
    node.pass(10_100);
    assertEquals(200, node.get(LIST).status());
    assertEquals(200, node.get(SEGMENT).status());
    assertEquals(503, node.get(LIST + "?token=another").status());
    assertEquals(List.of("opened hls"), told());

    node.policy().grant("tenant");

    assertEquals(200, node.get(LIST).status());
    assertEquals(List.of("opened hls"), told());
  }

  @Test
  void whatComesWithTheUrlIsJudgedEachTimeThatItChanges() {
    node.get(LIST + "?token=good");
    node.policy().refuse(RefusalReason.FORBIDDEN);

    assertEquals(200, node.get(LIST + "?token=good").status());
    assertEquals(403, node.get(LIST + "?token=bad").status());
    assertEquals(403, node.get(SEGMENT).status());
    // Nobody else ends the session of one who was admitted.
    assertEquals(200, node.get(LIST + "?token=good").status());
    assertEquals(List.of("opened hls"), told());
  }

  @Test
  void aViewerThatIsGrantedSomethingElseBeginsANewSession() {
    node.get(LIST);
    node.policy().grant("another");
    node.pass(10_100);

    assertEquals(200, node.get(LIST).status());
    assertEquals(List.of("opened hls", "closed moved", "opened hls"), told());
    assertEquals("another", node.events().getLast().tenant().value());
  }

  @Test
  void aDecisionThatTakesTimeHoldsUpNobodyElse() {
    CompletableFuture<PlayAdmission> slow = new CompletableFuture<>();
    node.get(LIST);
    node.policy().answer(slow);
    RecordingExchange waiting = node.send(node.request(0, "GET", LIST).from("192.0.2.1"));

    assertEquals(200, node.get(LIST).status());
    assertEquals(200, node.get(SEGMENT).status());
    assertFalse(waiting.isAnswered());
    assertTrue(waiting.answers() == 0);
    slow.complete(new PlayAdmission.Refused(RefusalReason.FORBIDDEN, "No."));
    node.run();
    assertEquals(403, waiting.status());
  }

  /** Lets time pass as the housekeeping of a node does. */
  private void passIdle(long durationMs) {
    for (long passedMs = 0; passedMs < durationMs; passedMs += 1_000) {
      node.pass(1_000);
      node.delivery().advance(node.nowNs());
    }
  }

  private long count(DeliveryCounter counter) {
    return node.delivery().counters().value(counter);
  }

  /** Beginnings and ends. */
  private List<String> told() {
    return all().stream().filter(line -> !line.startsWith("checkpoint")).toList();
  }

  private List<String> all() {
    return node.events().stream()
        .map(
            event ->
                switch (event) {
                  case SessionEvent.Opened opened -> "opened " + opened.protocol().label();
                  case SessionEvent.Checkpoint checkpoint ->
                      "checkpoint "
                          + checkpoint.usage().bytesOut()
                          + " "
                          + checkpoint.usage().mediaMillis();
                  case SessionEvent.Closed closed -> "closed " + closed.reason();
                })
        .toList();
  }
}
