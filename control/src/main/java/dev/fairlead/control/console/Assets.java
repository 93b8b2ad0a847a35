package dev.fairlead.control.console;

import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Serves the files of the page under {@code /assets/VERSION/…}. Any thread.
 *
 * <p>The version is a hash of all files, so that a cache may keep each for ever and still never
 * mixes two builds. A request under another version gets the file all the same, for a short time: a
 * page that was loaded before an upgrade goes on working.
 */
public final class Assets implements HttpHandler {
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private final Map<String, Asset> files = new TreeMap<>();
  private final String version;

  /** Reads all files. */
  public Assets() {
    add("watch.css", "text/css; charset=utf-8");
    add("watch.js", SCRIPT);
    add("meter.js", SCRIPT);
    add("hls-player.js", SCRIPT);
    add("dash-player.js", SCRIPT);
    add("webrtc-player.js", SCRIPT);
    add("publish.js", SCRIPT);
    add("publish.css", "text/css; charset=utf-8");
    add("icon.svg", "image/svg+xml");
    add("vendor/hls.mjs", SCRIPT);
    add("vendor/dash.js", SCRIPT);
    add("vendor/hls.LICENSE.txt", "text/plain; charset=utf-8");
    add("vendor/dash.LICENSE.txt", "text/plain; charset=utf-8");
    version = hash();
  }

  /** Where the files are, without trailing slash. */
  public String path() {
    return "/assets/" + version;
  }

  /** Compresses the files; takes a moment, so call it where nobody waits. */
  public void compress() {
    files.values().forEach(Asset::compress);
  }

  @Override
  public void handle(HttpExchange exchange) {
    Asset asset = files.get(exchange.pathParameter("file"));
    if (asset == null) {
      exchange.respondProblem(404, "not_found", "There is no such file.");
      return;
    }
    boolean current = exchange.pathParameter("version").equals(version);
    exchange.setHeader(
        "Cache-Control",
        current ? "public, max-age=31536000, immutable" : "public, max-age=60, must-revalidate");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Vary", "Accept-Encoding");
    byte[] gzip = exchange.acceptsGzip() ? asset.gzip() : null;
    // The two forms are different bytes, so they have different tags.
    exchange.setHeader("ETag", gzip == null ? "\"" + version + "\"" : "\"" + version + "-gzip\"");
    if (gzip != null) {
      exchange.setHeader("Content-Encoding", "gzip");
    }
    exchange.respond(
        200,
        asset.contentType(),
        List.of(Unpooled.wrappedBuffer(gzip == null ? asset.bytes() : gzip)));
  }

  private void add(String name, String contentType) {
    String folder =
        name.startsWith("vendor/")
            ? "/console/"
            : name.startsWith("publish.") ? "/console/publish/" : "/console/watch/";
    files.put(name, Asset.read(folder + name, contentType));
  }

  /** By a sum that needs no warm code: a node that starts waits for it. */
  private String hash() {
    CRC32C sum = new CRC32C();
    files.values().forEach(asset -> sum.update(asset.bytes()));
    return HexFormat.of().toHexDigits(sum.getValue());
  }
}
