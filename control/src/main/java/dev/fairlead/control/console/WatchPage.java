package dev.fairlead.control.console;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.HttpRefusal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Serves {@code /watch/ID}. Any thread. */
public final class WatchPage implements HttpHandler {
  /** Only our own scripts run; any page may embed this one, which is what it is for. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " media-src 'self' blob: mediastream:; connect-src 'self'; worker-src 'self' blob:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors *";

  private final Viewers viewers;
  private final String assetsPath;
  private final String template;

  /**
   * @param viewers asked whether this one may watch
   * @param assetsPath where the page's files are
   */
  public WatchPage(Viewers viewers, String assetsPath) {
    this.viewers = viewers;
    this.assetsPath = assetsPath;
    template =
        new String(
                Asset.read("/console/watch/index.html", "text/html").bytes(),
                StandardCharsets.UTF_8)
            .replace("{{assets}}", assetsPath);
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
    exchange.setHeader("Content-Security-Policy", POLICY);
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
            .replace("{{live}}", String.valueOf(live != null))
            .replace("{{refusal}}", escaped(refusal))
            .replace("{{id}}", id));
  }

  /** What the first picture waits for is asked for while the page is still being read. */
  private String preloads(HttpExchange exchange, String id) {
    if ("webrtc".equals(exchange.query().get("mode"))) {
      return """
      <link rel="modulepreload" href="%1$s/meter.js">
      <link rel="modulepreload" href="%1$s/webrtc-player.js">\
      """
          .formatted(assetsPath);
    }
    if ("dash".equals(exchange.query().get("player"))) {
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

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("{", "&#123;");
  }
}
