package dev.fairlead.protocols.http;

import dev.fairlead.media.session.RefusalReason;

/** How HTTP says why somebody was not admitted, in the same words on every path. */
public enum Refusal {
  UNKNOWN(404, "unknown_playback_id", 0),
  FORBIDDEN(403, "forbidden", 0),
  CONFLICT(409, "conflict", 0),
  OVER_LIMIT(503, "over_limit", 5),
  UNAVAILABLE(503, "unavailable", 1);

  private final int status;
  private final String code;
  private final int retryAfterS;

  Refusal(int status, String code, int retryAfterS) {
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }

  /** The one for {@code reason}. */
  public static Refusal of(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN -> UNKNOWN;
      case FORBIDDEN -> FORBIDDEN;
      case CONFLICT -> CONFLICT;
      case OVER_LIMIT -> OVER_LIMIT;
      case UNAVAILABLE -> UNAVAILABLE;
    };
  }

  /** Answers {@code exchange} with a problem document that says {@code text}. */
  public void respond(HttpExchange exchange, String text) {
    exchange.setHeader(CacheControl.NAME, CacheControl.NO_STORE);
    if (retryAfterS > 0) {
      exchange.setHeader("retry-after", Integer.toString(retryAfterS));
    }
    exchange.respondProblem(status, code, text);
  }

  /** The status. */
  public int status() {
    return status;
  }

  /** The stable word. */
  public String code() {
    return code;
  }
}
