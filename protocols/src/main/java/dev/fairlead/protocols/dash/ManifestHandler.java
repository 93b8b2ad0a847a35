package dev.fairlead.protocols.dash;

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
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers requests for manifests: {@code /dash/{id}/{file}}. Confined to the exchange's loop. */
final class ManifestHandler implements HttpHandler {
  private static final String CONTENT_TYPE = "application/dash+xml";

  private final Delivery delivery;
  private final InstantSource clock;
  private final CounterSet<DashCounter> counters;

  /** Kept beside the first window of each run: windows come in order and stay. */
  private final WindowCompanions<Run> runs = new WindowCompanions<>();

  ManifestHandler(Delivery delivery, InstantSource clock, CounterSet<DashCounter> counters) {
    this.delivery = delivery;
    this.clock = clock;
    this.counters = counters;
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (!exchange.pathParameter("file").equals("index.mpd")) {
      respondUnknown(exchange);
      return;
    }
    delivery.watch(
        exchange,
        Protocol.DASH,
        broadcast ->
            delivery.whenStarted(
                exchange, broadcast, StartCondition.CMAF, () -> respond(exchange, broadcast)));
  }

  int size() {
    return runs.size();
  }

  private void respond(HttpExchange exchange, PackagedBroadcast broadcast) {
    Run run = runs.of(broadcast.windows().getFirst(), window -> new Run(broadcast));
    List<SegmentWindow> windows = Delivery.playableWindows(broadcast);
    if (run == null || windows.isEmpty()) {
      respondUnknown(exchange);
      return;
    }
    Version version = run.version(exchange.pathParameter("id"), windows);
    counters.increment(DashCounter.MANIFEST_SERVED);
    exchange
        .setHeader("Cache-Control", Caching.LIVE_EDGE)
        .setHeader("ETag", "\"" + Long.toHexString(version.stamp()) + "\"")
        .respondText(200, CONTENT_TYPE, version.text());
  }

  private void respondUnknown(HttpExchange exchange) {
    counters.increment(DashCounter.MANIFEST_UNKNOWN);
    exchange.respondProblem(404, "unknown_manifest", "There is no manifest of this name here.");
  }

  /** A text, the playback id that its paths name, and what it shows. */
  private record Version(long stamp, String playbackId, String text) {}

  /** The manifest of one run, written anew when a segment began, was completed or left. */
  private final class Run implements WindowCompanion {
    private final PackagedBroadcast broadcast;
    private final Manifest manifest;

    private volatile @Nullable Version newest;

    private Run(PackagedBroadcast broadcast) {
      this.broadcast = broadcast;
      manifest = new Manifest(broadcast);
    }

    Version version(String playbackId, List<SegmentWindow> windows) {
      Version known = newest;
      long stamp = Manifest.stamp(windows);
      return known != null && known.stamp() == stamp && known.playbackId().equals(playbackId)
          ? known
          : renew(playbackId, windows);
    }

    /** The lock keeps loops from writing the same version twice, and keeps the periods whole. */
    private synchronized Version renew(String playbackId, List<SegmentWindow> windows) {
      Version known = newest;
      long stamp = Manifest.stamp(windows);
      if (known != null && known.stamp() == stamp && known.playbackId().equals(playbackId)) {
        return known;
      }
      counters.increment(DashCounter.MANIFEST_RENDERED);
      String mediaPath = "../../hls/" + playbackId + "/" + broadcast.runId() + "/";
      String text = manifest.render(mediaPath, windows, clock.instant());
      Version made = new Version(stamp, playbackId, text);
      newest = made;
      return made;
    }

    @Override
    public void closed() {
      // Texts are the collector's.
    }
  }
}
