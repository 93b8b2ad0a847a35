package dev.fairlead.protocols.delivery;

import dev.fairlead.media.session.Protocol;
import dev.fairlead.protocols.http.HttpExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is taken for one viewer among many requests. Immutable.
 *
 * <p>Nothing of it stands in URLs, which stay the same for everyone and so for a cache. Players
 * that name their session in a header are told apart behind one address: {@code
 * X-Playback-Session-Id} of Apple's players and of the watch page, and {@code sid} of CTA-5004
 * (2020) §3.1.
 *
 * @param protocol by which kind of list it plays
 * @param playbackId what it watches
 * @param address where it is
 * @param agent what it calls itself, shortened; empty in a shared key
 * @param session what its player calls this playback; often empty
 */
record ViewerKey(
    Protocol protocol, String playbackId, InetAddress address, String agent, String session) {
  /** Agents longer than this are alike as far as we care; browsers stay below 200. */
  private static final int MAX_AGENT_CHARS = 256;

  /** What CTA-5004 (2020) §3.1 allows a session's name; a UUID has 36. */
  private static final int MAX_SESSION_CHARS = 64;

  private static final String SESSION_HEADER = "x-playback-session-id";
  private static final String CMCD_HEADER = "cmcd-session";
  private static final String CMCD_SESSION = "sid=\"";

  static ViewerKey of(HttpExchange exchange, Protocol protocol) {
    String agent = exchange.header("user-agent");
    return new ViewerKey(
        protocol,
        exchange.pathParameter("id"),
        address(exchange.remote()),
        agent == null ? "" : shortened(agent, MAX_AGENT_CHARS),
        session(exchange));
  }

  /** The same viewer by another kind of list. */
  ViewerKey by(Protocol other) {
    return new ViewerKey(other, playbackId, address, agent, session);
  }

  /** What all viewers at its address have in common. */
  ViewerKey shared() {
    return new ViewerKey(protocol, playbackId, address, "", "");
  }

  boolean isShared() {
    return agent.isEmpty() && session.isEmpty();
  }

  private static InetAddress address(InetSocketAddress remote) {
    InetAddress address = remote.getAddress();
    return address == null ? InetAddress.getLoopbackAddress() : address;
  }

  private static String session(HttpExchange exchange) {
    String named = exchange.header(SESSION_HEADER);
    if (named == null) {
      named = cmcdSession(exchange.header(CMCD_HEADER));
    }
    if (named == null) {
      // The same as in the header, for players that put it into the query.
      named = cmcdSession(exchange.query().get("CMCD"));
    }
    return named == null ? "" : shortened(named, MAX_SESSION_CHARS);
  }

  private static @Nullable String cmcdSession(@Nullable String cmcd) {
    int from = cmcd == null ? NOT_FOUND : cmcd.indexOf(CMCD_SESSION);
    if (cmcd == null || from < 0) {
      return null;
    }
    from += CMCD_SESSION.length();
    int to = cmcd.indexOf('"', from);
    return to < 0 ? null : cmcd.substring(from, to);
  }

  private static final int NOT_FOUND = -1;

  private static String shortened(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars);
  }
}
