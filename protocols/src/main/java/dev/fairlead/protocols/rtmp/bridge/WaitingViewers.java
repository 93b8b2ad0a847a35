package dev.fairlead.protocols.rtmp.bridge;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastListener;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.BroadcastKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Viewers who came before their broadcast. Any thread. Bounded by the server's connections: each
 * waits for one broadcast at most.
 */
public final class WaitingViewers implements BroadcastListener {
  private final ConcurrentHashMap<BroadcastKey, Set<Waiter>> waiters = new ConcurrentHashMap<>();

  /** One viewer. */
  interface Waiter {
    /** The broadcast began. Called on its owner; must not block. */
    void broadcastStarted(Broadcast broadcast);
  }

  void add(BroadcastKey key, Waiter waiter) {
    waiters.compute(
        key,
        (same, set) -> {
          Set<Waiter> with = set == null ? ConcurrentHashMap.newKeySet() : set;
          with.add(waiter);
          return with;
        });
  }

  void remove(BroadcastKey key, Waiter waiter) {
    waiters.computeIfPresent(
        key,
        (same, set) -> {
          set.remove(waiter);
          return set.isEmpty() ? null : set;
        });
  }

  @Override
  public void broadcastStarted(Broadcast broadcast) {
    Set<Waiter> set = waiters.remove(broadcast.key());
    if (set != null) {
      set.forEach(waiter -> waiter.broadcastStarted(broadcast));
    }
  }

  @Override
  public void broadcastEnded(Broadcast broadcast, EndReason reason) {
    // Who watches it is told by the egress.
  }
}
