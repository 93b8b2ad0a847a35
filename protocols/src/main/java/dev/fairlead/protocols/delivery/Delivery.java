package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.PackagedBroadcasts;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpPlayRequest;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leads a request to its broadcast: admission, the live run, and places to wait. Any thread; one
 * per node, shared by HLS and DASH.
 */
public final class Delivery {
  /** The window of the multiplexed variant. */
  public static final String TS_WINDOW = "ts";

  /** Target durations that a request waits for media (RFC 8216bis draft 17 §6.2.5.2). */
  private static final int WAIT_TARGET_DURATIONS = 3;

  /** Longest wait: below the 30 s after which servers and proxies give up on their own. */
  private static final long MAX_WAIT_MS = 25_000;

  private final SessionGate gate;
  private final PackagedBroadcasts broadcasts;
  private final CounterSet<DeliveryCounter> counters = new CounterSet<>(DeliveryCounter.class);
  private final WindowCompanions<WindowWaiters> waiters = new WindowCompanions<>();
  private final StartWaiters starts = new StartWaiters(counters);

  /**
   * @param gate admits every request
   * @param broadcasts finds what admissions point to
   */
  public Delivery(SessionGate gate, PackagedBroadcasts broadcasts) {
    this.gate = gate;
    this.broadcasts = broadcasts;
  }

  /** What this room counted. */
  public CounterSet<DeliveryCounter> counters() {
    return counters;
  }

  /** Requests that wait for a first segment. */
  StartWaiters starts() {
    return starts;
  }

  /** Windows for which somebody waits or waited. */
  int windowsWithWaiters() {
    return waiters.size();
  }

  /**
   * Passes the newest run under the playback id that the route named {@code id}, on the exchange's
   * loop; answers by itself when there is none or the viewer is refused.
   */
  public void find(HttpExchange exchange, Protocol protocol, Consumer<PackagedBroadcast> then) {
    PlayRequest request = HttpPlayRequest.of(exchange, protocol);
    CompletableFuture<PlayAdmission> decision = gate.poll(request).toCompletableFuture();
    if (decision.isDone()) {
      admitted(exchange, decision.join(), then);
    } else {
      // Never completes exceptionally, so there is nothing to look at in the stage that follows.
      var _ = decision.thenAccept(admission -> resume(exchange, admission, then));
    }
  }

  /** As {@link #find}, for the run that the route named {@code run} and no other. */
  public void findRun(HttpExchange exchange, Protocol protocol, Consumer<PackagedBroadcast> then) {
    find(
        exchange,
        protocol,
        broadcast -> {
          if (broadcast.runId().equals(exchange.pathParameter("run"))) {
            then.accept(broadcast);
          } else {
            counters.increment(DeliveryCounter.NOT_LIVE);
            exchange
                .setHeader("Cache-Control", Caching.LIVE_EDGE)
                .respondProblem(
                    404, "run_over", "This run of the broadcast is over; load the playlist anew.");
          }
        });
  }

  /**
   * Passes on as soon as {@code start} says that the broadcast can be played, at once or after a
   * wait; answers by itself when that does not happen.
   */
  public void whenStarted(
      HttpExchange exchange, PackagedBroadcast broadcast, StartCondition start, Runnable then) {
    starts.await(exchange, broadcast, start, then);
  }

  /** Where requests on {@code loop} wait for {@code window}; null when the window was let go. */
  public @Nullable LoopWaiters waiters(SegmentWindow window, EventLoop loop) {
    WindowWaiters all = waiters.of(window, made -> new WindowWaiters(made, counters));
    return all == null ? null : all.on(loop);
  }

  /** How long a request waits for media of {@code broadcast}. */
  public static long waitNs(PackagedBroadcast broadcast) {
    int targetMs = broadcast.targetDurationMs();
    if (targetMs == 0) {
      targetMs = broadcast.targets().segmentMaxMs();
    }
    return Math.min(WAIT_TARGET_DURATIONS * (long) targetMs, MAX_WAIT_MS) * 1_000_000;
  }

  /**
   * CMAF windows of sound and pictures that have a whole segment and go on; all that have one once
   * the broadcast is over.
   */
  public static List<SegmentWindow> playableWindows(PackagedBroadcast broadcast) {
    List<SegmentWindow> going = new ArrayList<>();
    List<SegmentWindow> all = new ArrayList<>();
    for (SegmentWindow window : broadcast.windows()) {
      WindowState state = window.state();
      if (window.name().equals(TS_WINDOW)
          || state.endSequence() == state.firstSequence()
          || state.tracks().getFirst().kind() == MediaKind.DATA) {
        continue;
      }
      all.add(window);
      if (!state.ended()) {
        going.add(window);
      }
    }
    return going.isEmpty() ? all : going;
  }

  /** Answers that the broadcast is not live. */
  static void respondNotLive(HttpExchange exchange) {
    exchange
        .setHeader("Cache-Control", Caching.LIVE_EDGE)
        .setHeader("Retry-After", "2")
        .respondProblem(404, "not_live", "Nobody is live here at the moment; try again later.");
  }

  /** Goes on after a decision that took time. Any thread. */
  private void resume(
      HttpExchange exchange, PlayAdmission admission, Consumer<PackagedBroadcast> then) {
    exchange
        .loop()
        .execute(
            () -> {
              if (!exchange.isClosed()) {
                admitted(exchange, admission, then);
              }
            });
  }

  /** Leads to the same place under another id: relative addresses in what is there keep it. */
  private static void lead(HttpExchange exchange, String alias) {
    String path = exchange.path();
    int from = path.indexOf('/', 1) + 1;
    int to = path.indexOf('/', from);
    exchange
        .setHeader("Cache-Control", Caching.NEVER)
        .setHeader("Location", path.substring(0, from) + alias + path.substring(to))
        .respondEmpty(302);
  }

  private void admitted(
      HttpExchange exchange, PlayAdmission admission, Consumer<PackagedBroadcast> then) {
    switch (admission) {
      case PlayAdmission.Refused refused -> {
        counters.increment(DeliveryCounter.PLAY_REFUSED);
        Refusals.respond(exchange, refused);
      }
      case PlayAdmission.Granted granted -> {
        if (granted.alias() != null) {
          lead(exchange, granted.alias());
          return;
        }
        PackagedBroadcast broadcast = broadcasts.find(granted.broadcast());
        if (broadcast == null) {
          counters.increment(DeliveryCounter.NOT_LIVE);
          respondNotLive(exchange);
        } else {
          then.accept(broadcast);
        }
      }
    }
  }
}
