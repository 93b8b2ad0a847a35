package dev.fairlead.control.console;

import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console under {@code /console/}: files that talk to the API as any program would. Read
 * when the first is asked for. Any thread.
 */
public final class ConsolePages implements HttpHandler {
  /** Where the console is. */
  public static final String PATH = "/console/";

  /**
   * Only our own scripts and styles; live events by WebSocket; the preview is the watch page, which
   * another port serves; nobody may put the console into a frame.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self' ws: wss:; frame-src http: https:; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  private static final String INDEX = "index.html";

  private static final List<String> SCRIPTS =
      List.of(
          "app.js",
          "api.js",
          "dom.js",
          "live.js",
          "sign-in.js",
          "sign-up.js",
          "account.js",
          "developer.js",
          "webhooks.js",
          "listing.js",
          "team.js",
          "streams.js",
          "stream.js",
          "words.js");

  private volatile @Nullable Map<String, Held> held;

  private record Held(Asset asset, String tag) {}

  @Override
  public void handle(HttpExchange exchange) {
    String name = exchange.pathParameter("file");
    Held file = files().get(name.isEmpty() ? INDEX : name);
    if (file == null) {
      exchange.respondProblem(404, "not_found", "There is no such file.");
      return;
    }
    exchange.setHeader("Content-Security-Policy", POLICY);
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    exchange.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.setHeader("ETag", file.tag());
    exchange.respond(
        200, file.asset().contentType(), List.of(Unpooled.wrappedBuffer(file.asset().bytes())));
  }

  private Map<String, Held> files() {
    Map<String, Held> read = held;
    if (read == null) {
      read = new TreeMap<>();
      put(read, INDEX, "text/html; charset=utf-8");
      put(read, "app.css", "text/css; charset=utf-8");
      put(read, "icon.svg", "image/svg+xml");
      for (String script : SCRIPTS) {
        put(read, script, "text/javascript; charset=utf-8");
      }
      held = read;
    }
    return read;
  }

  private static void put(Map<String, Held> all, String name, String contentType) {
    Asset asset = Asset.read("/console/app/" + name, contentType);
    all.put(name, new Held(asset, tag(asset.bytes())));
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "\"" + HexFormat.of().formatHex(hash, 0, 8) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Leads to the console. */
  public static void lead(HttpExchange exchange) {
    exchange.setHeader("Location", PATH);
    exchange.setHeader("Cache-Control", "no-store");
    exchange.respondEmpty(302);
  }
}
