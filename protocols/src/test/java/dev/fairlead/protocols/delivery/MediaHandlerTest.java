package dev.fairlead.protocols.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.testkit.RecordingExchange;
import dev.fairlead.protocols.testkit.ViewerRig;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Headers, segments and parts, from the route to the answer. */
class MediaHandlerTest {
  private static final String VIDEO = "/hls/cam/r1/v1/";
  private static final String WHOLE = "[v1 0.0][v1 0.1][v1 0.2]";

  private final ViewerRig node = new ViewerRig();
  private final PackagedBroadcast broadcast =
      WindowScript.broadcast("cam", "r1", new SegmentTargets(1_000, 5_000, 200, 20_000));
  private final WindowScript video = WindowScript.video(broadcast, "v1", 4);

  @BeforeEach
  void begin() {
    node.routes().accept("/hls/{id}/{run}/{window}/{file}", new MediaHandler(node.delivery()));
    node.live(broadcast);
    WindowScript.targetDurationMs(broadcast, 1_000);
  }

  @AfterEach
  void letGo() {
    video.release();
    node.run();
  }

  private long count(DeliveryCounter counter) {
    return node.delivery().counters().value(counter);
  }

  @Test
  void sendsHeadersSegmentsAndParts() {
    video.segment(3, 200);

    RecordingExchange init = node.get(VIDEO + "init0.mp4");
    RecordingExchange segment = node.get(VIDEO + "0.m4s");
    RecordingExchange part = node.get(VIDEO + "0.1.m4s");

    assertEquals("init v1 0", init.text());
    assertEquals(WHOLE, segment.text());
    assertEquals("[v1 0.1]", part.text());
    assertEquals("video/mp4", segment.contentType());
    assertEquals("public, max-age=86400, immutable", part.answerHeader("Cache-Control"));
  }

  @Test
  void sendsPartsOfAGrowingSegment() {
    video.part(200, true);

    assertEquals("[v1 0.0]", node.get(VIDEO + "0.0.m4s").text());
  }

  @Test
  void holdsTheHintedPartUntilItIsThere() {
    video.part(200, true);
    RecordingExchange answer = node.get(VIDEO + "0.1.m4s");
    node.run();
    assertFalse(answer.isAnswered());

    video.part(200, false);
    node.run();

    assertEquals("[v1 0.1]", answer.text());
  }

  @Test
  void holdsTheFirstPartOfTheNextSegment() {
    video.segment(3, 200);
    RecordingExchange answer = node.get(VIDEO + "1.0.m4s");
    assertFalse(answer.isAnswered());

    video.part(200, true);
    node.run();

    assertEquals("[v1 1.0]", answer.text());
  }

  @Test
  void saysThatAHintedPartDoesNotCome() {
    video.part(200, true);
    RecordingExchange answer = node.get(VIDEO + "0.1.m4s");

    video.complete();
    node.run();

    assertEquals(404, answer.status());
  }

  @Test
  void refusesPartsThatNobodyHintedAt() {
    video.part(200, true);

    assertEquals(404, node.get(VIDEO + "0.2.m4s").status());
    assertEquals(404, node.get(VIDEO + "1.0.m4s").status());
    assertEquals(404, node.get(VIDEO + "7.m4s").status());
  }

  @Test
  void sendsAGrowingSegmentAsItGrows() {
    video.part(200, true);
    RecordingExchange answer = node.get(VIDEO + "0.m4s");
    assertEquals("[v1 0.0]", answer.text());
    assertFalse(answer.isComplete());

    video.part(200, false);
    node.run();
    assertEquals("[v1 0.0][v1 0.1]", answer.text());

    video.lastPart(200);
    node.run();
    assertEquals(WHOLE, answer.text());
    assertTrue(answer.isComplete());
    assertEquals(0, count(DeliveryCounter.PARKED));
  }

  @Test
  void waitsForASegmentThatIsAboutToBegin() {
    video.segment(3, 200);
    RecordingExchange answer = node.get(VIDEO + "1.m4s");
    assertFalse(answer.isAnswered());

    video.part(200, true);
    node.run();
    assertEquals("[v1 1.0]", answer.text());

    video.complete();
    node.run();
    assertTrue(answer.isComplete());
  }

