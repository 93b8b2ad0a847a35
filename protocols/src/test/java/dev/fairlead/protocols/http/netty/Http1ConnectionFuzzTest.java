package dev.fairlead.protocols.http.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.testkit.ChunkingWorlds;
import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpRoute;
import dev.fairlead.protocols.http.HttpRouter;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whatever a client sends: answers are well framed, every exchange ends, and pieces do not matter.
 */
class Http1ConnectionFuzzTest {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) [A-Za-z ]+\n");
  private static final Pattern DATE = Pattern.compile("\ndate: [^\n]*");

  private int begun;
  private int ended;

  private final HttpRouter router =
      HttpRouter.builder()
          .get("/hls/{id}/{file}", e -> answer(e, "playlist of " + e.pathParameter("id")))
          .get("/live/{id}.flv", this::answerInPieces)
          .get("/watch/{file...}", e -> answer(e, e.query().toString()))
          .add(
              HttpRoute.of("POST", "/whip/{key}", e -> answer(e, "" + e.body().readableBytes()))
                  .withBody(64))
          .build();

  private void answer(HttpExchange exchange, String text) {
    watch(exchange);
    exchange.setHeader("etag", "\"1\"");
    exchange.respond(
        200, "video/mp4", List.of(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
  }

  private void answerInPieces(HttpExchange exchange) {
    watch(exchange);
    HttpBodyWriter writer = exchange.respondStreaming("video/x-flv");
    writer.write(Unpooled.copiedBuffer("FLV", StandardCharsets.US_ASCII));
    writer.end();
  }

  private void watch(HttpExchange exchange) {
    begun++;
    exchange.onDone(() -> ended++);
    assertTrue(exchange.origin().matches("http://[A-Za-z0-9.:_\\[\\]-]+"), exchange.origin());
    assertTrue(exchange.path().startsWith("/"));
  }

  @FuzzTest
  void answersTheSameHoweverTheBytesArrive(byte[] bytes) {
    String whole = converse(List.of(bytes));
    for (int seed = 0; seed < 3; seed++) {
      assertEquals(whole, converse(ChunkingWorlds.split(bytes, seed)));
    }
    for (String line : whole.split("(?=HTTP/1\\.1 \\d)")) {
      Matcher status = STATUS.matcher(line);
      assertTrue(line.isEmpty() || status.lookingAt(), line);
    }
  }

  private String converse(List<byte[]> pieces) {
    begun = 0;
    ended = 0;
    try (Http1Client client = new Http1Client(router)) {
      StringBuilder answers = new StringBuilder();
      for (byte[] piece : pieces) {
        if (client.isOpen()) {
          client.sendBytes(piece);
          answers.append(client.received());
        }
      }
      client.channel().close();
      assertEquals(begun, ended, "exchanges that ended");
      assertEquals(0, client.count(HttpCounter.HANDLER_FAILED));
      return DATE.matcher(answers).replaceAll("");
    }
  }
}
