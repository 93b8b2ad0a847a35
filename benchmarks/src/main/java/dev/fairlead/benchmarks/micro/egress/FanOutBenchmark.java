package dev.fairlead.benchmarks.micro.egress;

import dev.fairlead.benchmarks.micro.BenchmarkTracks;
import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.egress.EgressConfig;
import dev.fairlead.protocols.egress.EgressViewer;
import dev.fairlead.protocols.egress.FanOut;
import dev.fairlead.protocols.egress.FlushWindow;
import dev.fairlead.protocols.progressive.ProgressiveFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
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

/**
 * What does it cost, and allocate, to carry one picture from the publisher to N connections,
 * without the sockets?
 */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Djmh.executor=CUSTOM",
      "-Djmh.executor.class=dev.fairlead.benchmarks.micro.LoopThreads"
    })
public class FanOutBenchmark {
  private static final int GROUP_PICTURES = 60;

  /** Viewers on one event loop. */
  @Param({"1", "500", "2000"})
  public int viewers;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  private Publisher publisher;
  private Track video;
  private long number;

  /** Connects the viewers. */
  @Setup(Level.Trial)
  public void connect() {
    registry.claim(
        new BroadcastKey("benchmark"),
        new TenantId("tenant"),
        new PublisherClaim(channel.eventLoop(), new Granted(), false));
    channel.runPendingTasks();
    video = publisher.addTrack(BenchmarkTracks.video(), "");
    FanOut fanOut = new FanOut(EgressConfig.DEFAULT.withWindow(FlushWindow.PER_FRAME));
    ProgressiveFormat flv = ProgressiveFormat.FLV;
    for (int i = 0; i < viewers; i++) {
      fanOut.join(
          publisher.broadcast(),
          "flv",
          () -> flv.muxer().apply(SoundProfile.ORIGINAL),
          channel.eventLoop(),
          new Discarding());
    }
    channel.runPendingTasks();
  }

  /** One picture to all of them. */
  @Benchmark
  public void picture() {
    boolean key = number % GROUP_PICTURES == 0;
    publisher.publish(
        video,
        number * 33,
        0,
        key ? Sample.RANDOM_ACCESS : 0,
        0,
        BenchmarkTracks.payload(BenchmarkTracks.PICTURE_BYTES));
    publisher.flush();
    number++;
    channel.runPendingTasks();
  }

  /** Ends the broadcast. */
  @TearDown(Level.Trial)
  public void end() {
    publisher.end(EndReason.UNPUBLISHED);
    channel.runPendingTasks();
  }

  private final class Granted implements PublisherListener {
    @Override
    public void granted(Publisher granted, boolean resumed) {
      publisher = granted;
    }

    @Override
    public void refused() {
      throw new IllegalStateException("nobody else publishes");
    }

    @Override
    public void evicted(Eviction reason) {}
  }

  /** A connection that takes everything at once. */
  private static final class Discarding implements EgressViewer {
    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void write(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void ended(EndReason reason) {}
  }
}
