package dev.fairlead.media.broadcast;

import java.util.concurrent.Executor;

/**
 * One subscriber's place on a broadcast. {@link #cancel()} belongs to the subscriber's executor.
 */
public final class Subscription {
  private final Broadcast broadcast;
  private final Subscriber subscriber;
  private final Executor executor;

  // Reader side.
  private boolean cancelled;

  // Owner side. Both may come in either order when the owner changes in between.
  boolean joined;
  boolean left;

  Subscription(Broadcast broadcast, Subscriber subscriber, Executor executor) {
    this.broadcast = broadcast;
    this.subscriber = subscriber;
    this.executor = executor;
  }

  /**
   * Leaves. No call follows once this returns, save the one under way. Call it on the executor
   * named when subscribing; a second call does nothing.
   */
  public void cancel() {
    if (!cancelled) {
      cancelled = true;
      broadcast.leave(this);
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  Subscriber subscriber() {
    return subscriber;
  }

  Executor executor() {
    return executor;
  }
}
