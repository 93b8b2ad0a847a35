package dev.fairlead.protocols.http;

import dev.fairlead.media.session.RefusalReason;

/** Says over HTTP why somebody was not admitted, in the same words on every path. Stateless. */
public final class Refusals {
  private Refusals() {}

  /** Answers {@code exchange} with a problem document. */
  public static void respond(HttpExchange exchange, RefusalReason reason, String text) {
    exchange.setHeader(CacheControl.NAME, CacheControl.NO_STORE);
    int retryAfterS =
        switch (reason) {
          case OVER_LIMIT -> 5;
          case UNAVAILABLE -> 1;
          case UNKNOWN, FORBIDDEN, CONFLICT -> 0;
        };
    if (retryAfterS > 0) {
      exchange.setHeader("retry-after", Integer.toString(retryAfterS));
    }
    exchange.respondProblem(status(reason), code(reason), text);
  }

  /** The status that says {@code reason}. */
  public static int status(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN -> 404;
      case FORBIDDEN -> 403;
      case CONFLICT -> 409;
      case OVER_LIMIT, UNAVAILABLE -> 503;
    };
  }

  /** The stable word for {@code reason}. */
  public static String code(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN -> "unknown_playback_id";
      case FORBIDDEN -> "forbidden";
      case CONFLICT -> "conflict";
      case OVER_LIMIT -> "over_limit";
      case UNAVAILABLE -> "unavailable";
    };
  }
}
