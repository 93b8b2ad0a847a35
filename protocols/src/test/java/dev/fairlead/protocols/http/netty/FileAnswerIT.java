package dev.fairlead.protocols.http.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.http.MemoryFile;
import dev.fairlead.protocols.transport.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Files that the kernel sends by itself, over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
@EnabledOnOs(OS.LINUX)
class FileAnswerIT {
  /** More than a socket's buffers take at once. */
  private static final int FILE_BYTES = 12 << 20;

  private final EventLoops loops = new EventLoops(2);
  private final byte[] content = new byte[FILE_BYTES];
  private final ConcurrentLinkedQueue<HttpAccessLog.Access> accesses =
      new ConcurrentLinkedQueue<>();
  private MemoryFile file;
  private HttpServer server;
  private HttpClient client;
  private InetSocketAddress address;

  @BeforeAll
  void start() throws Exception {
    new Random(1).nextBytes(content);
    ByteBuf whole = Unpooled.wrappedBuffer(content);
    file = MemoryFile.of(List.of(whole.slice(0, 1_000), whole.slice(1_000, FILE_BYTES - 1_000)));
    HttpRouter router = HttpRouter.builder().get("/file", this::answer).build();
    server = new HttpServer(loops, HttpConfig.DEFAULT, router, accesses::add);
    address = server.bind(new InetSocketAddress("127.0.0.1", 0));
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
    loops.close();
    assertEquals(1, file.refCnt(), "every answer let go of the file");
    file.release();
  }

  private void answer(HttpExchange exchange) {
    assertTrue(exchange.takesFiles(), "on Linux, without encryption");
    exchange.setHeader("ETag", "\"f1\"").respondFile("video/mp4", file.retain());
  }

  private HttpResponse<byte[]> send(String method, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/file"))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  @Test
  void sendsAllOfIt() throws Exception {
    HttpResponse<byte[]> answer = send("GET");

    assertEquals(200, answer.statusCode());
    assertEquals("video/mp4", answer.headers().firstValue("content-type").orElseThrow());
    assertEquals("bytes", answer.headers().firstValue("accept-ranges").orElseThrow());
    assertArrayEquals(content, answer.body());
  }

  @Test
  void sendsARange() throws Exception {
    HttpResponse<byte[]> answer = send("GET", "Range", "bytes=999-70000");

    assertEquals(206, answer.statusCode());
    assertEquals(
        "bytes 999-70000/" + FILE_BYTES,
        answer.headers().firstValue("content-range").orElseThrow());
    assertArrayEquals(Arrays.copyOfRange(content, 999, 70_001), answer.body());
  }

  @Test
  void refusesARangeOutsideOfIt() throws Exception {
    HttpResponse<byte[]> answer = send("GET", "Range", "bytes=" + FILE_BYTES + "-");

    assertEquals(416, answer.statusCode());
    assertEquals(
        "bytes */" + FILE_BYTES, answer.headers().firstValue("content-range").orElseThrow());
  }

  @Test
  void sendsNothingToThoseWhoHaveItOrAskForTheHead() throws Exception {
    HttpResponse<byte[]> known = send("GET", "If-None-Match", "\"f1\"");
    HttpResponse<byte[]> head = send("HEAD");

    assertEquals(304, known.statusCode());
    assertEquals(0, known.body().length);
    assertEquals(200, head.statusCode());
    assertEquals(
        Integer.toString(FILE_BYTES), head.headers().firstValue("content-length").orElseThrow());
    assertEquals(0, head.body().length);
  }

  @Test
  void answersRequestsInTheirOrder() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      String request = "GET /file HTTP/1.1\r\nHost: a\r\nRange: bytes=%d-%d\r\n\r\n";
      String both = request.formatted(0, 99_999) + request.formatted(5, 8);
      socket.getOutputStream().write(both.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();

      skipHead(in);
      assertArrayEquals(Arrays.copyOf(content, 100_000), in.readNBytes(100_000));
      skipHead(in);
      assertArrayEquals(Arrays.copyOfRange(content, 5, 9), in.readNBytes(4));
    }
  }

  private static void skipHead(InputStream in) throws Exception {
    for (int seen = 0; seen != 0x0d0a0d0a; ) {
      seen = seen << 8 | in.read();
    }
  }

  /** The last bytes count as sent only when the socket took them. */
  @Test
  void countsWhatAClientTookThatLeaves() throws Exception {
    accesses.clear();
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(address);
      socket
          .getOutputStream()
          .write("GET /file HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEquals(1_000, socket.getInputStream().readNBytes(1_000).length);
    }
    while (accesses.isEmpty()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }

    HttpAccessLog.Access access = accesses.remove();
    assertFalse(access.complete());
    assertTrue(access.bodyBytes() < FILE_BYTES, "it took " + access.bodyBytes());
  }
}
