package dev.fairlead.protocols.http;

/**
 * What pages of other origins may do with a route (WHATWG Fetch §3.3). Immutable.
 *
 * <p>Credentials are never allowed: with {@code *} as origin every answer is the same for everyone,
 * so caches in front need no {@code Vary: Origin}.
 *
 * @param allowOrigin {@code *} or one origin; empty sends no CORS headers
 * @param allowHeaders request headers that a page may set, comma separated
 * @param exposeHeaders answer headers that a page may read, comma separated
 * @param maxAgeSeconds how long a browser may keep the answer to a preflight
 */
public record CorsPolicy(
    String allowOrigin, String allowHeaders, String exposeHeaders, int maxAgeSeconds) {
  /** Media for any page: what players send and read. */
  public static final CorsPolicy MEDIA =
      new CorsPolicy(
          "*",
          "Authorization, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status, Content-Type,"
              + " If-Match, If-None-Match, Range, X-Playback-Session-Id",
          "Accept-Ranges, Content-Length, Content-Range, Date, ETag, Link, Location",
          // Chromium caps it at two hours.
          7_200);

  /** Same origin only. */
  public static final CorsPolicy NONE = new CorsPolicy("", "", "", 0);

  /** Whether any CORS header is sent. */
  public boolean isOpen() {
    return !allowOrigin.isEmpty();
  }
}
