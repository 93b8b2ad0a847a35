package dev.fairlead.protocols.whip;

import dev.fairlead.media.session.Protocol;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.HttpPlayRequest;
import dev.fairlead.protocols.webrtc.bridge.SessionOpener;

/**
 * Answers {@code POST /whep/ID}: opens a play session. Any thread may hold it; each exchange stays
 * on its own loop.
 */
final class WhepHandler implements HttpHandler {
  private final SessionOpener opener;
  private final WhipRoutes.Endpoints endpoints;
  private final String links;

  WhepHandler(SessionOpener opener, WhipRoutes.Endpoints endpoints, String links) {
    this.opener = opener;
    this.endpoints = endpoints;
    this.links = links;
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (!OfferRequest.hasType(exchange, OpeningAnswers.SDP)) {
      return;
    }
    var _ =
        opener
            .play(
                endpoints.of(exchange.loop()),
                HttpPlayRequest.of(exchange, Protocol.WHEP),
                OfferRequest.body(exchange))
            .thenAcceptAsync(
                opening ->
                    OpeningAnswers.respond(exchange, opening, WhipRoutes.WHEP_SESSIONS, links),
                exchange.loop());
  }
}
