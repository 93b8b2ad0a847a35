package dev.fairlead.analytics.event;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.SessionEvent.Direction;
import dev.fairlead.media.session.SessionId;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.session.UsageCounters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes events in the current version of the schema. Confined to one thread. Writes into a buffer
 * that its caller owns. Checkpoints and ends, of which there are many, are written without
 * allocating.
 */
public final class EventEncoder {
  /** The fixed part and every text at its longest. */
  public static final int MAX_EVENT_BYTES =
      EventLayout.FIXED_BYTES
          + 4 * (2 + EventLayout.MAX_NAME_BYTES)
          + 2
          + EventLayout.MAX_ADDRESS_BYTES
          + 2
          + EventLayout.MAX_AGENT_BYTES;

  private static final int DIGEST_BYTES = 32;

  private final MutableDirectBuffer buffer;
  private final String node;

  // Scratch (never escapes a call).
  private final MessageDigest sha256;
  private final byte[] named = new byte[EventLayout.MAX_NAME_BYTES + 1 + Long.BYTES];
  private final UnsafeBuffer names = new UnsafeBuffer(named);
  private final byte[] digest = new byte[DIGEST_BYTES];
  private final UnsafeBuffer digested = new UnsafeBuffer(digest);
  private int at;

  /**
   * @param buffer of at least {@link #MAX_EVENT_BYTES}
   * @param node where everything happens
   */
  public EventEncoder(MutableDirectBuffer buffer, String node) {
    this.buffer = buffer;
    this.node = node;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The type of events about sessions on this side of a broadcast. */
  public static EventType typeOf(Direction direction) {
    return direction == Direction.PUBLISH ? EventType.STREAM_INGEST : EventType.USER_CONNECTION;
  }

  /**
   * A session began.
   *
   * @return length in bytes
   * @throws IllegalArgumentException when a name is too long to be written
   */
  public int opened(
      EventType type,
      SessionId session,
      TenantId tenant,
      long eventTimeNs,
      long journalTimeNs,
      Protocol protocol,
      String broadcast,
      InetSocketAddress remote,
      String agent) {
    header(type, EventAction.OPEN, session, tenant, eventTimeNs, journalTimeNs);
    buffer.putByte(EventLayout.PROTOCOL, (byte) ProtocolCodes.of(protocol));
    buffer.putShort(EventLayout.PORT, (short) remote.getPort(), LITTLE_ENDIAN);
    usage(UsageCounters.ZERO);
    name(broadcast);
    InetAddress address = remote.getAddress();
    text(address == null ? "" : address.getHostAddress(), EventLayout.MAX_ADDRESS_BYTES);
    text(agent, EventLayout.MAX_AGENT_BYTES);
    return at;
  }

  /**
   * A session goes on.
   *
   * @return length in bytes
   */
  public int checkpoint(
      EventType type,
      SessionId session,
      TenantId tenant,
      long eventTimeNs,
      long journalTimeNs,
      UsageCounters usage) {
    header(type, EventAction.CHECKPOINT, session, tenant, eventTimeNs, journalTimeNs);
    usage(usage);
    return at;
  }

  /**
   * A session is over.
   *
   * @return length in bytes
   */
  public int closed(
      EventType type,
      SessionId session,
      TenantId tenant,
      long eventTimeNs,
      long journalTimeNs,
      UsageCounters usage,
      String reason) {
    header(type, EventAction.CLOSE, session, tenant, eventTimeNs, journalTimeNs);
    usage(usage);
    text(reason, EventLayout.MAX_REASON_BYTES);
    return at;
  }

  private void header(
      EventType type,
      EventAction action,
      SessionId session,
      TenantId tenant,
      long eventTimeNs,
      long journalTimeNs) {
    buffer.putShort(EventLayout.TYPE, (short) type.code(), LITTLE_ENDIAN);
    buffer.putShort(EventLayout.VERSION, (short) EventLayout.SCHEMA_VERSION, LITTLE_ENDIAN);
    buffer.putByte(EventLayout.ACTION, (byte) action.code());
    buffer.putByte(EventLayout.PROTOCOL, (byte) 0);
    buffer.putShort(EventLayout.PORT, (short) 0, LITTLE_ENDIAN);
    buffer.putLong(EventLayout.EVENT_TIME, eventTimeNs, LITTLE_ENDIAN);
    buffer.putLong(EventLayout.JOURNAL_TIME, journalTimeNs, LITTLE_ENDIAN);
    id(session, action, eventTimeNs);
    at = EventLayout.FIXED_BYTES;
    name(tenant.value());
    name(node);
    name(session.value());
  }

  /**
   * Derives the id from what happened. A session begins and ends once, so that the time belongs to
   * the identity of checkpoints alone: an end that is told twice, at two times, is one event.
   */
  private void id(SessionId session, EventAction action, long eventTimeNs) {
    int length = EventText.put(names, 0, session.value(), EventLayout.MAX_NAME_BYTES);
    named[length++] = (byte) action.code();
    if (action == EventAction.CHECKPOINT) {
      names.putLong(length, eventTimeNs, LITTLE_ENDIAN);
      length += Long.BYTES;
    }
    sha256.update(named, 0, length);
    try {
      int _ = sha256.digest(digest, 0, DIGEST_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("the digest fits", e);
    }
    // Version 8 and the variant of RFC 9562 §5.8: derived in a way of our own.
    long high = (digested.getLong(0) & ~0xF000L) | 0x8000L;
    long low = (digested.getLong(8) & ~(3L << 62)) | (2L << 62);
    buffer.putLong(EventLayout.ID_HIGH, high, LITTLE_ENDIAN);
    buffer.putLong(EventLayout.ID_LOW, low, LITTLE_ENDIAN);
  }

  private void usage(UsageCounters usage) {
    buffer.putLong(EventLayout.BYTES_IN, usage.bytesIn(), LITTLE_ENDIAN);
    buffer.putLong(EventLayout.BYTES_OUT, usage.bytesOut(), LITTLE_ENDIAN);
    buffer.putLong(EventLayout.MEDIA_MILLIS, usage.mediaMillis(), LITTLE_ENDIAN);
    buffer.putLong(EventLayout.SAMPLES_DROPPED, usage.samplesDropped(), LITTLE_ENDIAN);
  }

  /** A name that is cut would be another name. */
  private void name(String value) {
    int before = at;
    text(value, EventLayout.MAX_NAME_BYTES);
    if (at - before - 2 != EventText.bytes(value)) {
      throw new IllegalArgumentException("a name is too long: " + value);
    }
  }

  private void text(String value, int maxBytes) {
    int length = EventText.put(buffer, at + 2, value, maxBytes);
    buffer.putShort(at, (short) length, LITTLE_ENDIAN);
    at += 2 + length;
  }
}
