package dev.fairlead.protocols.http.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpRoute;
import dev.fairlead.protocols.http.HttpRouter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Http1ConnectionTest {
  private final List<HttpExchange> parked = new ArrayList<>();
  private final List<HttpBodyWriter> writers = new ArrayList<>();
  private int done;

  private final HttpRouter router =
      HttpRouter.builder()
          .get("/text/{name}", e -> e.respondText(200, "text/plain", e.pathParameter("name")))
          .get("/parked", this::park)
          .get("/stream", e -> writers.add(e.respondStreaming("video/mp2t")))
          .get("/endless.{kind}", e -> writers.add(e.respondEndless("video/x-flv")))
          .get(
              "/broken",
              e -> {
                throw new IllegalStateException("as planned");
              })
          .add(
              HttpRoute.of(
                      "POST",
                      "/echo",
                      e -> e.respond(200, "video/mp4", List.of(e.body().retainedDuplicate())))
                  .withBody(16))
          .build();

  private void park(HttpExchange exchange) {
    parked.add(exchange);
    exchange.onDone(() -> done++);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, UTF_8);
  }

  private static String bodyOf(String answer) {
    return answer.substring(answer.indexOf("\n\n") + 2);
  }

  @Test
  void answersAndKeepsTheConnection() {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.get("/text/hello").received();

      assertTrue(answer.startsWith("HTTP/1.1 200 OK\ndate: "), answer);
      assertTrue(answer.contains("\ncontent-length: 5\n"), answer);
      assertEquals("hello", bodyOf(answer));
      assertEquals("again", bodyOf(client.get("/text/again").received()));
      assertTrue(client.isOpen());
    }
  }

  @Test
  void answersPipelinedRequestsInOrderThoughTheFirstIsParked() {
    try (Http1Client client = new Http1Client(router)) {
      client.get("/parked").get("/text/b").get("/text/c");
      assertEquals("", client.received());

      parked.getFirst().respondText(200, "text/plain", "a");

      String answers = client.received();
      assertEquals(3, answers.split("HTTP/1.1 200 OK", -1).length - 1);
      assertTrue(answers.endsWith("\n\nc"), answers);
      assertTrue(answers.indexOf("\n\na") < answers.indexOf("\n\nb"), answers);
    }
  }

  @Test
  void tellsOnceWhenTheClientLeavesAParkedRequest() {
    try (Http1Client client = new Http1Client(router)) {
      client.get("/parked");

      client.channel().close();
      parked.getFirst().respondText(200, "text/plain", "too late");

      assertEquals(1, done);
      assertTrue(parked.getFirst().isClosed());
      assertEquals(1, client.count(HttpCounter.ANSWERS_BROKEN));
    }
  }

  @Test
  void answersAParkedRequestInPlaceOfAHandlerThatDoesNot() {
    try (Http1Client client = new Http1Client(router)) {
      client.get("/parked");
      client.pass(31_000);

      assertTrue(client.received().startsWith("HTTP/1.1 503 "));
      assertEquals(1, done);
      assertTrue(client.isOpen());
    }
  }

  @Test
  void framesABodyOfUnknownLengthInChunks() {
    try (Http1Client client = new Http1Client(router)) {
      client.get("/stream");
      HttpBodyWriter writer = writers.getFirst();
      writer.write(bytes("hello"));
      writer.write(bytes("0123456789abcdefg"));
      writer.end();

      String answer = client.received();
      assertTrue(answer.contains("\ntransfer-encoding: chunked\n"), answer);
      assertEquals("5\nhello\n11\n0123456789abcdefg\n0\n\n", bodyOf(answer));
      assertEquals("x", bodyOf(client.get("/text/x").received()));
    }
  }

  @Test
  void sendsAnEndlessBodyAsItIsUntilTheConnectionEnds() {
    try (Http1Client client = new Http1Client(router)) {
      client.get("/endless.flv");
      HttpBodyWriter writer = writers.getFirst();
      writer.write(bytes("FLV"));
      writer.flush();

      String answer = client.received();
      assertTrue(answer.contains("\nconnection: close\n"), answer);
      assertFalse(answer.contains("transfer-encoding"), answer);
      assertEquals("FLV", bodyOf(answer));

      writer.end();
      assertFalse(client.isOpen());
    }
  }

  @Test
  void answersHeadWithoutABodyAndEndsTheExchange() {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.request("HEAD", "/text/hello").received();
      assertTrue(answer.contains("\ncontent-length: 5\n"), answer);
      assertEquals("", bodyOf(answer));

      client.request("HEAD", "/endless.flv");
      assertEquals("", bodyOf(client.received()));
      assertFalse(writers.getFirst().isWritable());
      writers.getFirst().write(bytes("released"));
      assertTrue(client.isOpen());
    }
  }

  @Test
  void handsARouteTheBodyThatItTakes() {
    try (Http1Client client = new Http1Client(router)) {
      client.send("POST /echo HTTP/1.1\nHost: a\nContent-Length: 5\n\nhe").send("llo");
      assertEquals("hello", bodyOf(client.received()));
    }
  }

  @Test
  void refusesABodyThatIsLongerThanItsRouteTakes() {
    try (Http1Client client = new Http1Client(router)) {
      client.send("POST /echo HTTP/1.1\nHost: a\nContent-Length: 17\n\n");
      assertTrue(client.received().startsWith("HTTP/1.1 413 "));
      assertFalse(client.isOpen());
    }
    try (Http1Client client = new Http1Client(router)) {
      client.send("POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n");
      client.send("10\n0123456789abcdef\n1\n0\n0\n\n");
      assertTrue(client.received().startsWith("HTTP/1.1 413 "));
      assertEquals(1, client.count(HttpCounter.BODY_REFUSED));
    }
  }

  @Test
  void answersForAHandlerThatThrows() {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.get("/broken").received();
      assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
      assertTrue(answer.contains("\"code\":\"internal_error\""), answer);
      assertFalse(answer.contains("as planned"), answer);
    }
  }

  @Test
  void saysWhatAPathAnswers() {
    try (Http1Client client = new Http1Client(router)) {
      assertTrue(client.get("/nowhere").received().startsWith("HTTP/1.1 404 "));
      String answer = client.request("DELETE", "/text/x").received();
      assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
      assertTrue(answer.contains("\nallow: GET, HEAD, OPTIONS\n"), answer);
    }
  }

  @Test
  void answersAPreflight() {
    try (Http1Client client = new Http1Client(router)) {
      String answer =
          client
              .request(
                  "OPTIONS", "/text/x", "Origin: https://a", "Access-Control-Request-Method: GET")
              .received();
      assertTrue(answer.startsWith("HTTP/1.1 204 "), answer);
      assertTrue(answer.contains("\naccess-control-allow-origin: *\n"), answer);
      assertTrue(answer.contains("\naccess-control-allow-methods: GET, HEAD, OPTIONS\n"), answer);
    }
  }

  @Test
  void closesOnAClientThatTricklesItsRequest() {
    try (Http1Client client = new Http1Client(router)) {
      client.send("GET /text/a HTTP/1.1\n");
      for (int i = 0; i < 12 && client.isOpen(); i++) {
        client.pass(1_000);
        if (client.isOpen()) {
          client.send("X-" + i + ": y\n");
        }
      }
      assertTrue(client.received().startsWith("HTTP/1.1 408 "));
      assertFalse(client.isOpen());
      assertEquals(1, client.count(HttpCounter.HEADER_TIMEOUT));
    }
  }

  @Test
  void closesAConnectionThatIsIdle() {
    try (Http1Client client = new Http1Client(router)) {
      client.get("/text/a").pass(60_000);
      assertTrue(client.isOpen());
      client.pass(10_000);
      assertFalse(client.isOpen());
    }
  }
}
