package dev.fairlead.protocols.whip;

import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.wire.EntityTags;
import dev.fairlead.protocols.webrtc.bridge.IceName;
import dev.fairlead.protocols.webrtc.bridge.PeerSession;
import dev.fairlead.protocols.webrtc.bridge.SessionOpener;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers PATCH and DELETE of a session's own URL, which nobody can guess. Any thread may hold it;
 * each exchange stays on its own loop.
 */
final class SessionResource {
  private static final String ANY = "*";

  private final SessionOpener opener;
  private final Supplier<List<String>> candidates;

  SessionResource(SessionOpener opener, Supplier<List<String>> candidates) {
    this.opener = opener;
    this.candidates = candidates;
  }

  private @Nullable PeerSession find(HttpExchange exchange) {
    PeerSession session = opener.sessions().find(exchange.pathParameter(WhipRoutes.SESSION));
    if (session == null) {
      exchange.respondProblem(404, "unknown_session", "This session is over, or never was.");
    }
    return session;
  }

  /** DELETE: the peer is done. */
  void delete(HttpExchange exchange) {
    PeerSession session = find(exchange);
    if (session != null) {
      session.end("deleted", true, () -> exchange.loop().execute(() -> exchange.respondEmpty(200)));
    }
  }

  /** PATCH: more candidates of the peer, or a restart of ICE (RFC 9725 §4.3). */
  void patch(HttpExchange exchange) {
    PeerSession session = find(exchange);
    if (session == null || !OfferRequest.hasType(exchange, IceFragment.CONTENT_TYPE)) {
      return;
    }
    IceFragment fragment = IceFragment.read(OfferRequest.body(exchange));
    if (fragment == null) {
      exchange.respondProblem(
          400, "malformed_fragment", "The body is no fragment of a session description.");
      return;
    }
    String match = exchange.header("if-match");
    if (match == null) {
      exchange.respondProblem(
          428, "precondition_missing", "Say by If-Match which ICE session is meant, or * for any.");
    } else if (!match.trim().equals(ANY)
        && !EntityTags.matchesAny(match, OpeningAnswers.tag(session.iceName()))) {
      exchange.respondProblem(412, "other_ice_session", "ICE was restarted in the meantime.");
    } else if (fragment.ufrag().isEmpty() || fragment.ufrag().equals(session.remoteIceName())) {
      // The peer's candidates are not needed: it is known by where it comes from.
      exchange.respondEmpty(204);
    } else {
      restart(exchange, session, fragment.name());
    }
  }

  private void restart(HttpExchange exchange, PeerSession session, IceName remote) {
    var _ =
        opener
            .restartIce(session, remote)
            .thenAcceptAsync(local -> restarted(exchange, local), exchange.loop());
  }

  private void restarted(HttpExchange exchange, @Nullable IceName local) {
    if (local == null) {
      exchange.respondProblem(
          400, "malformed_fragment", "The fragment has no valid ice-ufrag and ice-pwd.");
    } else {
      exchange
          .setHeader("etag", OpeningAnswers.tag(local.ufrag()))
          .respondText(200, IceFragment.CONTENT_TYPE, IceFragment.write(local, candidates.get()));
    }
  }
}
