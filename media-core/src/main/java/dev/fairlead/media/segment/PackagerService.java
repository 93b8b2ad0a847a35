package dev.fairlead.media.segment;

import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastListener;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Packages every broadcast from its beginning, and keeps what it made for a while after its end.
 * Any thread. Add it to the registry's listeners before the first broadcast.
 *
 * <p>A new run takes the place of the old one under the same key once there is something to play;
 * until then viewers still find the end of the old one.
 */
public final class PackagerService implements BroadcastListener, PackagedBroadcasts {
  /** Viewers that are behind, or that reload once more, still find the end. */
  public static final long DEFAULT_LINGER_NS = 60_000_000_000L;

  private static final int RUN_ID_CHARS = 16;

  private final SegmentTargets targets;
  private final long lingerNs;
  private final Function<? super Broadcast, ? extends Executor> executors;
  private final @Nullable Supplier<? extends TransportMuxer> muxers;
  private final @Nullable Bridges bridges;
  private final CounterSet<SegmentCounter> counters = new CounterSet<>(SegmentCounter.class);
  private final ConcurrentHashMap<BroadcastKey, Run> runs = new ConcurrentHashMap<>();

  /**
   * With the MPEG-TS variant for who asks for it.
   *
   * @param targets lengths that hold for every broadcast
   * @param lingerNs how long an ended broadcast stays available
   * @param executors names the event loop that packages a broadcast
   */
  public PackagerService(
      SegmentTargets targets,
      long lingerNs,
      Function<? super Broadcast, ? extends Executor> executors) {
    this(targets, lingerNs, executors, MpegTsMultiplex::new, null);
  }

  /**
   * With the MPEG-TS variant for who asks for it, in sound that old devices know.
   *
   * @param targets lengths that hold for every broadcast
   * @param lingerNs how long an ended broadcast stays available
   * @param executors names the event loop that packages a broadcast
   * @param bridges make the sound
   */
  public PackagerService(
      SegmentTargets targets,
      long lingerNs,
      Function<? super Broadcast, ? extends Executor> executors,
      Bridges bridges) {
    this(targets, lingerNs, executors, MpegTsMultiplex::new, bridges);
  }

  /**
   * @param targets lengths that hold for every broadcast
   * @param lingerNs how long an ended broadcast stays available
   * @param executors names the event loop that packages a broadcast
   * @param muxers make the MPEG-TS variant, null for none
   * @param bridges make sound that old devices know, null to leave it as it is
   */
  public PackagerService(
      SegmentTargets targets,
      long lingerNs,
      Function<? super Broadcast, ? extends Executor> executors,
      @Nullable Supplier<? extends TransportMuxer> muxers,
      @Nullable Bridges bridges) {
    this.muxers = muxers;
    this.bridges = bridges;
    this.targets = targets;
    this.lingerNs = lingerNs;
    this.executors = executors;
  }

  /** What packaging counted. */
  public CounterSet<SegmentCounter> counters() {
    return counters;
  }

  @Override
  public @Nullable PackagedBroadcast find(BroadcastKey key) {
    Run run = runs.get(key);
    return run == null ? null : run.packaged;
  }

  @Override
  public void broadcastStarted(Broadcast broadcast) {
    Run run = new Run(broadcast.key(), executors.apply(broadcast));
    String runId = broadcast.id().replace("-", "").substring(0, RUN_ID_CHARS);
    TransportSound sound = new TransportSound(broadcast, bridges);
    Packager packager =
        new Packager(
            broadcast.key(),
            runId,
            targets,
            counters,
            run,
            muxers,
            sound,
            ByteBufAllocator.DEFAULT);
    run.packager = packager;
    broadcast.subscribe(packager, run.executor);
  }

  @Override
  public void broadcastEnded(Broadcast broadcast, EndReason reason) {
    // The packager hears of it as a subscriber, after its last sample.
  }

  /**
   * Lets go of broadcasts that ended long enough ago. Call about once a second.
   *
   * @param nowNs monotonic time
   */
  public void advance(long nowNs) {
    for (Run run : runs.values()) {
      if (run.isExpired(nowNs)) {
        runs.remove(run.key, run);
        run.release();
      }
    }
  }

  /** Lets go of everything, ended or not; broadcasts that still run are not found any more. */
  public void close() {
    for (Run run : runs.values()) {
      runs.remove(run.key, run);
      run.release();
    }
  }

  /** One packager and what it made. */
  private final class Run implements PackagerListener {
    private final BroadcastKey key;
    private final Executor executor;
    private @Nullable Packager packager;
    private volatile @Nullable PackagedBroadcast packaged;
    private volatile boolean ended;

    // Confined to the caller of advance().
    private boolean lingering;
    private long deadlineNs;

    Run(BroadcastKey key, Executor executor) {
      this.key = key;
      this.executor = executor;
    }

    @Override
    public void ready(PackagedBroadcast made) {
      packaged = made;
      Run old = runs.put(key, this);
      if (old != null) {
        old.release();
      }
    }

    @Override
    public void ended() {
      ended = true;
      if (packaged == null) {
        release();
      }
    }

    boolean isExpired(long nowNs) {
      if (!ended) {
        return false;
      }
      if (!lingering) {
        lingering = true;
        deadlineNs = nowNs + lingerNs;
      }
      return deadlineNs - nowNs <= 0;
    }

    void release() {
      Packager made = packager;
      if (made != null) {
        executor.execute(made::release);
      }
    }
  }
}
