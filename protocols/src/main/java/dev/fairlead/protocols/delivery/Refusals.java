package dev.fairlead.protocols.delivery;

import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.protocols.http.HttpExchange;

/** Says over HTTP why a viewer was refused. */
final class Refusals {
  private Refusals() {}

  static void respond(HttpExchange exchange, PlayAdmission.Refused refused) {
    exchange.setHeader("Cache-Control", Caching.NEVER);
    switch (refused.reason()) {
      case UNKNOWN -> exchange.respondProblem(404, "unknown_playback_id", refused.text());
      case FORBIDDEN -> exchange.respondProblem(403, "forbidden", refused.text());
      case OVER_LIMIT ->
          exchange.setHeader("Retry-After", "5").respondProblem(503, "over_limit", refused.text());
      case CONFLICT -> exchange.respondProblem(409, "conflict", refused.text());
      case UNAVAILABLE ->
          exchange.setHeader("Retry-After", "1").respondProblem(503, "unavailable", refused.text());
    }
  }
}
