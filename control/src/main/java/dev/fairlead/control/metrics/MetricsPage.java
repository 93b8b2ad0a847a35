package dev.fairlead.control.metrics;

import dev.fairlead.control.session.AdmissionLog;
import dev.fairlead.control.session.SessionLog;
import dev.fairlead.media.counter.CounterDescriptor;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionEvent.Direction;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Serves {@code /metrics}. Filled while the node is assembled; reads from then on, on any thread.
 */
public final class MetricsPage implements HttpHandler {
  /** Counters whose names end so go down as well, and those that are named here. */
  private static final String GAUGE_SUFFIX = "_open";

  private static final Set<String> GAUGES = Set.of("viewers", "groups");

  private final List<CounterSet<?>> counters = new ArrayList<>();
  private final Map<String, Gauge> gauges = new LinkedHashMap<>();
  private final SessionLog sessions;
  private final AdmissionLog admissions;
  private final String version;

  private record Gauge(String help, LongSupplier value) {}

  /**
   * @param sessions figures by direction and protocol
   * @param admissions refusals by reason
   * @param version of the product
   */
  public MetricsPage(SessionLog sessions, AdmissionLog admissions, String version) {
    this.sessions = sessions;
    this.admissions = admissions;
    this.version = version;
  }

  /** Adds the counters of one room. */
  public <E extends Enum<E> & CounterDescriptor> void add(CounterSet<E> room) {
    counters.add(room);
  }

  /** Adds one value that comes and goes. */
  public void addGauge(String name, String help, LongSupplier value) {
    gauges.put(name, new Gauge(help, value));
  }

  @Override
  public void handle(HttpExchange exchange) {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.respondText(200, OpenMetricsText.CONTENT_TYPE, render());
  }

  /** The text as it is now. */
  public String render() {
    OpenMetricsText text = new OpenMetricsText();
    text.info("build", "Which version runs.").sample(1, "version", version);
    // Two listeners of one protocol count apart and are told as one.
    Map<CounterDescriptor, Long> sums = new LinkedHashMap<>();
    for (CounterSet<?> room : counters) {
      room.forEach((descriptor, value) -> sums.merge(descriptor, value, Long::sum));
    }
    sums.forEach((descriptor, value) -> write(text, descriptor, value));
    gauges.forEach(
        (name, gauge) -> text.gauge(name, gauge.help()).sample(gauge.value().getAsLong()));
    writeSessions(text);
    ProcessFigures.write(text);
    return text.end();
  }

  private static void write(OpenMetricsText text, CounterDescriptor descriptor, long value) {
    if (descriptor.id().endsWith(GAUGE_SUFFIX) || GAUGES.contains(descriptor.id())) {
      text.gauge(descriptor.id(), descriptor.description()).sample(value);
    } else {
      text.counter(descriptor.id(), descriptor.description()).sample(value);
    }
  }

  private void writeSessions(OpenMetricsText text) {
    text.gauge("sessions_open", "Sessions under way.");
    sessions.forEach((d, p, f) -> sample(text, d, p.label(), f.active()));
    text.counter("sessions", "A session was admitted.");
    sessions.forEach((d, p, f) -> sample(text, d, p.label(), f.opened()));
    text.counter(
        "session_received_bytes", "Bytes from peers, up to each session's last checkpoint.");
    sessions.forEach((d, p, f) -> sample(text, d, p.label(), f.bytesIn()));
    text.counter("session_sent_bytes", "Bytes to peers, up to each session's last checkpoint.");
    sessions.forEach((d, p, f) -> sample(text, d, p.label(), f.bytesOut()));
    text.counter("session_media_seconds", "Length of the media that passed.");
    sessions.forEach(
        (d, p, f) ->
            text.sampleMillis(
                f.mediaMillis(), "direction", SessionLog.word(d), "protocol", p.label()));
    text.counter("session_samples_dropped", "Samples that peers were too slow to take.");
    sessions.forEach((d, p, f) -> sample(text, d, p.label(), f.samplesDropped()));
    text.counter("admissions_refused", "Somebody was refused by the access policy.");
    admissions.forEach(
        (direction, protocol, reason, count) ->
            text.sample(
                count,
                "direction",
                SessionLog.word(direction),
                "protocol",
                protocol.label(),
                "reason",
                AdmissionLog.word(reason)));
  }

  private static void sample(
      OpenMetricsText text, Direction direction, String protocol, long value) {
    text.sample(value, "direction", SessionLog.word(direction), "protocol", protocol);
  }
}
