package dev.fairlead.protocols.http.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.SelfSignedCertificate;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpRoute;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.transport.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole server over real sockets, with the JDK's client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class HttpServerIT {
  private static final int MEDIA_BYTES = 1 << 20;
  private static final int SMALL_BYTES = 100;
  private static final byte UNTOUCHED = 0x55;

  /** What the client speaks, and whether it is encrypted. */
  enum Speech {
    HTTP1(Version.HTTP_1_1, false),
    HTTPS1(Version.HTTP_1_1, true),
    HTTPS2(Version.HTTP_2, true);

    private final Version version;
    private final boolean secure;

    Speech(Version version, boolean secure) {
      this.version = version;
      this.secure = secure;
    }
  }

  private final EventLoops loops = new EventLoops(2);
  private final byte[] media = new byte[MEDIA_BYTES];
  private final String text = "#EXTM3U\n".repeat(500);
  private final ConcurrentLinkedQueue<HttpAccessLog.Access> accesses =
      new ConcurrentLinkedQueue<>();
  private final CountDownLatch parked = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private ByteBuf shared;

  /** The first bytes of the media, in a buffer with room behind them as a batch may have. */
  private ByteBuf roomy;

  private HttpServer server;
  private HttpClient client;
  private InetSocketAddress plain;
  private InetSocketAddress encrypted;

  @BeforeAll
  void start() throws Exception {
    new Random(1).nextBytes(media);
    shared = PooledByteBufAllocator.DEFAULT.directBuffer(MEDIA_BYTES).writeBytes(media);
    roomy = PooledByteBufAllocator.DEFAULT.directBuffer(64 << 10);
    while (roomy.isWritable()) {
      roomy.writeByte(UNTOUCHED);
    }
    roomy.clear().writeBytes(media, 0, SMALL_BYTES);
    HttpRouter router =
        HttpRouter.builder()
            .get("/media/{name}", this::answerMedia)
            .get("/text", e -> e.respondText(200, "application/vnd.apple.mpegurl", text))
            .get("/pieces", e -> writeInPieces(e.respondStreaming("video/mp2t")))
            .get("/endless", this::writeLater)
            .get("/parked", this::park)
            .add(HttpRoute.of("POST", "/echo", this::echo).withBody(100_000))
            .get("/origin", e -> e.respondText(200, "text/plain", e.origin()))
            .build();
    server = new HttpServer(loops, HttpConfig.DEFAULT, router, accesses::add);
    SelfSignedCertificate certificate = SelfSignedCertificate.create();
    plain = server.bind(new InetSocketAddress("127.0.0.1", 0));
    encrypted =
        server.bind(
            new InetSocketAddress("127.0.0.1", 0),
            HttpTls.serverContext(SslContextBuilder.forServer(certificate.keyManagers())));
    client =
        HttpClient.newBuilder()
            .sslContext(certificate.clientContext())
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  @AfterAll
  void stop() {
    client.shutdownNow();
    server.close();
    loops.close();
    shared.release();
    roomy.release();
  }

  /** Two slices and a duplicate, as a segment made of parts is answered. */
  private void answerMedia(HttpExchange exchange) {
    exchange.setHeader("ETag", "\"m1\"");
    List<ByteBuf> pieces = new ArrayList<>();
    pieces.add(shared.retainedSlice(0, 1_000));
    pieces.add(shared.retainedSlice(1_000, 500_000));
    pieces.add(shared.retainedDuplicate().readerIndex(501_000));
    exchange.respond(200, "video/mp4", pieces);
  }

  private void echo(HttpExchange exchange) {
    exchange.respond(200, "application/octet-stream", List.of(exchange.body().retainedSlice()));
  }

  private void park(HttpExchange exchange) {
    exchange.onDone(left::countDown);
    parked.countDown();
  }

  /** Once the head is out, so that TLS sees the small writes alone. */
  private void writeLater(HttpExchange exchange) {
    HttpBodyWriter writer = exchange.respondEndless("video/x-flv");
    exchange.loop().execute(() -> writeInPieces(writer));
  }

  /**
   * Small writes, the first a duplicate with room behind it, then large ones when there is room.
   */
  private void writeInPieces(HttpBodyWriter writer) {
    writer.write(roomy.retainedDuplicate());
    for (int at = SMALL_BYTES; at < 1_000; at += SMALL_BYTES) {
      writer.write(shared.retainedSlice(at, SMALL_BYTES));
    }
    writer.flush();
    int[] at = {1_000};
    Runnable more =
        () -> {
          while (at[0] < MEDIA_BYTES && writer.isWritable()) {
            int end = Math.min(MEDIA_BYTES, at[0] + 30_000);
            writer.write(shared.retainedSlice(at[0], end - at[0]));
            writer.flush();
            at[0] = end;
          }
          if (at[0] == MEDIA_BYTES) {
            writer.end();
          }
        };
    writer.onWritabilityChanged(more);
    more.run();
  }

  private HttpRequest.Builder request(Speech speech, String path) {
    InetSocketAddress address = speech.secure ? encrypted : plain;
    String scheme = speech.secure ? "https" : "http";
    return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + address.getPort() + path))
        .version(speech.version)
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @EnumSource
  void answersWithTheBytesOfManyPieces(Speech speech) throws Exception {
    HttpResponse<byte[]> response = send(request(speech, "/media/a.mp4"));

    assertEquals(200, response.statusCode());
    assertEquals(speech.version, response.version());
    assertEquals(Integer.toString(MEDIA_BYTES), header(response, "content-length"));
    assertEquals("*", header(response, "access-control-allow-origin"));
    assertArrayEquals(media, response.body());
  }

  @ParameterizedTest
  @EnumSource
  void answersARangeAcrossPieces(Speech speech) throws Exception {
    HttpResponse<byte[]> response =
        send(request(speech, "/media/a.mp4").header("Range", "bytes=900-1099"));

    assertEquals(206, response.statusCode());
    assertEquals("bytes 900-1099/" + MEDIA_BYTES, header(response, "content-range"));
    assertArrayEquals(Arrays.copyOfRange(media, 900, 1_100), response.body());
  }

  @ParameterizedTest
  @EnumSource
  void answersHeadWithTheLengthAlone(Speech speech) throws Exception {
    HttpResponse<byte[]> response = send(request(speech, "/media/a.mp4").HEAD());

    assertEquals(200, response.statusCode());
    assertEquals(Integer.toString(MEDIA_BYTES), header(response, "content-length"));
    assertEquals(0, response.body().length);
  }

  @ParameterizedTest
  @EnumSource
  void answersThatNothingChanged(Speech speech) throws Exception {
    HttpResponse<byte[]> response =
        send(request(speech, "/media/a.mp4").header("If-None-Match", "\"m1\""));

    assertEquals(304, response.statusCode());
    assertEquals("\"m1\"", header(response, "etag"));
  }

  @ParameterizedTest
  @EnumSource
  void compressesTextForThoseWhoTakeIt(Speech speech) throws Exception {
    HttpResponse<byte[]> plainText = send(request(speech, "/text"));
    HttpResponse<byte[]> packed = send(request(speech, "/text").header("Accept-Encoding", "gzip"));

    assertEquals(text, new String(plainText.body(), UTF_8));
    assertEquals("gzip", header(packed, "content-encoding"));
    assertTrue(packed.body().length < 200);
    assertEquals(
        text,
        new String(
            new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes(), UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void sendsABodyOfUnknownLength(Speech speech) throws Exception {
    assertArrayEquals(media, send(request(speech, "/pieces")).body());
    assertArrayEquals(media, send(request(speech, "/pieces")).body());
  }

  @ParameterizedTest
  @EnumSource
  void sendsABodyThatEndsWithTheConnection(Speech speech) throws Exception {
    assertArrayEquals(media, send(request(speech, "/endless")).body());
    for (int i = SMALL_BYTES; i < roomy.capacity(); i++) {
      assertEquals(UNTOUCHED, roomy.getByte(i), "written behind the bytes of a shared buffer");
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesABodyAndRefusesALongOne(Speech speech) throws Exception {
    byte[] sent = Arrays.copyOf(media, 100_000);
    HttpResponse<byte[]> echoed =
        send(request(speech, "/echo").POST(HttpRequest.BodyPublishers.ofByteArray(sent)));
    assertArrayEquals(sent, echoed.body());

    HttpResponse<byte[]> refused =
        send(request(speech, "/echo").POST(HttpRequest.BodyPublishers.ofByteArray(media)));
    assertEquals(413, refused.statusCode());
    assertEquals("application/problem+json", header(refused, "content-type"));
  }

  @ParameterizedTest
  @EnumSource
  void knowsHowItWasAddressed(Speech speech) throws Exception {
    HttpRequest.Builder request = request(speech, "/origin");
    String expected = request.build().uri().toString().replace("/origin", "");
    assertEquals(expected, new String(send(request).body(), UTF_8));

    HttpResponse<byte[]> proxied =
        send(
            request(speech, "/origin")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "live.example.org"));
    assertEquals("https://live.example.org", new String(proxied.body(), UTF_8));
  }

  @Test
  void tellsAHandlerThatAClientOverHttp2IsGone() throws Exception {
    CompletableFuture<HttpResponse<InputStream>> pending =
        client.sendAsync(request(Speech.HTTPS2, "/parked").build(), BodyHandlers.ofInputStream());
    assertTrue(parked.await(10, TimeUnit.SECONDS));

    pending.cancel(true);

    assertTrue(left.await(10, TimeUnit.SECONDS));
  }

  @Test
  void logsWhatWasAnswered() throws Exception {
    send(request(Speech.HTTP1, "/media/logged.mp4?token=hidden&x=1").header("User-Agent", "probe"));

    HttpAccessLog.Access access = null;
    for (int i = 0; i < 100 && access == null; i++) {
      access =
          accesses.stream()
              .filter(each -> each.target().startsWith("/media/logged.mp4"))
              .findFirst()
              .orElse(null);
      if (access == null) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    assertEquals("/media/logged.mp4?token=***&x=1", access.target());
    assertEquals(200, access.status());
    assertEquals(MEDIA_BYTES, access.bodyBytes());
    assertEquals("probe", access.agent());
    assertTrue(access.complete());
    assertEquals(0, server.counters().value(HttpCounter.HANDLER_FAILED));
  }
}
