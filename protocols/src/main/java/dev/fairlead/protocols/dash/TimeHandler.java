package dev.fairlead.protocols.dash;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.delivery.Caching;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Tells players the time of day by which availability is reckoned (ISO/IEC 23009-1:2022 §5.8.4.11).
 * Confined to the exchange's loop.
 */
final class TimeHandler implements HttpHandler {
  private final InstantSource clock;
  private final CounterSet<DashCounter> counters;

  TimeHandler(InstantSource clock, CounterSet<DashCounter> counters) {
    this.clock = clock;
    this.counters = counters;
  }

  @Override
  public void handle(HttpExchange exchange) {
    counters.increment(DashCounter.TIME_SERVED);
    exchange
        .setHeader("Cache-Control", Caching.NEVER)
        .respondText(200, "text/plain", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
  }
}
