package dev.fairlead.protocols.hls;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.protocols.delivery.Caching;
import dev.fairlead.protocols.delivery.Delivery;
import dev.fairlead.protocols.delivery.LoopWaiters;
import dev.fairlead.protocols.delivery.StartCondition;
import dev.fairlead.protocols.delivery.Waiter;
import dev.fairlead.protocols.delivery.WindowCompanions;
import dev.fairlead.protocols.hls.WindowPlaylists.Taken;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for media playlists: {@code /hls/{id}/{run}/{file}}. Confined to the exchange's
 * loop.
 */
final class PlaylistHandler implements HttpHandler {
  static final String CONTENT_TYPE = "application/vnd.apple.mpegurl";

  private static final String SUFFIX = ".m3u8";

  /** Blocking answers stay valid this many target durations (RFC 8216bis draft 17 §6.2.5.2). */
  private static final int BLOCKING_AGE_TARGET_DURATIONS = 6;

  private final Delivery delivery;
  private final CounterSet<HlsCounter> counters;
  private final Playlists playlists;

  PlaylistHandler(Delivery delivery, Playlists playlists, CounterSet<HlsCounter> counters) {
    this.delivery = delivery;
    this.playlists = playlists;
    this.counters = counters;
  }

  @Override
  public void handle(HttpExchange exchange) {
    String file = exchange.pathParameter("file");
    if (!file.endsWith(SUFFIX)) {
      respondUnknown(exchange);
      return;
    }
    String name = file.substring(0, file.length() - SUFFIX.length());
    boolean ts = name.equals(Delivery.TS_WINDOW);
    delivery.watchRun(
        exchange,
        ts ? Protocol.HLS_TS : Protocol.HLS,
        broadcast ->
            delivery.whenStarted(
                exchange,
                broadcast,
                ts ? StartCondition.TS : StartCondition.window(name),
                () -> started(exchange, broadcast, name)));
  }

  private void started(HttpExchange exchange, PackagedBroadcast broadcast, String name) {
    SegmentWindow window = broadcast.window(name);
    if (window == null) {
      respondUnknown(exchange);
      return;
    }
    boolean lowLatency = !name.equals(Delivery.TS_WINDOW);
    Directives asked = lowLatency ? Directives.parse(exchange.query()) : Directives.NONE;
    if (asked == null) {
      counters.increment(HlsCounter.DIRECTIVE_MALFORMED);
      respondBad(exchange, "malformed_directive", "A _HLS_ directive is malformed.");
      return;
    }
    Reload reload = new Reload(exchange, broadcast, window, asked);
    switch (BlockingReload.judge(asked, window, window.state(), broadcast.targets().partMs())) {
      case READY -> reload.resume();
      case WAIT -> park(reload);
      case TOO_FAR -> {
        counters.increment(HlsCounter.RELOAD_TOO_FAR);
        respondBad(
            exchange, "too_far_ahead", "The segment or part asked for is too far in the future.");
      }
    }
  }

  private void park(Reload reload) {
    HttpExchange exchange = reload.exchange;
    LoopWaiters waiters = delivery.waiters(reload.window, exchange.loop());
    if (waiters == null) {
      respondUnknown(exchange);
      return;
    }
    counters.increment(HlsCounter.RELOAD_PARKED);
    exchange.onDone(() -> waiters.leave(reload));
    if (!waiters.park(reload, Delivery.waitNs(reload.broadcast))) {
      respondLater(exchange);
    }
  }

  private void respondUnknown(HttpExchange exchange) {
    counters.increment(HlsCounter.PLAYLIST_UNKNOWN);
    exchange.respondProblem(404, "unknown_playlist", "There is no playlist of this name here.");
  }

  private static void respondBad(HttpExchange exchange, String code, String detail) {
    exchange.setHeader("Cache-Control", Caching.NEVER).respondProblem(400, code, detail);
  }

  private static void respondLater(HttpExchange exchange) {
    exchange
        .setHeader("Cache-Control", Caching.NEVER)
        .setHeader("Retry-After", "1")
        .respondProblem(503, "not_yet", "The playlist has not been updated in time.");
  }

  /** The renderings of windows, kept while the windows last. */
  static final class Playlists {
    private final CounterSet<HlsCounter> counters;
    private final WindowCompanions<WindowPlaylists> all = new WindowCompanions<>();

    Playlists(CounterSet<HlsCounter> counters) {
      this.counters = counters;
    }

    @Nullable WindowPlaylists of(PackagedBroadcast broadcast, SegmentWindow window) {
      return all.of(
          window,
          made ->
              new WindowPlaylists(
                  broadcast, made, !made.name().equals(Delivery.TS_WINDOW), counters));
    }

    int size() {
      return all.size();
    }
  }

  /** One request for a playlist, which may wait. */
  private final class Reload extends Waiter {
    private final HttpExchange exchange;
    private final PackagedBroadcast broadcast;
    private final SegmentWindow window;
    private final Directives asked;

    private Reload(
        HttpExchange exchange,
        PackagedBroadcast broadcast,
        SegmentWindow window,
        Directives asked) {
      this.exchange = exchange;
      this.broadcast = broadcast;
      this.window = window;
      this.asked = asked;
    }

    @Override
    protected boolean isReady(WindowState state) {
      return BlockingReload.isReady(asked, window, state);
    }

    @Override
    protected void resume() {
      WindowPlaylists renderings = playlists.of(broadcast, window);
      Taken taken =
          renderings == null
              ? null
              : renderings.take(PlaylistKind.of(asked.skip(), exchange.acceptsGzip()));
      if (taken == null) {
        respondUnknown(exchange);
        return;
      }
      counters.increment(HlsCounter.PLAYLIST_SERVED);
      if (asked.skip()) {
        counters.increment(HlsCounter.DELTA_SERVED);
      }
      if (exchange.acceptsGzip()) {
        exchange.setHeader("Content-Encoding", "gzip");
      }
      exchange
          .setHeader("Vary", "Accept-Encoding")
          .setHeader("ETag", taken.tag())
          .setHeader("Cache-Control", caching())
          .respond(200, CONTENT_TYPE, List.of(taken.bytes()));
    }

    @Override
    protected void timedOut() {
      counters.increment(HlsCounter.RELOAD_TIMED_OUT);
      respondLater(exchange);
    }

    private String caching() {
      if (!asked.blocks()) {
        return Caching.LIVE_EDGE;
      }
      int ageS = BLOCKING_AGE_TARGET_DURATIONS * ((broadcast.targetDurationMs() + 999) / 1_000);
      return "public, max-age=" + ageS;
    }
  }
}
