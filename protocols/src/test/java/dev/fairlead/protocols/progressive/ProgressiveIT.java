package dev.fairlead.protocols.progressive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.protocols.egress.EgressCounter;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProgressiveIT {
  private static final int STOPPED_VIEWERS = 100;
  private static final int GROUP_PICTURES = 30;

  /** 20 kB a picture: 4.8 Mbit/s at 30 pictures a second. */
  private static final int PICTURE_BYTES = 20_000;

  /** Enough to fill every socket buffer and then the server's own queue many times over. */
  private static final int PICTURES = 1_500;

  private ProgressiveNode node;

  @BeforeEach
  void start() throws IOException {
    node = new ProgressiveNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void stoppedViewersNeitherSlowTheLastOneNorGrowMemory() throws Exception {
    node.publish(0, true, PICTURE_BYTES);
    List<Socket> stopped = new ArrayList<>();
    for (int i = 0; i < STOPPED_VIEWERS; i++) {
      stopped.add(request());
    }
    try (Socket reading = request()) {
      DataInputStream in = body(reading);
      long before = directBytes();
      long largest = 0;
      for (int number = 1; number < PICTURES; number++) {
        node.publish(number, number % GROUP_PICTURES == 0, PICTURE_BYTES);
        // Read in step: the server is never ahead of this viewer by more than a picture.
        assertEquals(number - 1, picture(in));
        largest = Math.max(largest, directBytes() - before);
      }

      // A queue of 512 KiB and a batch for each, if no two of them shared a byte; in truth they
      // all stopped near the same picture and hold the same buffers.
      assertTrue(largest < 64 << 20, "direct memory grew by " + largest);
      assertTrue(node.fanOut.counters().value(EgressCounter.VIEWER_LAGGED) >= STOPPED_VIEWERS);
    }
    for (Socket socket : stopped) {
      socket.close();
    }
  }

  @Test
  void slowViewerGetsWholeGroupsOfPictures() throws Exception {
    node.publish(0, true, PICTURE_BYTES);
    try (Socket slow = request();
        Socket reading = request()) {
      DataInputStream in = body(reading);
      for (int number = 1; number < PICTURES; number++) {
        node.publish(number, number % GROUP_PICTURES == 0, PICTURE_BYTES);
        assertEquals(number - 1, picture(in));
      }
      DataInputStream late = body(slow);
      int expected = 0;
      int skips = 0;
      node.end(EndReason.UNPUBLISHED);
      for (int number = pictureOrEnd(late); number >= 0; number = pictureOrEnd(late)) {
        if (number != expected) {
          skips++;
          assertEquals(0, number % GROUP_PICTURES, "goes on at " + number);
        }
        expected = number + 1;
      }
      assertTrue(expected > GROUP_PICTURES, "got " + expected);
      assertTrue(skips <= 1, "skips: " + skips);
    }
  }

  @Test
  void answerEndsWithTheBroadcastAndIsAccountedForToTheByte() throws Exception {
    node.publish(0, true, 1_000);
    long bytes;
    try (Socket socket = request()) {
      DataInputStream in = body(socket);
      assertEquals(0, picture(in));
      node.publish(1, false, 2_000);
      assertEquals(1, picture(in));
      node.end(EndReason.UNPUBLISHED);
      assertEquals(-1, in.read());
      bytes = ProgressiveNode.HEADER.length() + 4 + 4 + 1_000 + 4 + 4 + 2_000;
    }

    SessionEvent.Closed closed = node.awaitClosed();
    assertEquals("unpublished", closed.reason());
    assertEquals(bytes, closed.usage().bytesOut());
    assertEquals(33, closed.usage().mediaMillis());
  }

  @Test
  void sessionClosesWhenTheViewerLeaves() throws Exception {
    node.publish(0, true, 1_000);
    try (Socket socket = request()) {
      assertEquals(0, picture(body(socket)));
    }

    assertEquals("viewer_left", node.awaitClosed().reason());
    assertEquals(0, node.fanOut.counters().value(EgressCounter.VIEWERS_NOW));
  }

  @Test
  void headIsAnsweredWithoutABodyAndWithoutASession() throws Exception {
    node.publish(0, true, 1_000);
    HttpURLConnection head = open("/live/known.bin", "HEAD");

    assertEquals(200, head.getResponseCode());
    assertEquals("application/x-test", head.getContentType());
    assertEquals("no-store", head.getHeaderField("Cache-Control"));
    assertEquals("*", head.getHeaderField("Access-Control-Allow-Origin"));
    assertEquals(List.of(), node.events());
  }

  @Test
  void whatIsNotLiveIsNotFoundAndOpensNoSession() throws Exception {
    HttpURLConnection get = open("/live/idle.bin", "GET");

    assertEquals(404, get.getResponseCode());
    String problem = new String(get.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(problem.contains("not_live"), problem);
    assertEquals(List.of(), node.events());
  }

  @Test
  void whoMayNotWatchIsRefused() throws Exception {
    assertEquals(403, open("/live/secret.bin", "GET").getResponseCode());
    assertEquals(404, open("/live/nobody.bin", "GET").getResponseCode());
  }

  @Test
  void whoWaitsGetsTheBroadcastWhenItBegins() throws Exception {
    try (Socket socket = request("/live/later.bin?wait=20")) {
      Thread.sleep(300);
      node.publishAs("later");
      node.publish(7, true, 1_000);

      assertEquals(7, picture(body(socket)));
    }
  }

  private HttpURLConnection open(String path, String method) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) node.uri().resolve(path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(5_000);
    return connection;
  }

  private Socket request() throws IOException {
    return request("/live/known.bin");
  }

  private Socket request(String target) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 << 10);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
    socket.connect(new InetSocketAddress("127.0.0.1", node.uri().getPort()), 5_000);
    socket
        .getOutputStream()
        .write(
            ("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Reads the answer's head and the format's header. */
  private static DataInputStream body(Socket socket) throws IOException {
    DataInputStream in =
        new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    assertTrue(head.toString().startsWith("HTTP/1.1 200"), head.toString());
    byte[] header = new byte[ProgressiveNode.HEADER.length()];
    in.readFully(header);
    assertEquals(ProgressiveNode.HEADER, new String(header, StandardCharsets.US_ASCII));
    return in;
  }

  /** Reads one picture whole and tells its number. */
  private static int picture(DataInputStream in) throws IOException {
    int length = in.readInt();
    int number = in.readInt();
    in.readFully(new byte[length]);
    return number;
  }

  private static int pictureOrEnd(DataInputStream in) throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      return -1;
    }
    in.reset();
    return picture(in);
  }

  private static long directBytes() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }
}
