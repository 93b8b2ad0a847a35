package dev.fairlead.protocols.http.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.http.CorsPolicy;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpLimits;
import dev.fairlead.protocols.http.HttpRoute;
import dev.fairlead.protocols.http.HttpRouter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client gets that asks for too much. */
class Http1LimitsTest {
  /** Small enough to reach; order as declared. */
  private static final HttpLimits TIGHT =
      new HttpLimits(200, 400, 10_000, 65_000, 20_000, 30_000, 4, 10, 100, 100, 100);

  private final List<HttpExchange> parked = new ArrayList<>();
  private final HttpRouter router =
      HttpRouter.builder()
          .get("/a", e -> e.respondText(200, "text/plain", "a"))
          .get("/parked", parked::add)
          .add(HttpRoute.of("POST", "/in", e -> e.respondEmpty(204)).withBody(10))
          .build();

  private Http1Client client() {
    return new Http1Client(router, new HttpConfig(TIGHT, CorsPolicy.MEDIA, List.of()));
  }

  private static void assertRefused(Http1Client client, int status, String code) {
    String answer = client.received();
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(answer.contains("\nconnection: close\n"), answer);
    assertTrue(answer.contains("\"code\":\"" + code + "\""), answer);
    assertFalse(client.isOpen());
  }

  @Test
  void refusesALongRequestLine() {
    try (Http1Client client = client()) {
      client.send("GET /" + "a".repeat(300));
      assertRefused(client, 414, "target_too_long");
    }
  }

  @Test
  void refusesLongHeaders() {
    try (Http1Client client = client()) {
      client.get("/a", "X-Long: " + "a".repeat(500));
      assertRefused(client, 431, "headers_too_large");
      assertEquals(1, client.count(HttpCounter.HEADERS_TOO_LARGE));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /a HTTP/1.1\n\n', 400, host_missing",
    "'GET /a HTTP/1.1\nHost: a\nHost: b\n\n', 400, host_missing",
    "'GET /a HTTP/2.0\nHost: a\n\n', 505, version_not_supported",
    "'GET /a HTTP/1.1\nHost a\n\n', 400, malformed_request",
    "'\0\1\2\n\n', 400, malformed_request",
    "'POST /in HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n\n', 501, transfer_coding_unknown",
    "'POST /in HTTP/1.1\nHost: a\nTransfer-Encoding: gzip\n\n', 400, malformed_request",
    "'POST /in HTTP/1.1\nHost: a\nContent-Length: 11\n\n', 413, body_too_large",
    "'POST /in HTTP/1.1\nHost: a\nContent-Length: x\n\n', 400, malformed_request",
    "'POST /in HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 2\n\n', 400, malformed_request",
    "'POST /in HTTP/1.1\nHost: a\nContent-Length: 1\nExpect: tea\n\n', 417, expectation_unknown",
    "'GET /a HTTP/1.1\nHost: a\nContent-Length: 1\n\n', 413, body_too_large",
    "'POST /in HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nzz\n', 400, malformed_body",
  })
  void saysWhatIsWrongAndCloses(String request, int status, String code) {
    try (Http1Client client = client()) {
      client.send(request);
      assertRefused(client, status, code);
    }
  }

  @Test
  void answersAMalformedTargetAndGoesOn() {
    try (Http1Client client = client()) {
      assertTrue(client.get("/../a").received().startsWith("HTTP/1.1 400 "));
      assertTrue(client.get("/a").received().startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void continuesABodyThatItTakes() {
    try (Http1Client client = client()) {
      client.send("POST /in HTTP/1.1\nHost: a\nContent-Length: 2\nExpect: 100-continue\n\n");
      assertEquals("HTTP/1.1 100 Continue\n\n", client.received());
      assertTrue(client.send("ab").received().startsWith("HTTP/1.1 204 "));
    }
  }

  @Test
  void doesNotAskForABodyThatItRefuses() {
    try (Http1Client client = client()) {
      client.send("POST /in HTTP/1.1\nHost: a\nContent-Length: 99\nExpect: 100-continue\n\n");
      assertRefused(client, 413, "body_too_large");
    }
  }

  @Test
  void refusesMoreRequestsInASecondThanAllowed() {
    try (Http1Client client = client()) {
      for (int i = 0; i < 10; i++) {
        assertTrue(client.get("/a").received().startsWith("HTTP/1.1 200 "));
      }
      client.pass(1_100);
      for (int i = 0; i < 10; i++) {
        assertTrue(client.get("/a").received().startsWith("HTTP/1.1 200 "));
      }
      String refused = client.get("/a").received();
      assertTrue(refused.startsWith("HTTP/1.1 429 "), refused);
      assertTrue(refused.contains("\nretry-after: 1"), refused);
      assertTrue(refused.contains("\"code\":\"too_many_requests\""), refused);
    }
  }

  @Test
  void answersWhatWaitsAndThenRefusesFurtherPipelining() {
    try (Http1Client client = client()) {
      client.get("/parked");
      for (int i = 0; i < 6; i++) {
        client.get("/a");
      }
      assertEquals("", client.received());

      parked.getFirst().respondEmpty(204);

      String answers = client.received();
      assertTrue(answers.startsWith("HTTP/1.1 204 "), answers);
      assertEquals(4, answers.split("HTTP/1.1 200 OK", -1).length - 1);
      assertTrue(answers.contains("\"code\":\"too_many_pipelined\""), answers);
      assertFalse(client.isOpen());
      assertEquals(1, client.count(HttpCounter.PIPELINE_OVERFLOW));
    }
  }

  @Test
  void readsNoFurtherWhileManyRequestsWait() {
    try (Http1Client client = client()) {
      client.get("/parked").get("/a").get("/a");
      assertFalse(client.channel().config().isAutoRead());
      parked.getFirst().respondEmpty(204);
      assertTrue(client.channel().config().isAutoRead());
    }
  }

  @Test
  void endsAConnectionOfAnOldClient() {
    try (Http1Client client = client()) {
      String answer = client.send("GET /a HTTP/1.0\n\n").received();
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertFalse(client.isOpen());
    }
    try (Http1Client client = client()) {
      String answer = client.send("GET /a HTTP/1.0\nConnection: keep-alive\n\n").received();
      assertTrue(answer.contains("\nconnection: keep-alive\n"), answer);
      assertTrue(client.isOpen());
    }
  }

  @Test
  void endsConnectionsWhenTheServerDoes() {
    try (Http1Client idle = client();
        Http1Client busy = client()) {
      busy.get("/parked");
      idle.service().drain();
      busy.service().drain();
      idle.pass(100);
      busy.pass(100);
      assertFalse(idle.isOpen());
      assertTrue(busy.isOpen());

      parked.getFirst().respondEmpty(204);
      assertTrue(busy.received().contains("\nconnection: close\n"));
      assertFalse(busy.isOpen());
    }
  }
}
