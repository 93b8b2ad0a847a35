package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Peers that do not mean what they say, one per call. Any thread. */
final class SoakLies {
  private static final int TIMEOUT_MS = 15_000;
  private static final int GARBAGE_BYTES = 4_096;

  /** A message of 16 MiB less one byte on chunk stream 4, of which nothing follows. */
  private static final byte[] ENDLESS_MESSAGE = {
    4, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 9, 1, 0, 0, 0
  };

  private final NodeProcess node;

  SoakLies(NodeProcess node) {
    this.node = node;
  }

  private interface Lie {
    void tell(NodeProcess.Channel channel, Random random) throws IOException;
  }

  /** Tells one of them; what comes back does not matter. */
  void tell(NodeProcess.Channel channel, Random random) {
    List<Lie> lies =
        List.of(
            this::garbageToRtmp,
            this::garbageToHttp,
            this::wrongKey,
            this::unknownId,
            this::unknownPath,
            this::halfHandshake,
            this::halfRequest,
            this::endlessMessage,
            this::longHeader,
            this::head);
    try {
      lies.get(random.nextInt(lies.size())).tell(channel, random);
    } catch (IOException e) {
      // Most are refused, which is right.
    }
  }

  private void garbageToRtmp(NodeProcess.Channel channel, Random random) throws IOException {
    exchange(rtmp(channel), garbage(random));
  }

  private void garbageToHttp(NodeProcess.Channel channel, Random random) throws IOException {
    exchange(http(), garbage(random));
  }

  private void wrongKey(NodeProcess.Channel channel, Random random) throws IOException {
    String wrong = node.publishUrl(new NodeProcess.Channel("", "sk_" + random.nextLong()));
    try (RtmpClient client = new RtmpClient(RtmpUrl.parse(wrong))) {
      client.publish();
    }
  }

  private void unknownId(NodeProcess.Channel channel, Random random) throws IOException {
    String unknown = node.rtmpPlayUrl(new NodeProcess.Channel("x" + random.nextLong(), ""));
    try (RtmpClient client = new RtmpClient(RtmpUrl.parse(unknown))) {
      client.play();
    }
  }

  private void unknownPath(NodeProcess.Channel channel, Random random) throws IOException {
    SoakOutput output = SoakOutput.pick(random);
    request("GET", output.path(new NodeProcess.Channel("x" + random.nextLong(), "")), "");
  }

  private void halfHandshake(NodeProcess.Channel channel, Random random) throws IOException {
    byte[] half = new byte[1 + random.nextInt(RtmpText.HANDSHAKE_BYTES)];
    half[0] = 3;
    exchange(rtmp(channel), half);
  }

  private void halfRequest(NodeProcess.Channel channel, Random random) throws IOException {
    String whole = "GET /hls/" + channel.playbackId() + "/index.m3u8 HTTP/1.1\r\nHost: x\r\n";
    exchange(http(), ascii(whole.substring(0, 1 + random.nextInt(whole.length()))));
  }

  private void endlessMessage(NodeProcess.Channel channel, Random random) throws IOException {
    try (RtmpClient client = new RtmpClient(RtmpUrl.parse(node.publishUrl(channel)))) {
      client.raw(ENDLESS_MESSAGE);
      client.raw(garbage(random));
      client.in().transferTo(OutputStream.nullOutputStream());
    }
  }

  private void longHeader(NodeProcess.Channel channel, Random random) throws IOException {
    request("GET", "/", "X-Long: " + "x".repeat(64 << 10) + "\r\n");
  }

  private void head(NodeProcess.Channel channel, Random random) throws IOException {
    request("HEAD", SoakOutput.pick(random).path(channel), "");
  }

  private void request(String method, String path, String headers) throws IOException {
    String text = method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    exchange(http(), ascii(text + headers + "\r\n"));
  }

  private InetSocketAddress rtmp(NodeProcess.Channel channel) {
    RtmpUrl url = RtmpUrl.parse(node.publishUrl(channel));
    return new InetSocketAddress(url.host(), url.port());
  }

  private InetSocketAddress http() {
    URI url = node.http("/");
    return new InetSocketAddress(url.getHost(), url.getPort());
  }

  /** Sends, and reads until the server closes or the peer loses patience. */
  private static void exchange(InetSocketAddress to, byte[] bytes) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(to, TIMEOUT_MS);
      socket.getOutputStream().write(bytes);
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  private static byte[] garbage(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(GARBAGE_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
