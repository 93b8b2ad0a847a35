package dev.fairlead.protocols.hls;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.protocols.delivery.Caching;
import dev.fairlead.protocols.delivery.Delivery;
import dev.fairlead.protocols.delivery.StartCondition;
import dev.fairlead.protocols.delivery.WindowCompanion;
import dev.fairlead.protocols.delivery.WindowCompanions;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for multivariant playlists: {@code /hls/{id}/{file}}. Confined to the exchange's
 * loop.
 */
final class MultivariantHandler implements HttpHandler {
  private final Delivery delivery;
  private final CounterSet<HlsCounter> counters;

  /** Kept beside the first window of each run: windows come in order and stay. */
  private final WindowCompanions<RunText> texts = new WindowCompanions<>();

  MultivariantHandler(Delivery delivery, CounterSet<HlsCounter> counters) {
    this.delivery = delivery;
    this.counters = counters;
  }

  @Override
  public void handle(HttpExchange exchange) {
    switch (exchange.pathParameter("file")) {
      case "index.m3u8" ->
          delivery.find(
              exchange,
              Protocol.HLS,
              broadcast ->
                  delivery.whenStarted(
                      exchange,
                      broadcast,
                      StartCondition.CMAF,
                      () -> respond(exchange, broadcast, false)));
      case "ts.m3u8" ->
          delivery.find(
              exchange,
              Protocol.HLS_TS,
              broadcast ->
                  delivery.whenStarted(
                      exchange,
                      broadcast,
                      StartCondition.TS,
                      () -> respond(exchange, broadcast, true)));
      default -> {
        counters.increment(HlsCounter.PLAYLIST_UNKNOWN);
        exchange.respondProblem(404, "unknown_playlist", "There is no playlist of this name here.");
      }
    }
  }

  private void respond(HttpExchange exchange, PackagedBroadcast broadcast, boolean multiplexed) {
    RunText run =
        texts.of(broadcast.windows().getFirst(), window -> new RunText(broadcast, counters));
    String text = run == null ? null : multiplexed ? run.multiplexed() : run.variants();
    if (text == null) {
      counters.increment(HlsCounter.PLAYLIST_UNKNOWN);
      exchange.respondProblem(404, "unknown_playlist", "The broadcast has no such variant.");
      return;
    }
    counters.increment(HlsCounter.MULTIVARIANT_SERVED);
    exchange
        .setHeader("Cache-Control", Caching.LIVE_EDGE)
        .setHeader("ETag", "\"" + Integer.toHexString(text.hashCode()) + "\"")
        .respondText(200, PlaylistHandler.CONTENT_TYPE, text);
  }

  int size() {
    return texts.size();
  }

  /** The multivariant playlists of one run, written anew when a segment was completed. */
  private static final class RunText implements WindowCompanion {
    private final PackagedBroadcast broadcast;
    private final CounterSet<HlsCounter> counters;

    private volatile @Nullable Version variants;
    private volatile @Nullable Version multiplexed;

    private RunText(PackagedBroadcast broadcast, CounterSet<HlsCounter> counters) {
      this.broadcast = broadcast;
      this.counters = counters;
    }

    /** A text and the number of complete segments that it was measured by. */
    private record Version(long segments, String text) {}

    String variants() {
      List<SegmentWindow> windows = Delivery.playableWindows(broadcast);
      long segments = 0;
      for (SegmentWindow window : windows) {
        segments += window.state().endSequence() + 1;
      }
      Version known = variants;
      if (known == null || known.segments() != segments) {
        counters.increment(HlsCounter.MULTIVARIANT_RENDERED);
        known = new Version(segments, MultivariantPlaylist.render(broadcast.runId(), windows));
        variants = known;
      }
      return known.text();
    }

    @Nullable String multiplexed() {
      SegmentWindow window = broadcast.window(Delivery.TS_WINDOW);
      if (window == null) {
        return null;
      }
      long segments = window.state().endSequence();
      Version known = multiplexed;
      if (known == null || known.segments() != segments) {
        counters.increment(HlsCounter.MULTIVARIANT_RENDERED);
        known =
            new Version(
                segments, MultivariantPlaylist.renderMultiplexed(broadcast.runId(), window));
        multiplexed = known;
      }
      return known.text();
    }

    @Override
    public void closed() {
      // Texts are the collector's.
    }
  }
}
