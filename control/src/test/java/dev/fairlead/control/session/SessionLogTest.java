package dev.fairlead.control.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionLogTest {
  private static final TenantId TENANT = new TenantId("t");

  private final SessionLog log = new SessionLog(AddressDetail.NETWORK);

  @Test
  void countsSessionsUnderWay() {
    SessionId first = open(Direction.PLAY, Protocol.FLV);
    open(Direction.PLAY, Protocol.FLV);
    close(first, UsageCounters.ZERO);

    assertEquals(List.of("PLAY FLV opened 2 active 1 out 0"), figures());
  }

  @Test
  void countsUsageOnceHoweverOftenItIsTold() {
    SessionId session = open(Direction.PLAY, Protocol.TS);
    checkpoint(session, 100);
    checkpoint(session, 250);
    checkpoint(session, 250);
    close(session, new UsageCounters(0, 300, 0, 0));

    assertEquals(List.of("PLAY TS opened 1 active 0 out 300"), figures());
  }

  @Test
  void aSecondEndOrAnUnknownSessionChangesNothing() {
    SessionId session = open(Direction.PUBLISH, Protocol.RTMP);
    close(session, UsageCounters.ZERO);
    close(session, UsageCounters.ZERO);
    close(SessionId.random(), UsageCounters.ZERO);

    assertEquals(List.of("PUBLISH RTMP opened 1 active 0 out 0"), figures());
  }

  @Test
  void anEventIsSafeAtOnce() {
    assertTrue(
        log.record(
                new SessionEvent.Checkpoint(
                    SessionId.random(), TENANT, Instant.EPOCH, UsageCounters.ZERO))
            .toCompletableFuture()
            .isDone());
  }

  @Test
  void tellsNoMoreOfAnAddressThanAllowed() {
    InetSocketAddress four = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.77"), 9);
    InetSocketAddress six = new InetSocketAddress(InetAddress.ofLiteral("2001:db8:1:2::7"), 9);

    assertEquals("203.0.113.0/24", AddressDetail.NETWORK.of(four));
    assertEquals("2001:db8:1:0:0:0:0:0/48", AddressDetail.NETWORK.of(six));
    assertEquals("203.0.113.77:9", AddressDetail.FULL.of(four));
    assertEquals("-", AddressDetail.NONE.of(four));
  }

  private SessionId open(Direction direction, Protocol protocol) {
    SessionId session = SessionId.random();
    log.record(
        new SessionEvent.Opened(
            session,
            TENANT,
            Instant.EPOCH,
            direction,
            protocol,
            new BroadcastKey("b"),
            new InetSocketAddress("127.0.0.1", 1),
            "agent"));
    return session;
  }

  private void checkpoint(SessionId session, long bytesOut) {
    log.record(
        new SessionEvent.Checkpoint(
            session, TENANT, Instant.EPOCH, new UsageCounters(0, bytesOut, 0, 0)));
  }

  private void close(SessionId session, UsageCounters usage) {
    log.record(new SessionEvent.Closed(session, TENANT, Instant.EPOCH, usage, "left"));
  }

  private List<String> figures() {
    List<String> lines = new ArrayList<>();
    log.forEach(
        (direction, protocol, sums) ->
            lines.add(
                "%s %s opened %d active %d out %d"
                    .formatted(
                        direction, protocol, sums.opened(), sums.active(), sums.bytesOut())));
    return lines;
  }
}
