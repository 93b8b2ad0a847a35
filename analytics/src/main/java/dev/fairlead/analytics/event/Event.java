package dev.fairlead.analytics.event;

import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.UsageCounters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** An event as readers get it. Immutable. */
public sealed interface Event {
  /** What it says of itself. */
  EventHeader header();

  /** Which moment of the session. */
  EventAction action();

  /** Names the session, from its beginning to its end. */
  String session();

  /** Its own fields by name, without the header's. */
  Map<String, Object> details();

  /** All fields by name, in the order in which people read them. */
  default Map<String, Object> fields() {
    EventHeader header = header();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event_id", header.id().toString());
    fields.put("event_type", header.type().label());
    fields.put("schema_version", header.schemaVersion());
    fields.put("action", action().label());
    fields.put("timestamp", instant(header.eventTimeNs()));
    fields.put("journal_time", instant(header.journalTimeNs()));
    fields.put("tenant_id", header.tenant());
    fields.put("node_id", header.node());
    fields.put("session_id", session());
    fields.putAll(details());
    return fields;
  }

  private static Instant instant(long timeNs) {
    return Instant.ofEpochSecond(
        Math.floorDiv(timeNs, 1_000_000_000L), Math.floorMod(timeNs, 1_000_000_000L));
  }

  private static Map<String, Object> of(UsageCounters usage) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bytes_in", usage.bytesIn());
    fields.put("bytes_out", usage.bytesOut());
    fields.put("media_ms", usage.mediaMillis());
    fields.put("samples_dropped", usage.samplesDropped());
    return fields;
  }

  /**
   * A session began.
   *
   * @param header what it says of itself
   * @param session which
   * @param protocol how
   * @param broadcast which broadcast
   * @param address of the peer, without port; empty when it is not known
   * @param port of the peer
   * @param agent what the peer calls itself, may be empty
   */
  record SessionOpened(
      EventHeader header,
      String session,
      Protocol protocol,
      String broadcast,
      String address,
      int port,
      String agent)
      implements Event {
    @Override
    public EventAction action() {
      return EventAction.OPEN;
    }

    @Override
    public Map<String, Object> details() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("protocol", protocol.label());
      fields.put("broadcast", broadcast);
      fields.put("address", address);
      fields.put("port", port);
      fields.put("agent", agent);
      return fields;
    }
  }

  /**
   * A session goes on.
   *
   * @param header what it says of itself
   * @param session which
   * @param usage so far
   */
  record SessionCheckpoint(EventHeader header, String session, UsageCounters usage)
      implements Event {
    @Override
    public EventAction action() {
      return EventAction.CHECKPOINT;
    }

    @Override
    public Map<String, Object> details() {
      return of(usage);
    }
  }

  /**
   * A session is over.
   *
   * @param header what it says of itself
   * @param session which
   * @param usage in all
   * @param reason stable lower-case word
   */
  record SessionClosed(EventHeader header, String session, UsageCounters usage, String reason)
      implements Event {
    @Override
    public EventAction action() {
      return EventAction.CLOSE;
    }

    @Override
    public Map<String, Object> details() {
      Map<String, Object> fields = of(usage);
      fields.put("reason", reason);
      return fields;
    }
  }
}
