package dev.fairlead.protocols.http;

import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request over HTTP tells of whoever asks to watch. */
public final class HttpPlayRequest {
  private static final String BEARER = "bearer ";

  private HttpPlayRequest() {}

  /** For the playback id that the route named {@code id}. */
  public static PlayRequest of(HttpExchange exchange, Protocol protocol) {
    return of(exchange, protocol, exchange.query());
  }

  /**
   * The same with other parameters.
   *
   * @param parameters those of the query that matter
   */
  public static PlayRequest of(
      HttpExchange exchange, Protocol protocol, Map<String, String> parameters) {
    return new PlayRequest(
        protocol,
        exchange.pathParameter("id"),
        exchange.remote(),
        orEmpty(exchange.header("User-Agent")),
        parameters,
        bearer(exchange.header("Authorization")),
        page(exchange));
  }

  private static String bearer(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? authorization.substring(BEARER.length()).strip()
        : "";
  }

  private static String page(HttpExchange exchange) {
    String origin = exchange.header("Origin");
    String page = origin == null ? originOf(exchange.header("Referer")) : origin;
    page = page.toLowerCase(Locale.ROOT);
    return page.equals(exchange.origin()) ? PlayRequest.OWN_PAGE : page;
  }

  private static String originOf(@Nullable String address) {
    if (address == null) {
      return "";
    }
    try {
      URI uri = new URI(address);
      return uri.getHost() == null ? "" : uri.getScheme() + "://" + uri.getRawAuthority();
    } catch (URISyntaxException e) {
      return "";
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
