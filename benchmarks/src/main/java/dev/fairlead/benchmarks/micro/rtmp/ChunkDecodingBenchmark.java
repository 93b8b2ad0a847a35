package dev.fairlead.benchmarks.micro.rtmp;

import dev.fairlead.benchmarks.load.RtmpText;
import dev.fairlead.benchmarks.micro.BenchmarkTracks;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.rtmp.core.CloseReason;
import dev.fairlead.protocols.rtmp.core.PlayCommand;
import dev.fairlead.protocols.rtmp.core.PublishCommand;
import dev.fairlead.protocols.rtmp.core.RtmpActions;
import dev.fairlead.protocols.rtmp.core.RtmpConnection;
import dev.fairlead.protocols.rtmp.core.RtmpCounter;
import dev.fairlead.protocols.rtmp.core.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost, and allocate, to gather one second of a publisher's chunks into messages? */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChunkDecodingBenchmark {
  private static final int PICTURES = 30;
  private static final int SOUNDS = 47;
  private static final int AUDIO = 8;
  private static final int VIDEO = 9;
  private static final int SET_CHUNK_SIZE = 1;

  /** Chunk length of the publisher: that of ffmpeg before it is told, of OBS, of ours. */
  @Param({"128", "4096", "65536"})
  public int chunkBytes;

  private final Publishing actions = new Publishing();
  private RtmpConnection connection;
  private ByteBuf second;

  /** Shakes hands and begins to publish. */
  @Setup(Level.Trial)
  public void publish() {
    connection =
        new RtmpConnection(
            PooledByteBufAllocator.DEFAULT,
            RtmpLimits.DEFAULT,
            new CounterSet<>(RtmpCounter.class),
            new Random(1),
            0);
    ByteBuf start = Unpooled.directBuffer();
    start.writeByte(3).writeZero(2 * RtmpText.HANDSHAKE_BYTES);
    ByteBuf size = Unpooled.buffer().writeInt(chunkBytes);
    RtmpText.message(start, 2, SET_CHUNK_SIZE, 0, 0, size, chunkBytes);
    ByteBuf connect = RtmpText.connect(Unpooled.buffer(), "live", "rtmp://localhost/live");
    RtmpText.message(start, 3, RtmpText.COMMAND, 0, 0, connect, chunkBytes);
    ByteBuf create = RtmpText.string(Unpooled.buffer(), "createStream");
    RtmpText.nothing(RtmpText.number(create, 2));
    RtmpText.message(start, 3, RtmpText.COMMAND, 0, 0, create, chunkBytes);
    ByteBuf publish = RtmpText.string(Unpooled.buffer(), "publish");
    RtmpText.string(RtmpText.nothing(RtmpText.number(publish, 3)), "key");
    RtmpText.message(start, 3, RtmpText.COMMAND, 1, 0, publish, chunkBytes);
    connection.receive(start, 0, actions);
    start.release();
    connection.acceptPublish(0, actions);
    second = Unpooled.directBuffer();
    for (int i = 0; i < PICTURES; i++) {
      write(VIDEO, 6, BenchmarkTracks.PICTURE_BYTES);
      for (int sound = i * SOUNDS / PICTURES; sound < (i + 1) * SOUNDS / PICTURES; sound++) {
        write(AUDIO, 4, BenchmarkTracks.SOUND_BYTES);
      }
    }
    if (receive() != PICTURES + SOUNDS) {
      throw new IllegalStateException("messages: " + actions.messages);
    }
  }

  private void write(int type, int chunkStream, int bytes) {
    ByteBuf body = Unpooled.buffer(bytes).writeZero(bytes);
    RtmpText.message(second, chunkStream, type, 1, 0, body, chunkBytes);
  }

  /** One second of 30 pictures and 47 frames of sound. */
  @Benchmark
  public int receive() {
    actions.messages = 0;
    connection.receive(second.readerIndex(0), 0, actions);
    return actions.messages;
  }

  /** Lets go of half messages. */
  @TearDown(Level.Trial)
  public void end() {
    connection.disconnected();
    second.release();
  }

  /** Counts media and throws it away. */
  private static final class Publishing implements RtmpActions {
    int messages;

    @Override
    public void send(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void publishRequested(PublishCommand command) {}

    @Override
    public void playRequested(PlayCommand command) {}

    @Override
    public void media(int typeId, int timestampMs, ByteBuf body) {
      messages++;
    }

    @Override
    public void unpublished() {}

    @Override
    public void playEnded() {}

    @Override
    public void paused(boolean paused) {}

    @Override
    public void received(boolean audio, boolean video) {}

    @Override
    public void close(CloseReason reason, String text) {
      throw new IllegalStateException(reason + ": " + text);
    }
  }
}
