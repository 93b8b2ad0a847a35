package dev.fairlead.control.console;

import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;

/** Says at {@code /} what this is. It names no broadcast: whoever may watch has the address. */
public final class FrontPage implements HttpHandler {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Fairlead</title>
      <style>
      body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 34em; margin: 18vh auto 0; padding: 0 1.2em; }
      code { font-size: 0.95em; }
      </style>
      <h1>Fairlead</h1>
      <p>This is a live media server. Broadcasts are watched under <code>/watch/</code> followed by
      their playback id; whoever runs the broadcast has the whole address.</p>
      </html>
      """;

  @Override
  public void handle(HttpExchange exchange) {
    exchange.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'");
    exchange.setHeader("Cache-Control", "public, max-age=300");
    exchange.respondText(200, "text/html; charset=utf-8", PAGE);
  }
}
