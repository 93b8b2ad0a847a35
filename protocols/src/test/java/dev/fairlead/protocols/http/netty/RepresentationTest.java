package dev.fairlead.protocols.http.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpRouter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges, validators and compression on whole bodies held in three pieces. */
class RepresentationTest {
  private static final String TEXT = "#EXTM3U\n".repeat(200);

  private final HttpRouter router =
      HttpRouter.builder()
          .get("/alphabet", this::answerAlphabet)
          .get("/text", this::answerText)
          .get("/packed", this::answerPacked)
          .get("/broken", e -> e.respond(200, "a\r\nb: c", List.of(bytes("leaks"))))
          .get("/done", this::failWhenDone)
          .build();

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, UTF_8);
  }

  private void answerAlphabet(HttpExchange exchange) {
    exchange.setHeader("ETag", "\"v1\"").setHeader("Last-Modified", "yesterday");
    exchange.respond(
        200, "video/mp4", List.of(bytes("abcdefgh"), bytes("ijklmnop"), bytes("qrstuvwxyz")));
  }

  private void answerText(HttpExchange exchange) {
    exchange.setHeader("ETag", "\"t1\"");
    exchange.respondText(200, "application/vnd.apple.mpegurl", TEXT);
  }

  private void answerPacked(HttpExchange exchange) {
    exchange.setHeader("Content-Encoding", "gzip");
    exchange.respond(200, "text/plain", List.of(bytes("packed by the handler")));
  }

  private void failWhenDone(HttpExchange exchange) {
    exchange.onDone(
        () -> {
          throw new IllegalStateException("as planned");
        });
    exchange.respondEmpty(204);
  }

  private static String bodyOf(String answer) {
    return answer.substring(answer.indexOf("\n\n") + 2);
  }

  @ParameterizedTest
  @CsvSource({
    "0-25, abcdefghijklmnopqrstuvwxyz",
    "0-0, a",
    "7-8, hi",
    "8-15, ijklmnop",
    "3-20, defghijklmnopqrstu",
    "16-, qrstuvwxyz",
    "-1, z",
    "-11, pqrstuvwxyz",
    "20-99, uvwxyz",
  })
  void cutsOneRangeOutOfThePieces(String range, String body) {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.get("/alphabet", "Range: bytes=" + range).received();
      assertTrue(answer.startsWith("HTTP/1.1 206 "), answer);
      assertTrue(answer.contains("\ncontent-length: " + body.length() + "\n"), answer);
      assertEquals(body, bodyOf(answer));
    }
  }

  @Test
  void saysHowLongItIsWhenTheRangeLiesOutside() {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.get("/alphabet", "Range: bytes=26-").received();
      assertTrue(answer.startsWith("HTTP/1.1 416 "), answer);
      assertTrue(answer.contains("\ncontent-range: bytes */26\n"), answer);
      assertTrue(client.isOpen());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'bytes=0-1,3-4', ''",
    "'items=0-1', ''",
    "'bytes=0-1', '\"v2\"'",
    "'bytes=0-1', 'W/\"v1\"'",
    "'bytes=0-1', 'today'",
  })
  void answersAllWhenARangeIsNotToBeHeeded(String range, String condition) {
    try (Http1Client client = new Http1Client(router)) {
      String answer =
          condition.isEmpty()
              ? client.get("/alphabet", "Range: " + range).received()
              : client.get("/alphabet", "Range: " + range, "If-Range: " + condition).received();
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertEquals(26, bodyOf(answer).length());
    }
  }

  @ParameterizedTest
  @CsvSource({"'\"v1\"'", "yesterday"})
  void answersARangeOfWhatTheClientKnows(String condition) {
    try (Http1Client client = new Http1Client(router)) {
      String answer =
          client.get("/alphabet", "Range: bytes=0-1", "If-Range: " + condition).received();
      assertTrue(answer.startsWith("HTTP/1.1 206 "), answer);
    }
  }

  @Test
  void ignoresRangesInHead() {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.request("HEAD", "/alphabet", "Range: bytes=0-1").received();
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertTrue(answer.contains("\ncontent-length: 26\n"), answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'If-None-Match: \"v1\"', 304",
    "'If-None-Match: W/\"v1\", \"v9\"', 304",
    "'If-None-Match: *', 304",
    "'If-None-Match: \"v2\"', 200",
    "If-Modified-Since: yesterday, 304",
    "If-Modified-Since: today, 200",
  })
  void sendsNothingThatTheClientHas(String condition, int status) {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.get("/alphabet", condition).received();
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      assertTrue(answer.contains("\netag: \"v1\"\n"), answer);
      assertEquals(status == 304, bodyOf(answer).isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, true",
    "'br, gzip;q=0.5', true",
    "'deflate, *', true",
    "GZIP, true",
    "gzip;q=0, false",
    "'*;q=0', false",
    "'gzip;q=0.000, *', false",
    "br, false",
    "identity, false",
  })
  void compressesTextAsTheClientAllows(String accepted, boolean compressed) {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.get("/text", "Accept-Encoding: " + accepted).received();
      assertEquals(compressed, answer.contains("\ncontent-encoding: gzip\n"), answer);
      assertTrue(answer.contains("\nvary: Accept-Encoding\n"), answer);
      // The same meaning in other bytes (RFC 9110 §8.8.3.3).
      assertEquals(compressed, answer.contains("\netag: W/\"t1\"\n"), answer);
    }
  }

  @Test
  void leavesAloneWhatIsCompressedAlready() {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.get("/packed", "Accept-Encoding: gzip").received();
      assertEquals("packed by the handler", bodyOf(answer));
    }
  }

  @Test
  void letsNoAnswerWriteHeadersOfItsOwn() {
    try (Http1Client client = new Http1Client(router)) {
      String answer = client.get("/broken").received();
      assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
      assertFalse(answer.contains("\nb: c"), answer);
    }
  }

  @Test
  void goesOnWhenATaskAfterAnAnswerFails() {
    try (Http1Client client = new Http1Client(router)) {
      assertTrue(client.get("/done").received().startsWith("HTTP/1.1 204 "));
      assertTrue(client.get("/alphabet").received().startsWith("HTTP/1.1 200 "));
    }
  }
}
