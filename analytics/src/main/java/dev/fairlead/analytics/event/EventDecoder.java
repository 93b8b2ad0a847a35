package dev.fairlead.analytics.event;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.UsageCounters;
import java.util.UUID;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads events of every version that was ever written. Confined to one thread. Reads from a buffer
 * that its caller owns, for the length of a call. Whatever it accepts, {@link EventEncoder} writes
 * as the same bytes.
 */
public final class EventDecoder {
  private static final DirectBuffer NOTHING = new UnsafeBuffer(new byte[0]);

  // Per event (reset by decode).
  private DirectBuffer buffer = NOTHING;
  private int offset;
  private int end;
  private int at;

  /**
   * Reads the one event that fills {@code length} bytes.
   *
   * @throws MalformedEventException when they are none
   */
  public Event decode(DirectBuffer from, int start, int length) throws MalformedEventException {
    if (length < EventLayout.FIXED_BYTES) {
      throw new MalformedEventException("it is too short");
    }
    buffer = from;
    offset = start;
    end = start + length;
    at = start + EventLayout.FIXED_BYTES;
    int version = unsigned(EventLayout.VERSION);
    if (version != EventLayout.SCHEMA_VERSION) {
      throw new MalformedEventException("it has the unknown version " + version);
    }
    EventType type = EventType.ofCode(unsigned(EventLayout.TYPE));
    EventAction action = EventAction.ofCode(buffer.getByte(offset + EventLayout.ACTION) & 0xFF);
    if (type == null || action == null) {
      throw new MalformedEventException("it is of an unknown type");
    }
    Event event = body(type, version, action);
    if (at != end) {
      throw new MalformedEventException("bytes are left over");
    }
    return event;
  }

  private Event body(EventType type, int version, EventAction action)
      throws MalformedEventException {
    String tenant = name();
    String node = name();
    String session = name();
    EventHeader header =
        new EventHeader(
            tenant,
            type,
            version,
            new UUID(number(EventLayout.ID_HIGH), number(EventLayout.ID_LOW)),
            node,
            number(EventLayout.EVENT_TIME),
            number(EventLayout.JOURNAL_TIME));
    UsageCounters usage =
        new UsageCounters(
            number(EventLayout.BYTES_IN),
            number(EventLayout.BYTES_OUT),
            number(EventLayout.MEDIA_MILLIS),
            number(EventLayout.SAMPLES_DROPPED));
    int protocolCode = buffer.getByte(offset + EventLayout.PROTOCOL) & 0xFF;
    int port = unsigned(EventLayout.PORT);
    if (action == EventAction.OPEN) {
      Protocol protocol = ProtocolCodes.named(protocolCode);
      if (protocol == null || !usage.equals(UsageCounters.ZERO)) {
        throw new MalformedEventException("a beginning has a protocol and has used nothing");
      }
      return new Event.SessionOpened(
          header,
          session,
          protocol,
          name(),
          text(EventLayout.MAX_ADDRESS_BYTES),
          port,
          text(EventLayout.MAX_AGENT_BYTES));
    }
    if (protocolCode != 0 || port != 0) {
      throw new MalformedEventException("only a beginning has a protocol and a port");
    }
    return action == EventAction.CHECKPOINT
        ? new Event.SessionCheckpoint(header, session, usage)
        : new Event.SessionClosed(header, session, usage, text(EventLayout.MAX_REASON_BYTES));
  }

  private int unsigned(int field) {
    return buffer.getShort(offset + field, LITTLE_ENDIAN) & 0xFFFF;
  }

  private long number(int field) {
    return buffer.getLong(offset + field, LITTLE_ENDIAN);
  }

  private String name() throws MalformedEventException {
    String name = text(EventLayout.MAX_NAME_BYTES);
    if (name.isBlank()) {
      throw new MalformedEventException("a name is blank");
    }
    return name;
  }

  private String text(int maxBytes) throws MalformedEventException {
    if (end - at < 2) {
      throw new MalformedEventException("a text is cut off");
    }
    int length = buffer.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
    at += 2;
    if (length > maxBytes || length > end - at) {
      throw new MalformedEventException("a text is too long");
    }
    String text = EventText.of(buffer, at, length);
    at += length;
    return text;
  }
}
