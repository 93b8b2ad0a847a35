package dev.fairlead.media.session;

import java.net.InetSocketAddress;
import java.time.Instant;

/** What happened to a session. Never holds a stream key. */
public sealed interface SessionEvent {
  /** Which session. */
  SessionId session();

  /** Who owns it. */
  TenantId tenant();

  /** When. */
  Instant at();

  /** Which side of a broadcast a session is on. */
  enum Direction {
    PUBLISH,
    PLAY
  }

  /**
   * A session was admitted. What must be accounted starts here.
   *
   * @param session new id
   * @param tenant who owns it
   * @param at when
   * @param direction which side
   * @param protocol how
   * @param broadcast which broadcast
   * @param remote the peer's address
   * @param agent what the peer calls itself, may be empty
   */
  record Opened(
      SessionId session,
      TenantId tenant,
      Instant at,
      Direction direction,
      Protocol protocol,
      BroadcastKey broadcast,
      InetSocketAddress remote,
      String agent)
      implements SessionEvent {}

  /**
   * A session goes on.
   *
   * @param session which
   * @param tenant who owns it
   * @param at when
   * @param usage so far
   */
  record Checkpoint(SessionId session, TenantId tenant, Instant at, UsageCounters usage)
      implements SessionEvent {}

  /**
   * A session is over.
   *
   * @param session which
   * @param tenant who owns it
   * @param at when
   * @param usage in all
   * @param reason stable lower-case word
   */
  record Closed(SessionId session, TenantId tenant, Instant at, UsageCounters usage, String reason)
      implements SessionEvent {}
}
