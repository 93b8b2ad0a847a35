package dev.fairlead.analytics.event;

import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.SessionId;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.session.UsageCounters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** One event of each kind, always the same. */
final class EventScript {
  static final SessionId SESSION = new SessionId("0e9b1c34-6f5f-4d57-8f0e-0d6f0e0a9f11");
  static final TenantId TENANT = new TenantId("5eed517e-ba5e-4a7a-917e-ba5eda7a0001");
  static final UsageCounters USAGE = new UsageCounters(1_234, 56_789_012_345L, 60_000, 3);
  static final long BEGAN_NS = 1_900_000_000_123_456_789L;

  private EventScript() {}

  /** Bytes of each event as the current version writes them. */
  static List<byte[]> encoded() {
    byte[] memory = new byte[EventEncoder.MAX_EVENT_BYTES];
    EventEncoder encoder = new EventEncoder(new UnsafeBuffer(memory), "node-1");
    List<byte[]> events = new ArrayList<>();
    for (EventType type : EventType.values()) {
      events.add(copy(memory, opened(encoder, type, "Lavf/60.16.100 \u00e9\u20ac\ud83d\ude00")));
      events.add(
          copy(
              memory,
              encoder.checkpoint(type, SESSION, TENANT, BEGAN_NS + 10, BEGAN_NS + 20, USAGE)));
      events.add(
          copy(
              memory,
              encoder.closed(
                  type, SESSION, TENANT, BEGAN_NS + 30, BEGAN_NS + 40, USAGE, "viewer_left")));
    }
    return events;
  }

  static int opened(EventEncoder encoder, EventType type, String agent) {
    try {
      return encoder.opened(
          type,
          SESSION,
          TENANT,
          BEGAN_NS,
          BEGAN_NS + 5,
          Protocol.WHEP,
          "broadcast-1",
          new InetSocketAddress(InetAddress.getByName("2001:db8::7"), 65_535),
          agent);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] copy(byte[] memory, int length) {
    return java.util.Arrays.copyOf(memory, length);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
