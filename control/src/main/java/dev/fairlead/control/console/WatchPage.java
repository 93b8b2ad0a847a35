package dev.fairlead.control.console;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.HttpRefusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serves {@code /watch/ID}. Any thread. */
public final class WatchPage implements HttpHandler {
  /**
   * Only our own scripts run, and the one that stands in the page, by its hash; any page may embed
   * this one, which is what it is for.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self' 'sha256-{{hash}}'; style-src 'self'; img-src 'self'"
          + " data: blob:; media-src 'self' blob: mediastream:; connect-src 'self';"
          + " worker-src 'self' blob:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors *";

  private final Viewers viewers;
  private final Function<BroadcastKey, List<String>> ahead;
  private final String assetsPath;
  private final String template;
  private final String policy;

  /**
   * @param viewers asked whether this one may watch
   * @param ahead what a player asks for first, as paths below that of HLS
   * @param assetsPath where the page's files are
   */
  public WatchPage(Viewers viewers, Function<BroadcastKey, List<String>> ahead, String assetsPath) {
    this.viewers = viewers;
    this.ahead = ahead;
    this.assetsPath = assetsPath;
    String headStart = text("head-start.js");
    template =
        text("index.html").replace("{{assets}}", assetsPath).replace("{{headStart}}", headStart);
    policy = POLICY.replace("{{hash}}", sha256(headStart));
  }

  @Override
  public void handle(HttpExchange exchange) {
    viewers.decide(exchange, (answer, live) -> respond(exchange, answer, live));
  }

  private void respond(HttpExchange exchange, PlayAdmission answer, @Nullable Broadcast live) {
    String refusal = "";
    int status = 200;
    if (answer instanceof PlayAdmission.Refused refused) {
      refusal = refused.text();
      status = HttpRefusal.of(refused.reason()).status();
    }
    String id = escaped(exchange.pathParameter("id"));
    exchange.setHeader("Content-Security-Policy", policy);
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "same-origin");
    exchange.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    // Whether it is live is part of the page.
    exchange.setHeader("Cache-Control", "no-store");
    exchange.respondText(
        status,
        "text/html; charset=utf-8",
        template
            .replace("{{preload}}", live == null ? "" : preloads(exchange, id))
            .replace("{{start}}", live == null ? "" : headStart(exchange, live))
            .replace("{{live}}", String.valueOf(live != null))
            .replace("{{refusal}}", escaped(refusal))
            .replace("{{id}}", id));
  }

  /** What the first picture waits for is asked for while the page is still being read. */
  private String preloads(HttpExchange exchange, String id) {
    if (isWebRtc(exchange)) {
      return """
      <link rel="modulepreload" href="%1$s/meter.js">
      <link rel="modulepreload" href="%1$s/webrtc-player.js">\
      """
          .formatted(assetsPath);
    }
    if (isDash(exchange)) {
      return "";
    }
    return """
    <link rel="modulepreload" href="%1$s/meter.js">
    <link rel="modulepreload" href="%1$s/hls-player.js">
    <link rel="modulepreload" href="%1$s/vendor/hls.mjs">
    <link rel="preload" as="fetch" crossorigin="anonymous" href="/hls/%2$s/index.m3u8">\
    """
        .formatted(assetsPath, id);
  }

  /** What the player will ask for once it has been read itself, apart by spaces. */
  private String headStart(HttpExchange exchange, Broadcast live) {
    return isDash(exchange) || isWebRtc(exchange)
        ? ""
        : escaped(String.join(" ", ahead.apply(live.key())));
  }

  private static boolean isWebRtc(HttpExchange exchange) {
    return "webrtc".equals(exchange.query().get("mode"));
  }

  private static boolean isDash(HttpExchange exchange) {
    return "dash".equals(exchange.query().get("player"));
  }

  /** As a policy names a script that stands in the page (CSP Level 3 §2.3.1). */
  private static String sha256(String script) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static String text(String file) {
    return new String(
        Asset.read("/console/watch/" + file, "text/plain").bytes(), StandardCharsets.UTF_8);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("{", "&#123;");
  }
}
