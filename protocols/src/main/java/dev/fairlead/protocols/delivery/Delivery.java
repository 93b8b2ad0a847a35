package dev.fairlead.protocols.delivery;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.PackagedBroadcasts;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpPlayRequest;
import dev.fairlead.protocols.http.HttpRefusal;
import io.netty.channel.EventLoop;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leads a request to its broadcast: admission, sessions, the live run, and places to wait. Any
 * thread; one per node, shared by HLS and DASH.
 */
public final class Delivery implements AutoCloseable {
  /** The window of the multiplexed variant. */
  public static final String TS_WINDOW = "ts";

  /** Target durations that a request waits for media (RFC 8216bis draft 17 §6.2.5.2). */
  private static final int WAIT_TARGET_DURATIONS = 3;

  /** Longest wait: below the 30 s after which servers and proxies give up on their own. */
  private static final long MAX_WAIT_MS = 25_000;

  /** Target durations without a request after which a viewer has left. */
  private static final long IDLE_TARGET_DURATIONS = 3;

  /** The least: a phone that changes its network is back by then. */
  private static final long MIN_IDLE_NS = 15_000_000_000L;

  private static final String REFUSED = "refused";
  private static final String MOVED = "moved";

  private final SessionGate gate;
  private final PackagedBroadcasts broadcasts;
  private final CounterSet<DeliveryCounter> counters = new CounterSet<>(DeliveryCounter.class);
  private final WindowCompanions<WindowWaiters> waiters = new WindowCompanions<>();
  private final SegmentFiles files = new SegmentFiles(counters);
  private final StartWaiters starts = new StartWaiters(counters);
  private final PollingViewers viewers;

  /**
   * @param gate admits every request
   * @param broadcasts finds what admissions point to
   */
  public Delivery(SessionGate gate, PackagedBroadcasts broadcasts) {
    this.gate = gate;
    this.broadcasts = broadcasts;
    viewers = new PollingViewers(gate, counters);
  }

  /** What this room counted. */
  public CounterSet<DeliveryCounter> counters() {
    return counters;
  }

  /** Segments that the kernel sends by itself. */
  SegmentFiles files() {
    return files;
  }

  /** Requests that wait for a first segment. */
  StartWaiters starts() {
    return starts;
  }

  /** Viewers with a session. */
  int viewersOpen() {
    return viewers.size();
  }

  /** Windows for which somebody waits or waited. */
  int windowsWithWaiters() {
    return waiters.size();
  }

  /**
   * Passes the newest run under the playback id that the route named {@code id}, on the exchange's
   * loop; answers by itself when there is none or the viewer is refused. Opens no session: for what
   * is looked at before anything is played.
   */
  public void find(HttpExchange exchange, Protocol protocol, Consumer<PackagedBroadcast> then) {
    after(
        exchange,
        gate.check(request(exchange, protocol)),
        answer -> {
          PackagedBroadcast broadcast = admitted(exchange, answer);
          if (broadcast != null) {
            then.accept(broadcast);
          }
        });
  }

  /** As {@link #find}, for a list by which a viewer plays: part of its session. */
  public void watch(HttpExchange exchange, Protocol protocol, Consumer<PackagedBroadcast> then) {
    take(new Asked(exchange, protocol, true, false, (broadcast, viewer) -> then.accept(broadcast)));
  }

  /** As {@link #watch}, for the run that the route named {@code run} and no other. */
  public void watchRun(HttpExchange exchange, Protocol protocol, Consumer<PackagedBroadcast> then) {
    take(new Asked(exchange, protocol, true, true, (broadcast, viewer) -> then.accept(broadcast)));
  }

  /**
   * As {@link #watchRun}, for media.
   *
   * @param then takes the viewer too, null when it has no session because it only asks for a head
   */
  void fetch(
      HttpExchange exchange,
      Protocol protocol,
      BiConsumer<PackagedBroadcast, @Nullable PollingViewer> then) {
    take(new Asked(exchange, protocol, false, true, then));
  }

  /**
   * Time has passed: sessions tell what they used, and end. Call about once a second.
   *
   * @param nowNs by the clock of the event loops
   */
  public void advance(long nowNs) {
    viewers.advance(nowNs, this::isOver);
  }

