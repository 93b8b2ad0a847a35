package dev.fairlead.protocols.whip;

import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.HttpRoute;
import dev.fairlead.protocols.webrtc.bridge.PeerEndpoint;
import dev.fairlead.protocols.webrtc.bridge.SessionOpener;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Where WHIP and WHEP answer. Immutable. */
public final class WhipRoutes {
  static final String KEY = "key";
  static final String SESSION = "session";
  static final String WHIP_SESSIONS = "/whip/sessions";
  static final String WHEP_SESSIONS = "/whep/sessions";

  private final SessionOpener opener;
  private final Endpoints endpoints;
  private final String links;

  /** Which end of the port a loop has. */
  public interface Endpoints {
    PeerEndpoint of(EventLoop loop);
  }

  /**
   * @param iceServers STUN and TURN servers for peers, as Link headers name them (RFC 9725 §4.5),
   *     such as {@code <stun:stun.example.net>; rel="ice-server"}
   */
  public WhipRoutes(SessionOpener opener, Endpoints endpoints, List<String> iceServers) {
    this.opener = opener;
    this.endpoints = endpoints;
    links = iceServers.stream().collect(Collectors.joining(", "));
  }

  /** Adds all routes. */
  public void addTo(Consumer<HttpRoute> routes) {
    HttpHandler publish = new WhipHandler(opener, endpoints, links);
    routes.accept(HttpRoute.of("POST", "/whip", publish).withBody(OfferRequest.MAX_OFFER_BYTES));
    routes.accept(
        HttpRoute.of("POST", "/whip/{" + KEY + "}", publish)
            .withBody(OfferRequest.MAX_OFFER_BYTES)
            .withSecretPath());
    HttpHandler play = new WhepHandler(opener, endpoints, links);
    routes.accept(HttpRoute.of("POST", "/whep/{id}", play).withBody(OfferRequest.MAX_OFFER_BYTES));
    SessionResource resource = new SessionResource(opener, opener.candidates());
    for (String sessions : List.of(WHIP_SESSIONS, WHEP_SESSIONS)) {
      String pattern = sessions + "/{" + SESSION + "}";
      routes.accept(
          HttpRoute.of("PATCH", pattern, resource::patch)
              .withBody(IceFragment.MAX_BYTES)
              .withSecretPath());
      routes.accept(HttpRoute.of("DELETE", pattern, resource::delete).withSecretPath());
    }
  }
}
