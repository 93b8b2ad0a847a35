package dev.fairlead.media.segment;

import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.testkit.Fmp4Reader;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A packager fed by hand, and all that it put into its windows, read back as a player would. */
final class PackagingRig implements AutoCloseable {
  static final long EPOCH_NS = 1_767_225_600_000_000_000L;

  final CounterSet<SegmentCounter> counters = new CounterSet<>(SegmentCounter.class);
  final List<Sample> fed = new ArrayList<>();
  final Map<String, List<Segment>> complete = new HashMap<>();
  final Packager packager;
  private final Map<String, ByteBuf> bytes = new HashMap<>();
  private final Map<String, int[]> partsTaken = new HashMap<>();
  private Consumer<PackagedBroadcast> onReady = made -> {};
  PackagedBroadcast packaged;
  boolean ended;

  PackagingRig(SegmentTargets targets) {
    this(targets, PlainMuxer::new);
  }

  PackagingRig(SegmentTargets targets, Supplier<? extends TransportMuxer> muxers) {
    packager =
        new Packager(
            new BroadcastKey("key"),
            "run",
            targets,
            counters,
            new PackagerListener() {
              @Override
              public void ready(PackagedBroadcast made) {
                packaged = made;
                onReady.accept(made);
                collect();
              }

              @Override
              public void ended() {
                ended = true;
              }
            },
            muxers);
  }

  /** Runs when there are windows to be found. */
  void whenReady(Consumer<PackagedBroadcast> action) {
    onReady = action;
  }

  void start(Track... tracks) {
    packager.started(Arrays.asList(tracks));
  }

  /** Feeds a sample that stays readable for comparison. */
  void feed(Track track, long dts, int cts, int flags, byte[] payload) {
    long wallNs = EPOCH_NS + dts * 1_000_000_000L / track.timescaleHz();
    feed(TestTracks.sample(track, dts, cts, flags, wallNs, payload));
  }

  void feed(Sample sample) {
    fed.add(sample);
    packager.sample(sample);
    collect();
  }

  void end() {
    packager.ended(EndReason.UNPUBLISHED);
    collect();
  }

  SegmentWindow window(String name) {
    return packaged.window(name);
  }

  /** Everything that ever stood in the window, in order, behind its headers. */
  Fmp4Reader read(String name) {
    return Fmp4Reader.read(bytes(name));
  }

  /** The same as one file. */
  byte[] bytes(String name) {
    ByteBuf all = bytes.get(name);
    byte[] copy = new byte[all.readableBytes()];
    all.getBytes(0, copy);
    return copy;
  }

  /** Takes what is new in all windows, as a viewer does who is always in time. */
  private void collect() {
    if (packaged == null) {
      return;
    }
    for (SegmentWindow window : packaged.windows()) {
      String name = window.name();
      int[] taken = partsTaken.computeIfAbsent(name, n -> new int[] {0, 0, -1});
      if (!bytes.containsKey(name)) {
        bytes.put(name, Unpooled.buffer());
        taken[0] = (int) window.state().firstSequence();
      }
      while (true) {
        Segment segment = window.segment(taken[0]);
        if (segment == null) {
          break;
        }
        if (segment.init() != null && segment.init().number() != taken[2]) {
          taken[2] = segment.init().number();
          bytes.get(name).writeBytes(segment.init().toByteArray());
        }
        while (taken[1] < segment.parts().size()) {
          Part part = segment.parts().get(taken[1]);
          boolean there =
              part.retainInto(
                  piece -> {
                    bytes.get(name).writeBytes(piece.duplicate());
                    piece.release();
                  });
          if (!there) {
            throw new AssertionError("a part in the window has lost its bytes");
          }
          taken[1]++;
        }
        if (!segment.complete()) {
          break;
        }
        complete.computeIfAbsent(name, n -> new ArrayList<>()).add(segment);
        taken[0]++;
        taken[1] = 0;
      }
    }
  }

  @Override
  public void close() {
    packager.release();
    for (Sample sample : fed) {
      sample.release();
      if (sample.refCnt() != 0) {
        throw new AssertionError(sample + " is still held: " + sample.refCnt());
      }
    }
  }
}