  /** Ends all sessions. */
  @Override
  public void close() {
    viewers.close();
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

  /**
   * A request of a viewer with a session, or of one that is to have one.
   *
   * @param exchange where the answer goes
   * @param protocol by which kind of list it plays
   * @param lists whether it asks for a list
   * @param ofRun whether the route names the run
   * @param then what follows
   */
  private record Asked(
      HttpExchange exchange,
      Protocol protocol,
      boolean lists,
      boolean ofRun,
      BiConsumer<PackagedBroadcast, @Nullable PollingViewer> then) {}

  private void take(Asked asked) {
    HttpExchange exchange = asked.exchange();
    if (exchange.method().equals("HEAD")) {
      find(
          exchange,
          asked.protocol(),
          broadcast -> {
            if (isAskedFor(asked, broadcast)) {
              asked.then().accept(broadcast, null);
            }
          });
      return;
    }
    ViewerKey key = ViewerKey.of(exchange, asked.protocol());
    PollingViewer viewer = asked.lists() ? viewers.find(key) : viewers.findForMedia(key);
    if (viewer == null) {
      admit(asked, key);
    } else if (viewer.mustCheck(parameters(exchange), now(exchange))) {
      recheck(asked, key, viewer);
    } else {
      serve(asked, key, viewer);
    }
  }

  /** Lets a viewer in that has no session yet, when there is something to play. */
  private void admit(Asked asked, ViewerKey key) {
    HttpExchange exchange = asked.exchange();
    PlayRequest request = request(exchange, asked.protocol());
    after(
        exchange,
        gate.check(request),
        answer -> {
          PackagedBroadcast broadcast = admitted(exchange, answer);
          if (broadcast != null && isAskedFor(asked, broadcast)) {
            open(asked, key, request, broadcast);
          }
        });
  }

  private void open(Asked asked, ViewerKey key, PlayRequest request, PackagedBroadcast broadcast) {
    HttpExchange exchange = asked.exchange();
    after(
        exchange,
        viewers.open(key, request, now(exchange), idleNs(broadcast)),
        seat -> {
          switch (seat) {
            case PollingViewers.Seat.Taken taken -> serve(asked, key, taken.viewer());
            case PollingViewers.Seat.None none -> refuse(exchange, none.refused());
          }
        });
  }

  /** Asks the policy again on behalf of a viewer with a session. */
  private void recheck(Asked asked, ViewerKey key, PollingViewer viewer) {
    HttpExchange exchange = asked.exchange();
    PlayRequest request = request(exchange, asked.protocol());
    after(
        exchange,
        gate.check(request),
        answer -> {
          counters.increment(DeliveryCounter.VIEWERS_RECHECKED);
          switch (answer) {
            case PlayAdmission.Granted granted -> {
              if (granted.equals(viewer.grant())) {
                viewer.checked(request, granted, now(exchange));
                serve(asked, key, viewer);
              } else {
                viewers.close(viewer, MOVED);
                admit(asked, key);
              }
            }
            case PlayAdmission.Refused refused -> {
              if (refused.reason() == RefusalReason.UNAVAILABLE
                  && viewer.cameWith(request.parameters())) {
                // Who is in stays in while nobody can decide; the next request asks again.
                viewer.unchecked(now(exchange));
                serve(asked, key, viewer);
                return;
              }
              if (viewer.cameWith(request.parameters())) {
                // Whoever comes with something else may be another, and ends nobody's session.
                viewers.close(viewer, REFUSED);
              }
              refuse(exchange, refused);
            }
          }
        });
  }

  private void serve(Asked asked, ViewerKey key, PollingViewer viewer) {
    HttpExchange exchange = asked.exchange();
    PackagedBroadcast broadcast = broadcasts.find(viewer.grant().broadcast());
    if (broadcast == null) {
      counters.increment(DeliveryCounter.NOT_LIVE);
      respondNotLive(exchange);
    } else if (isAskedFor(asked, broadcast)) {
      if (viewer.begin(asked.lists(), now(exchange), idleNs(broadcast))) {
        exchange.onDone(() -> viewer.end(exchange.bytesSent(), now(exchange)));
        asked.then().accept(broadcast, viewer);
      } else {
        // It ended between being found and now.
        viewers.close(viewer, REFUSED);
        admit(asked, key);
      }
    }
  }

  /** Whether {@code broadcast} is the run asked for; answers when it is not. */
  private boolean isAskedFor(Asked asked, PackagedBroadcast broadcast) {
    HttpExchange exchange = asked.exchange();
    if (!asked.ofRun() || broadcast.runId().equals(exchange.pathParameter("run"))) {
      return true;
    }
    counters.increment(DeliveryCounter.NOT_LIVE);
    exchange
        .setHeader("Cache-Control", Caching.LIVE_EDGE)
        .respondProblem(
            404, "run_over", "This run of the broadcast is over; load the playlist anew.");
    return false;
  }

  /** Goes on with what {@code stage} yields, on the exchange's loop; it never fails. */
  private static <T> void after(
      HttpExchange exchange, CompletionStage<T> stage, Consumer<? super T> then) {
    CompletableFuture<T> answer = stage.toCompletableFuture();
    if (answer.isDone()) {
      then.accept(answer.join());
      return;
    }
    var _ =
        answer.thenAccept(
            late ->
                exchange
                    .loop()
                    .execute(
                        () -> {
                          if (!exchange.isClosed()) {
                            then.accept(late);
                          }
                        }));
  }

  /** The broadcast of an admission; answers and returns null when there is none. */
  private @Nullable PackagedBroadcast admitted(HttpExchange exchange, PlayAdmission answer) {
    return switch (answer) {
      case PlayAdmission.Refused refused -> {
        refuse(exchange, refused);
        yield null;
      }
      case PlayAdmission.Granted granted -> {
        if (granted.alias() != null) {
          lead(exchange, granted.alias());
          yield null;
        }
        PackagedBroadcast broadcast = broadcasts.find(granted.broadcast());
        if (broadcast == null) {
          counters.increment(DeliveryCounter.NOT_LIVE);
          respondNotLive(exchange);
        }
        yield broadcast;
      }
    };
  }

  /**
   * Leads to the same place under another id, without the credential: addresses in what is there
   * are relative, and keep the id.
   */
  private static void lead(HttpExchange exchange, String alias) {
    String path = exchange.path();
    int from = path.indexOf('/', 1) + 1;
    int to = path.indexOf('/', from);
    StringBuilder location = new StringBuilder(path.substring(0, from));
    location.append(alias).append(path, to, path.length());
    char separator = '?';
    for (Map.Entry<String, String> parameter : exchange.query().entrySet()) {
      if (isPlayers(parameter.getKey())) {
        location.append(separator).append(parameter.getKey()).append('=');
        location.append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
        separator = '&';
      }
    }
    exchange
        .setHeader("Cache-Control", Caching.NEVER)
        .setHeader("Location", location.toString())
        .respondEmpty(302);
  }

  private void refuse(HttpExchange exchange, PlayAdmission.Refused refused) {
    counters.increment(DeliveryCounter.PLAY_REFUSED);
    HttpRefusal.of(refused.reason()).respond(exchange, refused.text());
  }

  private boolean isOver(BroadcastKey key) {
    PackagedBroadcast broadcast = broadcasts.find(key);
    return broadcast == null || StartCondition.isOver(broadcast);
  }

  /** A player that waits for its next list asks within a few target durations. */
  private static long idleNs(PackagedBroadcast broadcast) {
    return Math.max(MIN_IDLE_NS, IDLE_TARGET_DURATIONS * broadcast.targetDurationMs() * 1_000_000L);
  }

  private static PlayRequest request(HttpExchange exchange, Protocol protocol) {
    return HttpPlayRequest.of(exchange, protocol, parameters(exchange));
  }

  /** What came with the URL, without what players add to every request on their own. */
  private static Map<String, String> parameters(HttpExchange exchange) {
    Map<String, String> query = exchange.query();
    int added = 0;
    for (String name : query.keySet()) {
      added += isPlayers(name) ? 1 : 0;
    }
    if (added == query.size()) {
      return Map.of();
    }
    if (added == 0) {
      return query;
    }
    Map<String, String> kept = new LinkedHashMap<>(query);
    kept.keySet().removeIf(Delivery::isPlayers);
    return kept;
  }

  private static boolean isPlayers(String name) {
    return name.startsWith("_HLS_") || name.equals("CMCD");
  }

  private static long now(HttpExchange exchange) {
    return exchange.loop().ticker().nanoTime();
  }
}
