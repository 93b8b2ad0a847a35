package dev.fairlead.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * One RTMP connection of a client that waits for each answer: handshake, connect, and then publish
 * or play (RTMP 1.0 §5.2, §7.2). Confined to one thread, save for {@link #drain}.
 */
final class RtmpClient implements AutoCloseable {
  private static final int TIMEOUT_MS = (int) TimeUnit.SECONDS.toMillis(30);
  private static final int CHUNK_BYTES = 65_536;
  private static final int SET_CHUNK_SIZE = 1;
  private static final int AUDIO_STREAM = 4;
  private static final int VIDEO_STREAM = 6;

  /** An answer that has not come by then will not. */
  private static final int MAX_ANSWER_BYTES = 10_000;

  private final RtmpUrl url;
  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final OutputStream out;

  /** Connects, as far as the handshake. */
  RtmpClient(RtmpUrl url) throws IOException {
    this.url = url;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MS);
    socket.connect(new InetSocketAddress(url.host(), url.port()), TIMEOUT_MS);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    handshake();
  }

  private void handshake() throws IOException {
    out.write(3);
    out.write(new byte[RtmpText.HANDSHAKE_BYTES]);
    in.readByte();
    byte[] serverHello = new byte[RtmpText.HANDSHAKE_BYTES];
    in.readFully(serverHello);
    out.write(serverHello);
    in.readFully(new byte[RtmpText.HANDSHAKE_BYTES]);
  }

  /** Connects to the application and publishes under the name, or fails with what was said. */
  void publish() throws IOException {
    ByteBuf publish = RtmpText.string(Unpooled.buffer(), "publish");
    RtmpText.string(RtmpText.nothing(RtmpText.number(publish, 3)), url.name());
    begin(RtmpText.string(publish, "live"));
    await("NetStream.Publish.Start");
  }

  /** Connects to the application and plays the name, or fails with what was said. */
  void play() throws IOException {
    ByteBuf play = RtmpText.string(Unpooled.buffer(), "play");
    begin(RtmpText.string(RtmpText.nothing(RtmpText.number(play, 3)), url.name()));
    await("NetStream.Play.Start");
  }

  private void begin(ByteBuf last) throws IOException {
    ByteBuf commands = Unpooled.buffer();
    RtmpText.message(
        commands, 2, SET_CHUNK_SIZE, 0, 0, Unpooled.buffer().writeInt(CHUNK_BYTES), CHUNK_BYTES);
    command(commands, 0, RtmpText.connect(Unpooled.buffer(), url.app(), url.tcUrl()));
    ByteBuf create = RtmpText.string(Unpooled.buffer(), "createStream");
    command(commands, 0, RtmpText.nothing(RtmpText.number(create, 2)));
    // Servers number their message streams from 1.
    command(commands, 1, last);
    write(commands);
  }

  private static void command(ByteBuf out, int messageStream, ByteBuf body) {
    RtmpText.message(out, 3, RtmpText.COMMAND, messageStream, 0, body, CHUNK_BYTES);
  }

  /** Reads until the server says so. */
  private void await(String status) throws IOException {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(status) < 0) {
      int next = in.read();
      if (next < 0 || seen.length() > MAX_ANSWER_BYTES || seen.indexOf("error") >= 0) {
        throw new IOException("refused: " + seen);
      }
      seen.append((char) next);
    }
  }

  /** Sends one tag. */
  void tag(int type, long timestampMs, byte[] body) throws IOException {
    ByteBuf message = Unpooled.buffer(body.length + 64);
    RtmpText.message(
        message,
        type == FlvClip.VIDEO ? VIDEO_STREAM : AUDIO_STREAM,
        type,
        1,
        timestampMs,
        Unpooled.wrappedBuffer(body),
        CHUNK_BYTES);
    write(message);
  }

  /** Sends bytes as they are. */
  void raw(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Says that publishing is over. */
  void unpublish() throws IOException {
    ByteBuf commands = Unpooled.buffer();
    ByteBuf release = RtmpText.string(Unpooled.buffer(), "FCUnpublish");
    RtmpText.string(RtmpText.nothing(RtmpText.number(release, 4)), url.name());
    command(commands, 0, release);
    ByteBuf delete = RtmpText.string(Unpooled.buffer(), "deleteStream");
    command(commands, 0, RtmpText.number(RtmpText.nothing(RtmpText.number(delete, 5)), 1));
    write(commands);
  }

  /** What the server sends. */
  InputStream in() {
    return in;
  }

  /** Throws away what the server sends, until the connection ends; for a thread of its own. */
  void drain() {
    try {
      socket.setSoTimeout(0);
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Closed by the other thread.
    }
  }

  /** Makes {@link #close} a reset. */
  void breakOff() throws IOException {
    socket.setSoLinger(true, 0);
  }

  private void write(ByteBuf bytes) throws IOException {
    bytes.readBytes(out, bytes.readableBytes());
    bytes.release();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
