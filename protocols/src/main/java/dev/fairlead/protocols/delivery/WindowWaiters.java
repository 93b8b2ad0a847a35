package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.SegmentWindow;
import io.netty.channel.EventLoop;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All requests that wait for one window, apart by event loop. Any thread: each loop is woken at
 * most once per change, however many wait there.
 */
final class WindowWaiters implements WindowCompanion {
  private final SegmentWindow window;
  private final CounterSet<DeliveryCounter> counters;
  private final CopyOnWriteArrayList<LoopWaiters> loops = new CopyOnWriteArrayList<>();

  WindowWaiters(SegmentWindow window, CounterSet<DeliveryCounter> counters) {
    this.window = window;
    this.counters = counters;
  }

  /** Those on {@code loop}. Call on {@code loop}. */
  @SuppressWarnings("ReferenceEquality") // A loop is known by identity.
  LoopWaiters on(EventLoop loop) {
    for (LoopWaiters waiters : loops) {
      if (waiters.loop() == loop) {
        return waiters;
      }
    }
    // Only this loop adds its own, so none is added twice.
    LoopWaiters waiters = new LoopWaiters(window, loop, counters);
    loops.add(waiters);
    return waiters;
  }

  @Override
  public void advanced(SegmentWindow changed) {
    for (LoopWaiters waiters : loops) {
      waiters.wake();
    }
  }

  @Override
  public void closed() {
    // Whoever waits sees a window without media and gives up.
    advanced(window);
  }
}