  @Test
  void waitsForTheSegmentAfterOneThatTakesLongerThanForeseen() {
    video.part(200, true);
    RecordingExchange answer = node.get(VIDEO + "1.m4s");
    node.run();
    assertFalse(answer.isAnswered());
    assertEquals(404, node.get(VIDEO + "2.m4s").status());

    video.complete();
    node.run();
    assertFalse(answer.isAnswered());

    video.part(200, true);
    node.run();
    assertEquals("[v1 1.0]", answer.text());
  }

  @Test
  void leavesASlowClientsPartsInTheWindow() {
    video.part(200, true);
    RecordingExchange answer = node.get(VIDEO + "0.m4s");
    answer.setWritable(false);
    video.part(200, false);
    node.run();
    String first = answer.text();
    video.lastPart(200);
    node.run();
    assertFalse(answer.isComplete());

    answer.setWritable(true);

    assertEquals("[v1 0.0][v1 0.1]", first);
    assertEquals(WHOLE, answer.text());
    assertTrue(answer.isComplete());
  }

  @Test
  void breaksOffAnIncompleteSegmentWhenTheWindowIsLetGo() {
    video.part(200, true);
    RecordingExchange answer = node.get(VIDEO + "0.m4s");

    video.release();
    node.run();

    assertTrue(answer.isAborted());
    assertEquals(1, count(DeliveryCounter.RELAYS_BROKEN));
    assertEquals(0, count(DeliveryCounter.PARKED));
  }

  @Test
  void breaksOffASegmentThatStopsGrowing() {
    video.part(200, true);
    RecordingExchange answer = node.get(VIDEO + "0.m4s");

    node.pass(3_400);

    assertTrue(answer.isAborted());
    assertEquals(0, count(DeliveryCounter.PARKED));
  }

  @Test
  void forgetsAClientThatLeavesAGrowingSegment() {
    video.part(200, true);
    RecordingExchange answer = node.get(VIDEO + "0.m4s");
    answer.disconnect();
    assertEquals(0, count(DeliveryCounter.PARKED));

    video.part(200, false);
    node.run();

    assertEquals("[v1 0.0]", answer.text());
  }

  @Test
  void answersHeadWithoutABody() {
    video.segment(3, 200).part(200, true);

    for (String file : new String[] {"init0.mp4", "0.m4s", "0.1.m4s", "1.m4s"}) {
      RecordingExchange answer = node.send(node.request(0, "HEAD", VIDEO + file));
      assertEquals(200, answer.status(), file);
      assertTrue(answer.isComplete(), file);
      assertEquals("", answer.text(), file);
    }
  }

  @Test
  void forgetsWhatLeftTheWindow() {
    for (int i = 0; i < 20; i++) {
      video.segment(3, 200);
    }

    assertEquals(404, node.get(VIDEO + "0.m4s").status());
    assertEquals("public, max-age=1", node.get(VIDEO + "0.0.m4s").answerHeader("Cache-Control"));
    assertEquals(200, node.get(VIDEO + "19.m4s").status());
    assertEquals(200, node.get(VIDEO + "init0.mp4").status());
  }

  @Test
  void refusesNamesThatAreNotOurs() {
    video.segment(3, 200);

    for (String file : new String[] {"0.mp4", "x.m4s", "00.m4s", "-1.m4s", "init-1.mp4", "init"}) {
      RecordingExchange answer = node.get(VIDEO + file);
      assertEquals("unknown_file", answer.problem(), file);
    }
  }

  @Test
  void waitsForASlowDecisionWithoutHoldingOthersUp() {
    video.segment(3, 200);
    CompletableFuture<PlayAdmission> decision = new CompletableFuture<>();
    node.policy().answer(decision);
    RecordingExchange slow = node.get(VIDEO + "0.m4s");
    node.policy()
        .answer(
            CompletableFuture.completedFuture(
                new PlayAdmission.Granted(new TenantId("t"), new BroadcastKey("cam"))));

    assertEquals(200, node.get(VIDEO + "0.m4s").status());
    assertFalse(slow.isAnswered());

    decision.complete(new PlayAdmission.Granted(new TenantId("t"), new BroadcastKey("cam")));
    node.run();
    assertEquals(200, slow.status());
  }
}
