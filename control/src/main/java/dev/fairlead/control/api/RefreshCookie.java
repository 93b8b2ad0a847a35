package dev.fairlead.control.api;

import dev.fairlead.control.auth.Logins;
import dev.fairlead.protocols.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * The refresh token of the console, in a cookie that scripts cannot read (RFC 6265 §4.1.2). It goes
 * to the calls that use it alone, and never along with what a page of another site sends.
 */
final class RefreshCookie {
  private static final String NAME = "fairlead_refresh";
  private static final String PATH = Api.ROOT + "/auth";

  private RefreshCookie() {}

  /**
   * The token that came along, or null. A browser says from where it asks; one that comes from
   * elsewhere gets nothing by a cookie.
   */
  static @Nullable String of(HttpExchange exchange) {
    String site = exchange.header("Sec-Fetch-Site");
    String origin = exchange.header("Origin");
    boolean own =
        (site == null || site.equals("same-origin"))
            && (origin == null || origin.equals(exchange.origin()));
    String cookies = exchange.header("Cookie");
    if (!own || cookies == null) {
      return null;
    }
    for (String cookie : cookies.split(";")) {
      String stripped = cookie.strip();
      if (stripped.startsWith(NAME + "=")) {
        return stripped.substring(NAME.length() + 1);
      }
    }
    return null;
  }

  /** The header that an answer sets, or null. */
  static @Nullable String set(@Nullable Object answer) {
    return answer instanceof AuthResource.Tokens tokens && tokens.cookie() != null
        ? NAME
            + "="
            + tokens.cookie()
            + "; Path="
            + PATH
            + "; Max-Age="
            + (tokens.cookie().isEmpty() ? 0 : Logins.REFRESH_LIFE.toSeconds())
            + "; HttpOnly; SameSite=Strict"
        : null;
  }

  /** The answer without what goes into the cookie. */
  static Object withoutSecret(Object answer) {
    return answer instanceof AuthResource.Tokens tokens ? tokens.withoutCookie() : answer;
  }
}
