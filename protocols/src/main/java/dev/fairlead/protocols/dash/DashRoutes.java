package dev.fairlead.protocols.dash;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.delivery.Delivery;
import dev.fairlead.protocols.http.HttpHandler;
import java.time.InstantSource;
import java.util.function.BiConsumer;

/**
 * The paths under {@code /dash}. The media that manifests refer to is served by the routes of HLS.
 */
public final class DashRoutes {
  private final CounterSet<DashCounter> counters = new CounterSet<>(DashCounter.class);
  private final ManifestHandler manifests;
  private final TimeHandler time;

  /**
   * @param delivery leads to broadcasts
   * @param clock tells players the time of day
   */
  public DashRoutes(Delivery delivery, InstantSource clock) {
    manifests = new ManifestHandler(delivery, clock, counters);
    time = new TimeHandler(clock, counters);
  }

  /** What DASH counted. */
  public CounterSet<DashCounter> counters() {
    return counters;
  }

  /**
   * Adds the routes.
   *
   * @param get takes a pattern and its handler, for GET and HEAD
   */
  public void addTo(BiConsumer<String, HttpHandler> get) {
    get.accept("/dash/time", time);
    get.accept("/dash/{id}/{file}", manifests);
  }

  /** Things kept beside windows. */
  int companions() {
    return manifests.size();
  }
}
