package dev.fairlead.conformance.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fairlead.conformance.arch.ModuleClasses;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Pages with players of other houses, on an origin of their own: what they play crosses origins, as
 * on a customer's site.
 */
final class PlayerPages implements AutoCloseable {
  /** Pinned, so that a new release is a decision. */
  private static final String DASH_JS = "5.2.1";

  private static final Duration FETCHING = Duration.ofMinutes(3);

  private final HttpServer server;

  PlayerPages() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(Thread::startVirtualThread);
    server.start();
  }

  /** A page on which dash.js plays this manifest, with its low-latency settings. */
  String dash(String manifest) {
    dashJs();
    return origin() + "/dash.html?" + manifest;
  }

  /** A page that plays this file. */
  String plain(Path file) {
    return origin() + "/plain.html?" + file;
  }

  /** A page that shows another one in a frame of 480 x 270. */
  String embedding(String page) {
    return origin() + "/embedding.html?" + page;
  }

  private String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = exchange.getRequestURI().getQuery();
      switch (path) {
        case "/dash.html" -> send(exchange, "text/html", dashPage(query));
        case "/plain.html" -> send(exchange, "text/html", plainPage(query));
        case "/embedding.html" -> send(exchange, "text/html", embeddingPage(query));
        case "/dash.js" -> send(exchange, "text/javascript", Files.readAllBytes(dashJs()));
        case "/file" -> send(exchange, "video/mp4", Files.readAllBytes(Path.of(query)));
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static byte[] plainPage(String file) {
    return ("<!doctype html><video muted autoplay src='/file?" + file + "'></video>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] embeddingPage(String page) {
    return ("<!doctype html><iframe width=480 height=270 allow='autoplay; fullscreen' src='"
            + page
            + "'></iframe>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] dashPage(String manifest) {
    return """
    <!doctype html>
    <video muted autoplay></video>
    <script src="/dash.js"></script>
    <script>
      const player = window.player = dashjs.MediaPlayer().create();
      player.updateSettings({streaming: {
        delay: {liveDelay: 1.5},
        liveCatchup: {enabled: true, maxDrift: 0.5},
        abr: {autoSwitchBitrate: {audio: false, video: false}},
      }});
      player.on('error', event => console.error('dash.js ' + JSON.stringify(event.error || event)));
      player.initialize(document.querySelector('video'), '%s', true);
    </script>
    """
        .formatted(manifest)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The player as published, fetched once through npm. */
  private static Path dashJs() {
    Path folder = ModuleClasses.root().resolve("conformance/target/players/dashjs-" + DASH_JS);
    Path script = folder.resolve("package/dist/modern/umd/dash.all.min.js");
    synchronized (PlayerPages.class) {
      if (!Files.exists(script)) {
        try {
          Files.createDirectories(folder);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        ChildProcess.run(
            "npm pack",
            List.of(
                Tool.NPM.path(),
                "pack",
                "--silent",
                "dashjs@" + DASH_JS,
                "--pack-destination",
                folder.toString()),
            FETCHING);
        ChildProcess.run(
            "tar",
            List.of(
                "tar",
                "-xzf",
                folder.resolve("dashjs-" + DASH_JS + ".tgz").toString(),
                "-C",
                folder.toString(),
                "package/dist/modern/umd/dash.all.min.js"),
            FETCHING);
      }
    }
    return script;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
