package dev.fairlead.media.bridge;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastListener;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.Codec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All bridges of a node: at most one for each broadcast and coding, shared by all who need it. Any
 * thread. Add it to the registry's listeners before the first broadcast.
 *
 * <p>A bridge begins with the first {@link #require} and ends when it was needed by nobody for the
 * lingering time, so that a viewer who reloads finds it still at work.
 */
public final class Bridges implements BroadcastListener, AutoCloseable {
  /** Viewers come back within seconds; a bridge costs a hundredth of a processor or two. */
  public static final long DEFAULT_LINGER_NS = 10_000_000_000L;

  /**
   * Bridges at work at once: more than a machine has processor time for, so this bounds memory;
   * what there is no time for is left out by each bridge.
   */
  public static final int MAX_BRIDGES = 1_024;

  private final AudioCodecs codecs;
  private final long lingerNs;
  private final Function<? super Broadcast, ? extends Executor> feeds;
  private final Function<? super Broadcast, ? extends Executor> workers;
  private final CounterSet<BridgeCounter> counters = new CounterSet<>(BridgeCounter.class);
  private final ConcurrentHashMap<Key, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closed;

  private record Key(Broadcast broadcast, Codec codec) {}

  /**
   * @param codecs decode and encode
   * @param lingerNs how long a bridge goes on when nobody needs it
   * @param feeds names the event loop on which a broadcast is read
   * @param workers names the executor on which its sound is decoded and encoded: one thread, which
   *     is not an event loop's
   */
  public Bridges(
      AudioCodecs codecs,
      long lingerNs,
      Function<? super Broadcast, ? extends Executor> feeds,
      Function<? super Broadcast, ? extends Executor> workers) {
    this.codecs = codecs;
    this.lingerNs = lingerNs;
    this.feeds = feeds;
    this.workers = workers;
  }

  /** What bridging counted. */
  public CounterSet<BridgeCounter> counters() {
    return counters;
  }

  /**
   * Sees to it that {@code broadcast} has sound of this coding for as long as the lease is open:
   * the publisher's own where it has, else a derived track of its first sound track.
   *
   * @param broadcast what somebody watches
   * @param codec what they can play: {@link Codec#OPUS} or {@link Codec#AAC}
   * @return the need, to be closed when it is over
   */
  public BridgeLease require(Broadcast broadcast, Codec codec) {
    Key key = new Key(broadcast, codec);
    Entry entry = entries.compute(key, (same, known) -> lease(same, known));
    if (entry == null) {
      counters.increment(BridgeCounter.BRIDGES_REFUSED);
      return new Refused(closed ? BridgeState.ENDED : BridgeState.UNAVAILABLE);
    }
    if (entry.begun.compareAndSet(false, true)) {
      entry.run.begin();
    }
    // It may have ended between the question and the entry.
    if (broadcast.state() == Broadcast.State.ENDED) {
      forget(key);
    }
    return new Lease(key, entry);
  }

  private @Nullable Entry lease(Key key, @Nullable Entry known) {
    Entry entry = known;
    if (entry == null) {
      if (closed || running.get() >= MAX_BRIDGES) {
        return null;
      }
      running.incrementAndGet();
      counters.increment(BridgeCounter.BRIDGES_NOW);
      entry =
          new Entry(
              new BridgeRun(
                  key.broadcast(),
                  key.codec(),
                  codecs,
                  feeds.apply(key.broadcast()),
                  workers.apply(key.broadcast()),
                  counters));
    }
    entry.leases++;
    entry.idle = false;
    return entry;
  }

  private void giveBack(Key key, Entry entry) {
    entries.computeIfPresent(
        key,
        (same, known) -> {
          if (known == entry) {
            known.leases--;
          }
          return known;
        });
  }

  /**
   * Ends bridges that nobody needed for long enough. Call about once a second.
   *
   * @param nowNs monotonic time
   */
  public void advance(long nowNs) {
    for (Key key : entries.keySet()) {
      entries.computeIfPresent(
          key, (same, entry) -> entry.isExpired(nowNs, lingerNs) ? stopped(entry) : entry);
    }
  }

  @Override
  public void broadcastStarted(Broadcast broadcast) {
    // Nobody needs anything yet.
  }

  @Override
  public void broadcastEnded(Broadcast broadcast, EndReason reason) {
    for (Key key : entries.keySet()) {
      if (key.broadcast() == broadcast) {
        forget(key);
      }
    }
  }

  private void forget(Key key) {
    entries.computeIfPresent(key, (same, entry) -> stopped(entry));
  }

  private @Nullable Entry stopped(Entry entry) {
    entry.run.stop();
    running.decrementAndGet();
    counters.add(BridgeCounter.BRIDGES_NOW, -1);
    return null;
  }

  /** Ends all; nobody gets a bridge any more. */
  @Override
  public void close() {
    closed = true;
    entries.keySet().forEach(this::forget);
  }

  /** One bridge and who needs it. Fields are guarded by the map's entry. */
  private static final class Entry {
    final BridgeRun run;
    final AtomicBoolean begun = new AtomicBoolean();
    int leases;
    boolean idle;
    long idleUntilNs;

    Entry(BridgeRun run) {
      this.run = run;
    }

    boolean isExpired(long nowNs, long lingerNs) {
      if (leases > 0) {
        return false;
      }
      if (!idle) {
        idle = true;
        idleUntilNs = nowNs + lingerNs;
      }
      return idleUntilNs - nowNs <= 0;
    }
  }

  private final class Lease implements BridgeLease {
    private final Key key;
    private final Entry entry;
    private final AtomicBoolean over = new AtomicBoolean();

    Lease(Key key, Entry entry) {
      this.key = key;
      this.entry = entry;
    }

    @Override
    public BridgeState state() {
      return over.get() ? BridgeState.ENDED : entry.run.state();
    }

    @Override
    public CompletionStage<BridgeState> settled() {
      return entry.run.settled();
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        giveBack(key, entry);
      }
    }
  }

  private record Refused(BridgeState state) implements BridgeLease {
    @Override
    public CompletionStage<BridgeState> settled() {
      return CompletableFuture.completedStage(state);
    }

    @Override
    public void close() {
      // There is nothing to give back.
    }
  }
}
