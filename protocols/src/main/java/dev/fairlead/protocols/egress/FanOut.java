package dev.fairlead.protocols.egress;

import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fan-out of one node: finds or makes the group a viewer belongs to. Any thread may hold it;
 * {@link #join} belongs to the viewer's loop, and so does everything about a group.
 */
public final class FanOut implements Egress {
  private final EgressConfig config;
  private final Function<BroadcastKey, @Nullable FlushWindow> windows;
  private final @Nullable Bridges bridges;
  private final CounterSet<EgressCounter> counters = new CounterSet<>(EgressCounter.class);

  /** Each entry is touched by the loop in its key only. */
  private final ConcurrentHashMap<GroupKey, Group> groups = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<EventLoop, LoopLoad> loads = new ConcurrentHashMap<>();

  /** One window for all broadcasts. */
  public FanOut(EgressConfig config) {
    this(config, key -> null);
  }

  /**
   * @param config holds for every group
   * @param windows the window of a broadcast that has one of its own, else null; asked when a group
   *     begins, on any event loop
   */
  public FanOut(EgressConfig config, Function<BroadcastKey, @Nullable FlushWindow> windows) {
    this(config, windows, null);
  }

  /**
   * @param config holds for every group
   * @param windows the window of a broadcast that has one of its own, else null; asked when a group
   *     begins, on any event loop
   * @param bridges make sound for players that do not know the publisher's, null for none
   */
  public FanOut(
      EgressConfig config,
      Function<BroadcastKey, @Nullable FlushWindow> windows,
      @Nullable Bridges bridges) {
    this.config = config;
    this.windows = windows;
    this.bridges = bridges;
  }

  /** What was counted. */
  public CounterSet<EgressCounter> counters() {
    return counters;
  }

  @Override
  public Place join(
      Broadcast broadcast,
      String format,
      Supplier<WireMuxer> muxer,
      EventLoop loop,
      EgressViewer viewer) {
    assert loop.inEventLoop() : "viewers join on their own loop";
    GroupKey key = new GroupKey(broadcast, format, loop);
    Group group = groups.get(key);
    if (group == null) {
      FlushWindow own = windows.apply(broadcast.key());
      group = new Group(this, key, muxer.get(), loop, own != null ? own : config.window());
      groups.put(key, group);
      group.begin(broadcast, bridges);
    }
    return group.join(viewer);
  }

  EgressConfig config() {
    return config;
  }

  LoopLoad load(EventLoop loop) {
    return loads.computeIfAbsent(loop, absent -> new LoopLoad(counters));
  }

  void remove(GroupKey key, Group group) {
    groups.remove(key, group);
  }

  /** Whose bytes are the same on one loop. */
  record GroupKey(Broadcast broadcast, String format, EventLoop loop) {}
}
