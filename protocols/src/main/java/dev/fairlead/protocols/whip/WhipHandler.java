package dev.fairlead.protocols.whip;

import dev.fairlead.media.session.StreamKey;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.webrtc.bridge.SessionOpener;

/**
 * Answers {@code POST /whip/KEY}, and {@code POST /whip} with the key as bearer token: opens a
 * publish session. Any thread may hold it; each exchange stays on its own loop.
 */
final class WhipHandler implements HttpHandler {
  private final SessionOpener opener;
  private final WhipRoutes.Endpoints endpoints;
  private final String links;

  WhipHandler(SessionOpener opener, WhipRoutes.Endpoints endpoints, String links) {
    this.opener = opener;
    this.endpoints = endpoints;
    this.links = links;
  }

  @Override
  public void handle(HttpExchange exchange) {
    String inPath = exchange.pathParameter(WhipRoutes.KEY);
    String key = inPath.isEmpty() ? OfferRequest.bearer(exchange) : inPath;
    if (key == null) {
      exchange
          .setHeader("www-authenticate", "Bearer")
          .respondProblem(
              401, "key_missing", "Send the stream key as bearer token, or as /whip/KEY.");
      return;
    }
    if (!OfferRequest.hasType(exchange, OpeningAnswers.SDP)) {
      return;
    }
    var _ =
        opener
            .publish(
                endpoints.of(exchange.loop()),
                new StreamKey(key),
                OfferRequest.body(exchange),
                new SessionOpener.Peer(exchange.remote(), OfferRequest.agent(exchange)))
            .thenAcceptAsync(
                opening ->
                    OpeningAnswers.respond(exchange, opening, WhipRoutes.WHIP_SESSIONS, links),
                exchange.loop());
  }
}
