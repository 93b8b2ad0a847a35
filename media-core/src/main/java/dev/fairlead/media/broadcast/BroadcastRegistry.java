package dev.fairlead.media.broadcast;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** All broadcasts that are not over, by key. Any thread. */
public final class BroadcastRegistry {
  private final BroadcastLimits limits;
  private final CounterSet<BroadcastCounter> counters = new CounterSet<>(BroadcastCounter.class);
  private final ConcurrentHashMap<BroadcastKey, Broadcast> broadcasts = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<BroadcastListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param limits hold for every broadcast
   */
  public BroadcastRegistry(BroadcastLimits limits) {
    this.limits = limits;
  }

  /** What the bus counted. */
  public CounterSet<BroadcastCounter> counters() {
    return counters;
  }

  /** Adds a listener for all broadcasts that begin from now on. */
  public void addListener(BroadcastListener listener) {
    listeners.add(listener);
  }

  /** The broadcast under {@code key}, or null when there is none. */
  public @Nullable Broadcast find(BroadcastKey key) {
    return broadcasts.get(key);
  }

  /** All broadcasts, at some moment during the call. */
  public Collection<Broadcast> all() {
    return List.copyOf(broadcasts.values());
  }

  /**
   * Begins, resumes or takes over the broadcast under {@code key}. The outcome comes to the claim's
   * listener, on the claim's executor, never within this call.
   */
  public void claim(BroadcastKey key, TenantId tenant, PublisherClaim claim) {
    Broadcast broadcast =
        broadcasts.computeIfAbsent(
            key, absent -> new Broadcast(this, absent, tenant, limits, counters, claim.executor()));
    broadcast.execute(() -> broadcast.claim(claim));
  }

  /**
   * Ends broadcasts whose publisher did not return in time. Call about once a second.
   *
   * @param nowNs monotonic time
   */
  public void advance(long nowNs) {
    for (Broadcast broadcast : broadcasts.values()) {
      broadcast.advance(nowNs);
    }
  }

  void announceStarted(Broadcast broadcast) {
    for (BroadcastListener listener : listeners) {
      listener.broadcastStarted(broadcast);
    }
  }

  void announceEnded(Broadcast broadcast, EndReason reason) {
    broadcasts.remove(broadcast.key(), broadcast);
    for (BroadcastListener listener : listeners) {
      listener.broadcastEnded(broadcast, reason);
    }
  }
}
