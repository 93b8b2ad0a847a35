package dev.fairlead.protocols.http.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.SelfSignedCertificate;
import dev.fairlead.protocols.http.CorsPolicy;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpLimits;
import dev.fairlead.protocols.http.HttpRoute;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.transport.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Clients that take too much or too little, on real sockets; and those beside them, unharmed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class HttpLimitsIT {
  private static final int MAX_CONNECTIONS = 12;
  private static final int MAX_PER_ADDRESS = 8;

  /** Short time-outs, few connections; order as declared. */
  private static final HttpLimits TIGHT =
      new HttpLimits(
          8_192,
          16_384,
          2_000,
          60_000,
          1_500,
          60_000,
          8,
          10_000,
          MAX_CONNECTIONS,
          MAX_PER_ADDRESS,
          100);

  private final EventLoops loops = new EventLoops(2);
  private final AtomicInteger ended = new AtomicInteger();
  private ByteBuf batch;
  private SelfSignedCertificate certificate;

  @BeforeAll
  void start() throws Exception {
    batch = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 16).writeZero(1 << 16);
    certificate = SelfSignedCertificate.create();
  }

  @AfterAll
  void stop() {
    loops.close();
    batch.release();
  }

  private HttpServer server() {
    HttpRouter router =
        HttpRouter.builder()
            .get("/short", e -> e.respondText(200, "text/plain", "short"))
            .get("/flood", e -> flood(e, e.respondEndless("video/x-flv")))
            .get("/parked", e -> e.onDone(ended::incrementAndGet))
            .add(HttpRoute.of("POST", "/in", e -> e.respondEmpty(204)).withBody(10))
            .build();
    HttpConfig config = new HttpConfig(TIGHT, CorsPolicy.MEDIA, List.of());
    return new HttpServer(loops, config, router, HttpAccessLog.NONE);
  }

  /** Sends as much as the client takes, for ever. */
  private void flood(HttpExchange exchange, HttpBodyWriter writer) {
    exchange.onDone(ended::incrementAndGet);
    Runnable more =
        () -> {
          while (writer.isWritable()) {
            writer.write(batch.retainedDuplicate());
            writer.flush();
          }
        };
    writer.onWritabilityChanged(more);
    more.run();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress("127.0.0.1", 0);
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(10_000);
    socket.connect(address, 10_000);
    return socket;
  }

  private static void get(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The first bytes of an answer; empty when the connection was closed. */
  private static String answer(Socket socket) {
    byte[] buffer = new byte[4_096];
    try {
      int n = socket.getInputStream().read(buffer);
      return n < 0 ? "" : new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 400 && !condition.getAsBoolean(); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertTrue(condition.getAsBoolean());
  }

  @Test
  void closesAClientThatStopsReadingAndServesTheNext() throws Exception {
    ended.set(0);
    try (HttpServer server = server()) {
      InetSocketAddress address = server.bind(loopback());
      try (Socket stalled = connect(address);
          Socket reading = connect(address)) {
        get(stalled, "/flood");
        get(reading, "/flood");
        Thread reader = Thread.ofVirtual().start(() -> readOn(reading));

        await(() -> server.counters().value(HttpCounter.WRITE_STALLED) == 1);
        await(() -> ended.get() == 1);

        assertTrue(reader.isAlive(), "the viewer who reads goes on");
        try (Socket next = connect(address)) {
          get(next, "/short");
          assertTrue(answer(next).startsWith("HTTP/1.1 200 "));
        }
      }
      await(() -> ended.get() == 2);
    }
  }

  private static void readOn(Socket socket) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = socket.getInputStream()) {
      while (in.read(buffer) >= 0) {}
    } catch (IOException e) {
      // Closed by the test.
    }
  }

  @Test
  void refusesConnectionsBeyondTheLimitOfAnAddressOnly() throws Exception {
    try (HttpServer server = server()) {
      InetSocketAddress address = server.bind(loopback());
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < MAX_PER_ADDRESS; i++) {
        sockets.add(connect(address));
        get(sockets.getLast(), "/short");
        assertTrue(answer(sockets.getLast()).startsWith("HTTP/1.1 200 "));
      }
      try (Socket tooMany = connect(address)) {
        assertEquals("", answer(tooMany));
      } catch (IOException e) {
        // It was reset before the client saw that it was accepted.
      }
      await(() -> server.counters().value(HttpCounter.ADDRESS_LIMIT) == 1);

      sockets.removeLast().close();
      await(() -> server.counters().value(HttpCounter.CONNECTIONS_OPEN) == MAX_PER_ADDRESS - 1);
      try (Socket again = connect(address)) {
        get(again, "/short");
        assertTrue(answer(again).startsWith("HTTP/1.1 200 "));
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void timesOutARequestThatTrickles() throws Exception {
    try (HttpServer server = server()) {
      InetSocketAddress address = server.bind(loopback());
      try (Socket slow = connect(address)) {
        slow.getOutputStream().write("GET /sho".getBytes(StandardCharsets.UTF_8));
        assertTrue(answer(slow).startsWith("HTTP/1.1 408 "));
        assertEquals("", answer(slow));
      }
    }
  }

  @Test
  void closesWhoeverDoesNotSpeakTls() throws Exception {
    try (HttpServer server = server()) {
      InetSocketAddress address = server.bind(loopback(), tls());
      try (Socket plain = connect(address)) {
        get(plain, "/short");
        answer(plain);
        assertEquals("", answer(plain));
      }
      await(() -> server.counters().value(HttpCounter.TLS_FAILED) == 1);
    }
  }

  @Test
  void tellsAClientOverTlsThatItsBodyIsTooLong() throws Exception {
    try (HttpServer server = server();
        HttpClient client = client()) {
      InetSocketAddress address = server.bind(loopback(), tls());
      for (int i = 0; i < 10; i++) {
        HttpResponse<Void> refused =
            client.send(
                request(address, "/in")
                    .version(HttpClient.Version.HTTP_1_1)
                    .POST(BodyPublishers.ofByteArray(new byte[1 << 20]))
                    .build(),
                BodyHandlers.discarding());
        assertEquals(413, refused.statusCode());
      }
      client.shutdownNow();
    }
  }

  @Test
  void endsAConnectionThatCancelsRequestAfterRequest() throws Exception {
    ended.set(0);
    try (HttpServer server = server();
        HttpClient client = client()) {
      InetSocketAddress address = server.bind(loopback(), tls());
      for (int i = 1; i < 1_000 && server.counters().value(HttpCounter.RESETS_EXCEEDED) == 0; i++) {
        long before = server.counters().value(HttpCounter.REQUESTS);
        CompletableFuture<HttpResponse<Void>> pending =
            client.sendAsync(request(address, "/parked").build(), BodyHandlers.discarding());
        for (int wait = 0;
            wait < 2_000 && server.counters().value(HttpCounter.REQUESTS) == before;
            wait++) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        pending.cancel(true);
      }
      assertEquals(1, server.counters().value(HttpCounter.RESETS_EXCEEDED));
      await(() -> ended.get() == server.counters().value(HttpCounter.REQUESTS));
      HttpResponse<String> next =
          client.send(request(address, "/short").build(), BodyHandlers.ofString());
      assertEquals("short", next.body());
      client.shutdownNow();
    }
  }

  private SslContext tls() throws Exception {
    return HttpTls.serverContext(SslContextBuilder.forServer(certificate.keyManagers()));
  }

  private HttpClient client() throws Exception {
    return HttpClient.newBuilder().sslContext(certificate.clientContext()).build();
  }

  private static HttpRequest.Builder request(InetSocketAddress address, String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + address.getPort() + path))
        .timeout(Duration.ofSeconds(20));
  }
}
