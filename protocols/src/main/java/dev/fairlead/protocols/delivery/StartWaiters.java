package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.protocols.http.HttpExchange;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Requests that came before the first segment of their broadcast was complete. Confined to the
 * exchange's loop, call by call.
 *
 * <p>There may be no window yet to listen to, so each loop looks again on a timer while somebody
 * waits.
 */
final class StartWaiters {
  /**
   * Most requests that may wait on one loop; the audience of a large event that opens its doors.
   */
  static final int MAX_WAITING = 16_384;

  /** How often a loop looks: short beside the group of pictures that is waited for. */
  private static final long LOOK_MS = 25;

  /** What a group of pictures may take to come, beyond the longest segment. */
  private static final long SLACK_MS = 5_000;

  /** Longest wait: below the 30 s after which servers and proxies give up on their own. */
  private static final long MAX_WAIT_MS = 25_000;

  private final CounterSet<DeliveryCounter> counters;
  private final ConcurrentHashMap<EventLoop, Line> lines = new ConcurrentHashMap<>();

  StartWaiters(CounterSet<DeliveryCounter> counters) {
    this.counters = counters;
  }

  void await(
      HttpExchange exchange, PackagedBroadcast broadcast, StartCondition start, Runnable then) {
    if (start.isMet(broadcast)) {
      then.run();
      return;
    }
    if (StartCondition.isOver(broadcast)) {
      counters.increment(DeliveryCounter.NOT_LIVE);
      Delivery.respondNotLive(exchange);
      return;
    }
    lines.computeIfAbsent(exchange.loop(), Line::new).add(exchange, broadcast, start, then);
  }

  /** Requests that wait on {@code loop}. Call on it. */
  int waiting(EventLoop loop) {
    Line line = lines.get(loop);
    return line == null ? 0 : line.waiting.size();
  }

  private record Waiting(
      HttpExchange exchange,
      PackagedBroadcast broadcast,
      StartCondition start,
      Runnable then,
      long deadlineNs) {}

  /** Those of one loop, confined to it. */
  private final class Line {
    private final EventLoop loop;
    private ArrayList<Waiting> waiting = new ArrayList<>();
    private boolean looking;

    private Line(EventLoop loop) {
      this.loop = loop;
    }

    private void add(
        HttpExchange exchange, PackagedBroadcast broadcast, StartCondition start, Runnable then) {
      if (waiting.size() >= MAX_WAITING) {
        counters.increment(DeliveryCounter.PARKING_FULL);
        respondStarting(exchange);
        return;
      }
      counters.increment(DeliveryCounter.START_AWAITED);
      long waitMs = Math.min(broadcast.targets().segmentMaxMs() + SLACK_MS, MAX_WAIT_MS);
      long deadlineNs = loop.ticker().nanoTime() + waitMs * 1_000_000;
      waiting.add(new Waiting(exchange, broadcast, start, then, deadlineNs));
      lookLater();
    }

    private void lookLater() {
      if (!looking) {
        looking = true;
        var _ = loop.schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
      }
    }

    private void look() {
      looking = false;
      long nowNs = loop.ticker().nanoTime();
      ArrayList<Waiting> looked = waiting;
      waiting = new ArrayList<>();
      for (Waiting one : looked) {
        if (!one.exchange().isClosed() && !answered(one, nowNs)) {
          waiting.add(one);
        }
      }
      if (!waiting.isEmpty()) {
        lookLater();
      }
    }

    private boolean answered(Waiting one, long nowNs) {
      if (one.start().isMet(one.broadcast())) {
        one.then().run();
      } else if (StartCondition.isOver(one.broadcast())) {
        counters.increment(DeliveryCounter.NOT_LIVE);
        Delivery.respondNotLive(one.exchange());
      } else if (one.deadlineNs() - nowNs <= 0) {
        counters.increment(DeliveryCounter.START_TIMED_OUT);
        respondStarting(one.exchange());
      } else {
        return false;
      }
      return true;
    }

    private void respondStarting(HttpExchange exchange) {
      exchange
          .setHeader("Cache-Control", Caching.NEVER)
          .setHeader("Retry-After", "1")
          .respondProblem(503, "starting", "The broadcast is about to start; try again.");
    }
  }
}
