package dev.fairlead.benchmarks.micro.fmp4;

import dev.fairlead.benchmarks.micro.BenchmarkTracks;
import dev.fairlead.media.container.fmp4.Mp4FragmentMuxer;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does one fragment of one picture and two frames of sound cost, and allocate? */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Mp4FragmentMuxerBenchmark {
  private final Mp4FragmentMuxer muxer = new Mp4FragmentMuxer();
  private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 16);
  private final Track video = new Track(1, 0, BenchmarkTracks.video(), "");
  private final Track audio = new Track(2, 0, BenchmarkTracks.audio(), "");
  private ByteBuf picturePayload;
  private ByteBuf soundPayload;
  private long ms;

  /** Writes the header once. */
  @Setup(Level.Trial)
  public void begin() {
    picturePayload = BenchmarkTracks.payload(BenchmarkTracks.PICTURE_BYTES);
    soundPayload = BenchmarkTracks.payload(BenchmarkTracks.SOUND_BYTES);
    boolean first = muxer.tracks(List.of(video, audio));
    if (!first) {
      throw new IllegalStateException("the first file needs no other before it");
    }
    muxer.writeHeader(out);
  }

  /** One fragment. */
  @Benchmark
  public int fragment() {
    out.clear();
    ms += 33;
    muxer.writeSample(new Sample(audio, ms - 20, 0, 1, 0, soundPayload), out);
    muxer.writeSample(new Sample(audio, ms - 1, 0, 1, 0, soundPayload), out);
    muxer.writeSample(new Sample(video, ms, 0, 0, 0, picturePayload), out);
    muxer.writePending(out);
    return out.readableBytes();
  }

  /** Lets go of the buffers. */
  @TearDown(Level.Trial)
  public void end() {
    muxer.close();
    picturePayload.release();
    soundPayload.release();
    out.release();
  }
}
