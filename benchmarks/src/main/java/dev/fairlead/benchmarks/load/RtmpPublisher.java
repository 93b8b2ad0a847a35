package dev.fairlead.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes a clip over RTMP at its own pace, again and again, each picture stamped. One thread of
 * its own per publisher; {@link #close} from any.
 */
final class RtmpPublisher implements Runnable, AutoCloseable {
  private static final int CHUNK_BYTES = 65_536;
  private static final int SET_CHUNK_SIZE = 1;
  private static final int AUDIO_STREAM = 4;
  private static final int VIDEO_STREAM = 6;

  private final RtmpUrl url;
  private final FlvClip clip;
  private volatile boolean stopped;
  private volatile String failure = "";

  RtmpPublisher(RtmpUrl url, FlvClip clip) {
    this.url = url;
    this.clip = clip;
  }

  /** Begins on a thread of its own. */
  static RtmpPublisher start(String url, FlvClip clip) {
    RtmpPublisher publisher = new RtmpPublisher(RtmpUrl.parse(url), clip);
    Thread.ofPlatform().name("publisher").daemon().start(publisher);
    return publisher;
  }

  /** Complains when it ended early. */
  void requireRunning() throws IOException {
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
  }

  /** Why it ended early; empty while all is well. */
  String failure() {
    return failure;
  }

  @Override
  public void close() {
    stopped = true;
  }

  @Override
  public void run() {
    try (Socket socket = new Socket(url.host(), url.port())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      begin(new DataInputStream(socket.getInputStream()), out);
      Thread drain = Thread.ofVirtual().start(() -> drain(socket));
      publish(out);
      drain.interrupt();
    } catch (IOException e) {
      failure = e.toString();
    }
  }

  private void begin(DataInputStream in, OutputStream out) throws IOException {
    out.write(3);
    out.write(new byte[RtmpText.HANDSHAKE_BYTES]);
    in.readByte();
    byte[] serverHello = new byte[RtmpText.HANDSHAKE_BYTES];
    in.readFully(serverHello);
    out.write(serverHello);
    in.readFully(new byte[RtmpText.HANDSHAKE_BYTES]);
    ByteBuf commands = Unpooled.buffer();
    RtmpText.message(
        commands, 2, SET_CHUNK_SIZE, 0, 0, Unpooled.buffer().writeInt(CHUNK_BYTES), CHUNK_BYTES);
    command(commands, 0, RtmpText.connect(Unpooled.buffer(), url.app(), url.tcUrl()));
    ByteBuf create = RtmpText.string(Unpooled.buffer(), "createStream");
    command(commands, 0, RtmpText.nothing(RtmpText.number(create, 2)));
    // Servers number their message streams from 1.
    ByteBuf publish = RtmpText.string(Unpooled.buffer(), "publish");
    RtmpText.string(RtmpText.nothing(RtmpText.number(publish, 3)), url.name());
    command(commands, 1, RtmpText.string(publish, "live"));
    write(commands, out);
    awaitStart(in);
  }

  private static void command(ByteBuf out, int messageStream, ByteBuf body) {
    RtmpText.message(out, 3, RtmpText.COMMAND, messageStream, 0, body, CHUNK_BYTES);
  }

  /** Reads until the server says that publishing has begun. */
  private void awaitStart(InputStream in) throws IOException {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf("NetStream.Publish.Start") < 0) {
      int next = in.read();
      if (next < 0 || seen.length() > 10_000) {
        throw new IOException("publishing was refused: " + seen);
      }
      seen.append((char) next);
    }
  }

  private static void drain(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The socket is closed by the publishing side.
    }
  }

  private void publish(OutputStream out) throws IOException {
    long startNs = System.nanoTime();
    int number = 0;
    for (long round = 0; !stopped; round++) {
      for (FlvClip.Tag tag : clip.tags()) {
        if (stopped) {
          return;
        }
        if (round > 0 && tag.isHeader()) {
          continue;
        }
        long timestampMs = round * clip.durationMs() + tag.timestampMs();
        waitUntil(startNs + TimeUnit.MILLISECONDS.toNanos(timestampMs));
        byte[] body = tag.body();
        boolean video = tag.type() == FlvClip.VIDEO;
        if (video && !tag.isHeader()) {
          body = PictureStamp.stamped(body, number, System.nanoTime());
          number++;
        }
        ByteBuf message = Unpooled.buffer(body.length + 64);
        RtmpText.message(
            message,
            video ? VIDEO_STREAM : AUDIO_STREAM,
            tag.type(),
            1,
            timestampMs,
            Unpooled.wrappedBuffer(body),
            CHUNK_BYTES);
        write(message, out);
      }
    }
  }

  private static void waitUntil(long deadlineNs) {
    for (long leftNs = deadlineNs - System.nanoTime();
        leftNs > 0;
        leftNs = deadlineNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }

  private static void write(ByteBuf bytes, OutputStream out) throws IOException {
    bytes.readBytes(out, bytes.readableBytes());
    bytes.release();
  }
}
