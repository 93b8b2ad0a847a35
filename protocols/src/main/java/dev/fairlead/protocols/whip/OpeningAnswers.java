package dev.fairlead.protocols.whip;

import dev.fairlead.protocols.http.CacheControl;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.webrtc.bridge.Opening;
import dev.fairlead.protocols.webrtc.bridge.PeerSession;

/** Says over HTTP what became of an offer. Stateless. */
final class OpeningAnswers {
  static final String SDP = "application/sdp";

  private static final int CREATED = 201;

  private OpeningAnswers() {}

  /**
   * Answers.
   *
   * @param resources path under which sessions are, such as {@code /whip/sessions}
   * @param links values of Link headers, joined; empty for none
   */
  static void respond(HttpExchange exchange, Opening opening, String resources, String links) {
    exchange.setHeader(CacheControl.NAME, CacheControl.NO_STORE);
    switch (opening) {
      case Opening.Opened opened -> {
        PeerSession session = opened.session();
        exchange
            .setHeader("location", exchange.origin() + resources + "/" + session.id())
            .setHeader("etag", tag(session.iceName()))
            .setHeader("accept-patch", IceFragment.CONTENT_TYPE);
        if (!links.isEmpty()) {
          exchange.setHeader("link", links);
        }
        exchange.respondText(CREATED, SDP, opened.answer());
      }
      case Opening.Refused refused -> refuse(exchange, refused);
    }
  }

  /** Names the ICE session that a resource is in (RFC 9725 §4.3.1). */
  static String tag(String iceName) {
    return "\"" + iceName + "\"";
  }

  private static void refuse(HttpExchange exchange, Opening.Refused refused) {
    String text = refused.text();
    switch (refused.reason()) {
      case MALFORMED -> exchange.respondProblem(400, "malformed_offer", text);
      case UNUSABLE -> exchange.respondProblem(422, "unusable_offer", text);
      case NO_COMMON_CODEC -> exchange.respondProblem(406, "no_common_codec", text);
      case UNKNOWN -> exchange.respondProblem(404, "unknown", text);
      case FORBIDDEN -> exchange.respondProblem(403, "forbidden", text);
      case CONFLICT -> exchange.respondProblem(409, "conflict", text);
      case NOT_LIVE -> exchange.setHeader("retry-after", "2").respondProblem(404, "not_live", text);
      case OVER_LIMIT ->
          exchange.setHeader("retry-after", "5").respondProblem(429, "over_limit", text);
      case UNAVAILABLE ->
          exchange.setHeader("retry-after", "1").respondProblem(503, "unavailable", text);
    }
  }
}
