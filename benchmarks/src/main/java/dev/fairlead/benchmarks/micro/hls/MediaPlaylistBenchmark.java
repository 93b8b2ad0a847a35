package dev.fairlead.benchmarks.micro.hls;

import dev.fairlead.benchmarks.micro.BenchmarkTracks;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.Packager;
import dev.fairlead.media.segment.PackagerListener;
import dev.fairlead.media.segment.SegmentCounter;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.hls.MediaPlaylist;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost, and allocate, to render the playlist of a full window of 60 s once? */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MediaPlaylistBenchmark {
  private static final int SECONDS = 70;
  private static final int PICTURES_PER_SECOND = 25;
  private static final int PICTURE_MS = 40;
  private static final int GROUP_PICTURES = 50;

  /** Whether old segments are left out. */
  @Param({"false", "true"})
  public boolean delta;

  private final Ready ready = new Ready();
  private final Packager packager =
      new Packager(
          new BroadcastKey("benchmark"),
          "run",
          SegmentTargets.DEFAULT,
          new CounterSet<>(SegmentCounter.class),
          ready,
          null);
  private SegmentWindow window;
  private MediaPlaylist playlist;

  /** Fills the window. */
  @Setup(Level.Trial)
  public void fill() {
    Track video = new Track(1, 0, BenchmarkTracks.video(), "");
    packager.started(List.of(video));
    for (int i = 0; i < SECONDS * PICTURES_PER_SECOND; i++) {
      boolean key = i % GROUP_PICTURES == 0;
      Sample sample = BenchmarkTracks.sample(video, (long) i * PICTURE_MS, key, 1_000);
      packager.sample(sample);
      sample.release();
    }
    window = ready.broadcast.windows().getFirst();
    playlist = new MediaPlaylist(ready.broadcast, window, true);
  }

  /** One rendering, which all viewers share. */
  @Benchmark
  public int render() {
    CharSequence text = playlist.render(window.state(), delta);
    return text == null ? 0 : text.length();
  }

  /** Lets go of the media. */
  @TearDown(Level.Trial)
  public void end() {
    packager.ended(EndReason.UNPUBLISHED);
    packager.release();
  }

  private static final class Ready implements PackagerListener {
    PackagedBroadcast broadcast;

    @Override
    public void ready(PackagedBroadcast packaged) {
      broadcast = packaged;
    }

    @Override
    public void ended() {}
  }
}
