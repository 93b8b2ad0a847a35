package dev.fairlead.protocols.http;

import dev.fairlead.media.session.RefusalReason;

/**
 * How it is said over HTTP, on every path in the same way, that somebody is not admitted.
 * Immutable.
 *
 * @param status of the answer
 * @param code stable word for programs
 * @param retryAfterSeconds when to try again; 0 says nothing
 */
public record HttpRefusal(int status, String code, int retryAfterSeconds) {
  private static final HttpRefusal UNKNOWN = new HttpRefusal(404, "unknown_playback_id", 0);
  private static final HttpRefusal FORBIDDEN = new HttpRefusal(403, "forbidden", 0);
  private static final HttpRefusal CONFLICT = new HttpRefusal(409, "conflict", 0);
  private static final HttpRefusal OVER_LIMIT = new HttpRefusal(503, "over_limit", 5);
  private static final HttpRefusal UNAVAILABLE = new HttpRefusal(503, "unavailable", 1);

  /** The way of saying {@code reason}. */
  public static HttpRefusal of(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN -> UNKNOWN;
      case FORBIDDEN -> FORBIDDEN;
      case CONFLICT -> CONFLICT;
      case OVER_LIMIT -> OVER_LIMIT;
      case UNAVAILABLE -> UNAVAILABLE;
    };
  }

  /** Answers {@code exchange} with a problem document whose detail is {@code text}. */
  public void respond(HttpExchange exchange, String text) {
    exchange.setHeader(CacheControl.NAME, CacheControl.NO_STORE);
    if (retryAfterSeconds > 0) {
      exchange.setHeader("retry-after", Integer.toString(retryAfterSeconds));
    }
    exchange.respondProblem(status, code, text);
  }
}
