package dev.fairlead.control.console;

import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import java.nio.charset.StandardCharsets;

/**
 * Serves {@code /publish}: going live from the browser. The stream key stays behind the address's
 * hash mark, which browsers do not send. Any thread.
 */
public final class PublishPage implements HttpHandler {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " media-src 'self' blob: mediastream:; connect-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private final String page;

  /**
   * @param assetsPath where the page's files are
   */
  public PublishPage(String assetsPath) {
    page =
        new String(
                Asset.read("/console/publish/index.html", "text/html").bytes(),
                StandardCharsets.UTF_8)
            .replace("{{assets}}", assetsPath);
  }

  @Override
  public void handle(HttpExchange exchange) {
    exchange.setHeader("Content-Security-Policy", POLICY);
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader(
        "Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.respondText(200, "text/html; charset=utf-8", page);
  }
}
