package dev.fairlead.protocols.whip;

import dev.fairlead.protocols.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What POST and PATCH requests have in common. Stateless. */
final class OfferRequest {
  /** Longest offer: browsers' stay under 16 kB, with every codec and candidate. */
  static final int MAX_OFFER_BYTES = 64 << 10;

  private static final String BEARER = "bearer ";

  private OfferRequest() {}

  /** Whether the body is of this media type; answers 415 when it is not. */
  static boolean hasType(HttpExchange exchange, String expected) {
    String type = exchange.header("content-type");
    int end = type == null ? 0 : type.indexOf(';');
    String bare = type == null ? "" : end < 0 ? type : type.substring(0, end);
    if (bare.trim().toLowerCase(Locale.ROOT).equals(expected)) {
      return true;
    }
    exchange.respondProblem(
        415, "unsupported_media_type", "The body must be of the type " + expected + ".");
    return false;
  }

  static String body(HttpExchange exchange) {
    return exchange.body().toString(StandardCharsets.UTF_8);
  }

  /** The bearer token, or null when there is none. */
  static @Nullable String bearer(HttpExchange exchange) {
    String authorization = exchange.header("authorization");
    if (authorization == null
        || authorization.length() <= BEARER.length()
        || !authorization.substring(0, BEARER.length()).toLowerCase(Locale.ROOT).equals(BEARER)) {
      return null;
    }
    return authorization.substring(BEARER.length()).trim();
  }

  static String agent(HttpExchange exchange) {
    String agent = exchange.header("user-agent");
    return agent == null ? "" : agent;
  }
}
