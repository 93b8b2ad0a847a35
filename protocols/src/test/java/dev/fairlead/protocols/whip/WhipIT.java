package dev.fairlead.protocols.whip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.ice.core.IceCredentials;
import dev.fairlead.protocols.webrtc.testkit.TestMedia;
import dev.fairlead.protocols.webrtc.testkit.TestPeer;
import dev.fairlead.protocols.webrtc.testkit.WebRtcNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HTTP says of sessions: RFC 9725, status by status. */
@Timeout(60)
class WhipIT {
  private static final String FRAGMENT = "application/trickle-ice-sdpfrag";

  private WebRtcNode node;

  @BeforeEach
  void start() throws IOException {
    node = new WebRtcNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void anOfferIsAnsweredWithASession() throws IOException {
    try (TestPeer peer = new TestPeer()) {
      HttpResponse<String> created = node.post("/whip/sk_one", peer.publishOffer());

      assertEquals(201, created.statusCode());
      assertEquals("application/sdp", created.headers().firstValue("content-type").orElse(""));
      assertTrue(created.body().startsWith("v=0"));
      assertTrue(created.body().contains("a=ice-lite"));
      String location = created.headers().firstValue("location").orElse("");
      assertTrue(location.startsWith(node.uri() + "/whip/sessions/"), location);
      assertTrue(created.headers().firstValue("etag").orElse("").matches("\"[^\"]+\""));
      assertEquals(
          "<stun:stun.example.net>; rel=\"ice-server\"",
          created.headers().firstValue("link").orElse(""));
      assertEquals(FRAGMENT, created.headers().firstValue("accept-patch").orElse(""));
    }
  }

  @Test
  void theKeyMayComeAsBearerToken() throws IOException {
    try (TestPeer peer = new TestPeer()) {
      HttpResponse<String> created =
          node.request(
              "POST",
              "/whip",
              "application/sdp",
              peer.publishOffer(),
              "authorization",
              "Bearer sk_one");

      assertEquals(201, created.statusCode());
    }
  }

  @Test
  void withoutAKeyNobodyPublishes() throws IOException {
    try (TestPeer peer = new TestPeer()) {
      HttpResponse<String> refused = node.post("/whip", peer.publishOffer());

      assertEquals(401, refused.statusCode());
      assertEquals("Bearer", refused.headers().firstValue("www-authenticate").orElse(""));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/whip/sk_unknown, 404, unknown",
    "/whip/sk_forbidden, 403, forbidden",
    "/whip/sk_full, 429, over_limit",
    "/whip/sk_undecided, 503, unavailable",
    "/whep/unknown, 404, unknown",
    "/whep/forbidden, 403, forbidden",
    "/whep/idle, 404, not_live"
  })
  void aRefusalSaysWhy(String path, int status, String code) throws IOException {
    try (TestPeer peer = new TestPeer()) {
      String offer = path.startsWith("/whip") ? peer.publishOffer() : peer.playOffer();

      HttpResponse<String> refused = node.post(path, offer);

      assertEquals(status, refused.statusCode());
      assertTrue(refused.body().contains("\"code\":\"" + code + "\""), refused.body());
      assertEquals(
          status == 429 || status == 503 || code.equals("not_live"),
          refused.headers().firstValue("retry-after").isPresent());
    }
  }

  @Test
  void whatIsNoOfferIsRefused() {
    assertEquals(400, node.post("/whip/sk_one", "v=0\r\nnonsense").statusCode());
    assertEquals(400, node.post("/whip/sk_one", "").statusCode());
    assertEquals(415, node.request("POST", "/whip/sk_one", "application/json", "{}").statusCode());
    assertEquals(415, node.request("POST", "/whip/sk_one", "", "v=0").statusCode());
  }

  @Test
  void anOfferWithoutOurCodecsIsToldWhichThereAre() throws IOException {
    try (TestPeer peer = new TestPeer()) {
      HttpResponse<String> refused =
          node.post(
              "/whip/sk_one", peer.publishOffer().replace("H264", "H263").replace("opus", "ilbc"));

      assertEquals(406, refused.statusCode());
      assertTrue(refused.body().contains("H264"), refused.body());
    }
  }

  @Test
  void anOfferThatSendsNothingIsUnusable() throws IOException {
    try (TestPeer peer = new TestPeer()) {
      assertEquals(422, node.post("/whip/sk_one", peer.playOffer()).statusCode());
    }
  }

  @Test
  void aSecondPublisherIsAConflict() throws IOException {
    try (TestPeer first = new TestPeer();
        TestPeer second = new TestPeer()) {
      first.connect(node.post("/whip/sk_one", first.publishOffer()).body());

      assertEquals(409, node.post("/whip/sk_one", second.publishOffer()).statusCode());
    }
  }

  @Test
  void otherMethodsAreNotAllowed() {
    HttpResponse<String> refused = node.request("GET", "/whip/sk_one", "", "");

    assertEquals(405, refused.statusCode());
    assertTrue(refused.headers().firstValue("allow").orElse("").contains("POST"));
    assertEquals(405, node.request("PUT", "/whep/one", "", "").statusCode());
    assertEquals(405, node.request("POST", "/whip/sessions/x", "", "").statusCode());
  }

  @Test
  void aPreflightIsAnswered() {
    HttpResponse<String> answer =
        node.request(
            "OPTIONS",
            "/whip/sk_one",
            "",
            "",
            "origin",
            "https://example.net",
            "access-control-request-method",
            "POST");

    assertEquals(204, answer.statusCode());
    assertTrue(
        answer.headers().firstValue("access-control-allow-methods").orElse("").contains("POST"));
    assertTrue(
        answer
            .headers()
            .firstValue("access-control-allow-headers")
            .orElse("")
            .contains("Authorization"));
  }

  @Test
  void deletingEndsTheSessionForBothSides() throws Exception {
    try (TestPeer peer = new TestPeer()) {
      HttpResponse<String> created = node.post("/whip/sk_one", peer.publishOffer());
      peer.connect(created.body());
      String location = created.headers().firstValue("location").orElseThrow();

      assertEquals(200, node.request("DELETE", location, "", "").statusCode());

      assertEquals("closed_by_peer", peer.dtlsClosed().get(5, TimeUnit.SECONDS));
      assertEquals(0, node.webRtc().sessions().count());
      assertEquals(404, node.request("DELETE", location, "", "").statusCode());
      assertTrue(node.registry().all().isEmpty());
    }
  }

  @Test
  void candidatesMayTrickle() throws IOException {
    try (TestPeer peer = new TestPeer()) {
      HttpResponse<String> created = node.post("/whip/sk_one", peer.publishOffer());
      String location = created.headers().firstValue("location").orElseThrow();
      String tag = created.headers().firstValue("etag").orElseThrow();
      String fragment =
          "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
                  .formatted(peer.ice().ufrag(), peer.ice().password())
              + "a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host\r\n";

      assertEquals(
          204, node.request("PATCH", location, FRAGMENT, fragment, "if-match", tag).statusCode());
      assertEquals(
          412,
          node.request("PATCH", location, FRAGMENT, fragment, "if-match", "\"other\"")
              .statusCode());
      assertEquals(428, node.request("PATCH", location, FRAGMENT, fragment).statusCode());
      assertEquals(
          415,
          node.request("PATCH", location, "text/plain", fragment, "if-match", tag).statusCode());
      assertEquals(
          400, node.request("PATCH", location, FRAGMENT, "what?", "if-match", tag).statusCode());
      assertEquals(
          404,
          node.request("PATCH", "/whip/sessions/none", FRAGMENT, fragment, "if-match", "*")
              .statusCode());
    }
  }

  @Test
  void iceRestartsUnderNewCredentialsWhileMediaGoesOn() throws Exception {
    try (TestPeer peer = new TestPeer();
        TestPeer viewer = new TestPeer()) {
      HttpResponse<String> created = node.post("/whip/sk_one", peer.publishOffer());
      peer.connect(created.body());
      TestMedia media = new TestMedia(peer);
      media.picture(0, true, 500, 0);
      HttpResponse<String> play = node.post("/whep/one", viewer.playOffer());
      viewer.connect(play.body());
      String location = created.headers().firstValue("location").orElseThrow();
      IceCredentials next = IceCredentials.draw(new SecureRandom());

      HttpResponse<String> restarted =
          node.request(
              "PATCH",
              location,
              FRAGMENT,
              "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\n".formatted(next.ufrag(), next.password()),
              "if-match",
              "*");

      assertEquals(200, restarted.statusCode());
      assertNotEquals(created.headers().firstValue("etag"), restarted.headers().firstValue("etag"));
      String body = restarted.body();
      int answeredBefore = peer.checksAnswered();
      peer.restart(
          next,
          new IceCredentials(
              body.split("a=ice-ufrag:")[1].split("\r\n")[0],
              body.split("a=ice-pwd:")[1].split("\r\n")[0]));
      media.picture(1, true, 500, 3_000);
      assertTrue(viewer.nextRtp(5_000) != null);
      for (int i = 0; i < 100 && peer.checksAnswered() == answeredBefore; i++) {
        Thread.sleep(50);
      }
      assertTrue(peer.checksAnswered() > answeredBefore);
    }
  }

  @Test
  void neitherKeysNorSessionsShowInTheLog() throws IOException {
    try (TestPeer peer = new TestPeer()) {
      HttpResponse<String> created = node.post("/whip/sk_one", peer.publishOffer());
      String location = created.headers().firstValue("location").orElseThrow();
      node.request("DELETE", location, "", "");

      assertFalse(node.accesses().isEmpty());
      node.accesses().forEach(access -> assertFalse(access.target().contains("sk_one")));
      String id = location.substring(location.lastIndexOf('/') + 1);
      node.accesses().forEach(access -> assertFalse(access.target().contains(id)));
    }
  }

  @Test
  void aNodeThatIsFullSaysSo() throws IOException {
    try (WebRtcNode small = new WebRtcNode(1, 1);
        TestPeer first = new TestPeer();
        TestPeer second = new TestPeer()) {
      assertEquals(201, small.post("/whip/sk_one", first.publishOffer()).statusCode());

      HttpResponse<String> refused = small.post("/whip/sk_two", second.publishOffer());

      assertEquals(503, refused.statusCode());
      assertTrue(refused.headers().firstValue("retry-after").isPresent());
    }
  }
}
