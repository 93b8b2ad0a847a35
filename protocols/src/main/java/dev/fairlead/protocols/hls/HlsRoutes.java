package dev.fairlead.protocols.hls;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.delivery.Delivery;
import dev.fairlead.protocols.delivery.MediaHandler;
import dev.fairlead.protocols.http.HttpHandler;
import java.util.function.BiConsumer;

/** The paths under {@code /hls}: playlists, and the media that DASH refers to as well. */
public final class HlsRoutes {
  private final CounterSet<HlsCounter> counters = new CounterSet<>(HlsCounter.class);
  private final PlaylistHandler.Playlists playlists = new PlaylistHandler.Playlists(counters);
  private final MultivariantHandler multivariant;
  private final PlaylistHandler media;
  private final MediaHandler files;

  /**
   * @param delivery leads to broadcasts
   */
  public HlsRoutes(Delivery delivery) {
    multivariant = new MultivariantHandler(delivery, counters);
    media = new PlaylistHandler(delivery, playlists, counters);
    files = new MediaHandler(delivery);
  }

  /** What HLS counted. */
  public CounterSet<HlsCounter> counters() {
    return counters;
  }

  /**
   * Adds the routes.
   *
   * @param get takes a pattern and its handler, for GET and HEAD
   */
  public void addTo(BiConsumer<String, HttpHandler> get) {
    get.accept("/hls/{id}/{file}", multivariant);
    get.accept("/hls/{id}/{run}/{file}", media);
    get.accept("/hls/{id}/{run}/{window}/{file}", files);
  }

  /** Things kept beside windows. */
  int companions() {
    return playlists.size() + multivariant.size();
  }
}
