package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The requests on one event loop that wait for one window. Confined to that loop, except {@link
 * #wake()}, which the window's writer calls: any number of changes makes the loop look once.
 */
public final class LoopWaiters implements Runnable {
  /**
   * Most requests that may wait. One player waits with at most two per window, so this is more
   * viewers of one broadcast than one loop can send video to.
   */
  public static final int MAX_PARKED = 16_384;

  /** How exact time-outs are: they are seconds long, and one timer serves all. */
  private static final long SWEEP_NS = 250_000_000;

  private final SegmentWindow window;
  private final EventLoop loop;
  private final CounterSet<DeliveryCounter> counters;
  private final ArrayList<Waiter> parked = new ArrayList<>();
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Written by the loop, read by the writer: spares it waking loops on which nobody waits. */
  private volatile boolean occupied;

  private boolean sweeping;

  LoopWaiters(SegmentWindow window, EventLoop loop, CounterSet<DeliveryCounter> counters) {
    this.window = window;
    this.loop = loop;
    this.counters = counters;
  }

  /** The loop served. */
  EventLoop loop() {
    return loop;
  }

  /** Requests that wait. */
  public int size() {
    return parked.size();
  }

  /**
   * Parks a request, or resumes it at once when what it waits for came meanwhile.
   *
   * @param waiter not parked
   * @param timeoutNs how long it waits at most
   * @return false when too many wait: the caller answers
   */
  public boolean park(Waiter waiter, long timeoutNs) {
    assert loop.inEventLoop() && waiter.place == Waiter.NOT_PARKED : "parked on its loop, once";
    if (parked.size() >= MAX_PARKED) {
      counters.increment(DeliveryCounter.PARKING_FULL);
      return false;
    }
    waiter.place = parked.size();
    waiter.deadlineNs = loop.ticker().nanoTime() + timeoutNs;
    parked.add(waiter);
    counters.increment(DeliveryCounter.PARKED);
    occupied = true;
    // Looked at once more after the writer can see that somebody waits, so that no change is lost.
    if (waiter.isReady(window.state())) {
      leave(waiter);
      resume(waiter);
    } else {
      sweepLater();
    }
    return true;
  }

  /** Forgets a request whose client is gone; a request that is not parked is ignored. */
  public void leave(Waiter waiter) {
    int place = waiter.place;
    if (place == Waiter.NOT_PARKED) {
      return;
    }
    waiter.place = Waiter.NOT_PARKED;
    Waiter last = parked.removeLast();
    if (!last.equals(waiter)) {
      parked.set(place, last);
      last.place = place;
    }
    counters.add(DeliveryCounter.PARKED, -1);
    occupied = !parked.isEmpty();
  }

  /** Makes the loop look, at most once for all changes since it last looked. Any thread. */
  void wake() {
    if (occupied && woken.compareAndSet(false, true)) {
      loop.execute(this);
    }
  }

  /** Resumes what has what it waits for. */
  @Override
  public void run() {
    // Cleared first: a change from here on wakes again, so nothing is missed.
    woken.set(false);
    WindowState state = window.state();
    // Downwards: leaving moves the last one into the gap, which was looked at by then.
    for (int i = parked.size() - 1; i >= 0; i--) {
      if (i < parked.size() && parked.get(i).isReady(state)) {
        Waiter waiter = parked.get(i);
        leave(waiter);
        resume(waiter);
      }
    }
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      var _ = loop.schedule(this::sweep, SWEEP_NS, TimeUnit.NANOSECONDS);
    }
  }

  private void sweep() {
    sweeping = false;
    long nowNs = loop.ticker().nanoTime();
    for (int i = parked.size() - 1; i >= 0; i--) {
      if (i < parked.size() && parked.get(i).deadlineNs - nowNs <= 0) {
        Waiter waiter = parked.get(i);
        leave(waiter);
        waiter.timedOut();
      }
    }
    if (!parked.isEmpty()) {
      sweepLater();
    }
  }

  private void resume(Waiter waiter) {
    try {
      waiter.resume();
    } catch (RuntimeException e) {
      // One request's failure is not its neighbours': this one is given up as if too late.
      counters.increment(DeliveryCounter.WAITER_FAILED);
      waiter.timedOut();
    }
  }
}
