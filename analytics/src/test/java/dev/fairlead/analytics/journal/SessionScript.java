package dev.fairlead.analytics.journal;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionEvent.Direction;
import dev.fairlead.media.session.SessionId;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.session.UsageCounters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;

/** Sessions as the gate tells of them. */
final class SessionScript {
  static final TenantId TENANT = new TenantId("tenant-1");
  static final Instant AT = Instant.parse("2030-01-01T00:00:00.123456Z");

  private SessionScript() {}

  static SessionEvent.Opened opened(String session) {
    return new SessionEvent.Opened(
        new SessionId(session),
        TENANT,
        AT,
        Direction.PLAY,
        Protocol.HLS,
        new BroadcastKey("broadcast-1"),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_711),
        "player");
  }

  static SessionEvent.Checkpoint checkpoint(String session, long bytesOut) {
    return new SessionEvent.Checkpoint(
        new SessionId(session), TENANT, AT.plusSeconds(10), usage(bytesOut));
  }

  static SessionEvent.Closed closed(String session, long bytesOut) {
    return new SessionEvent.Closed(
        new SessionId(session), TENANT, AT.plusSeconds(20), usage(bytesOut), "viewer_left");
  }

  static UsageCounters usage(long bytesOut) {
    return new UsageCounters(0, bytesOut, bytesOut / 100, 0);
  }
}
