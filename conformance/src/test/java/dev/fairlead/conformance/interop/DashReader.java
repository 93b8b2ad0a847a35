package dev.fairlead.conformance.interop;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/**
 * Fetches what an ended manifest announces. ffmpeg's own reader does not notice that a live
 * manifest has become static: it never ends, and begins anew instead.
 */
final class DashReader {
  private DashReader() {}

  /** Waits for the end of the broadcast and reads all of it that is still announced. */
  static MediaDump readEnded(
      FairleadNode node, String url, List<String> filters, Duration timeout) {
    Eventually.holds(
        "the manifest is static",
        timeout,
        () -> node.get(url).body().contains("type=\"static\""),
        () -> node.get(url).body());
    Element mpd = MpdRules.parse(node.get(url).body()).getDocumentElement();
    List<AccessUnit> video = new ArrayList<>();
    List<AccessUnit> audio = new ArrayList<>();
    for (Element representation : MpdRules.all(mpd, "Representation")) {
      MediaDump track =
          read(
              node,
              DashSegments.of(URI.create(url), representation),
              representation,
              filters,
              timeout);
      video.addAll(track.video());
      audio.addAll(track.audio());
    }
    return new MediaDump(video, audio);
  }

  private static MediaDump read(
      FairleadNode node,
      DashSegments segments,
      Element representation,
      List<String> filters,
      Duration timeout) {
    Path file = null;
    try {
      file = Files.createTempFile("dash-", ".mp4");
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(fetch(node, segments.initialization()));
        for (URI segment : segments.media()) {
          out.write(fetch(node, segment));
        }
      }
      boolean isVideo = MpdRules.inherited(representation, "mimeType").startsWith("video/");
      List<String> own = new ArrayList<>();
      for (int i = 0; i < filters.size(); i += 2) {
        if (filters.get(i).equals(isVideo ? "-bsf:v" : "-bsf:a")) {
          own.addAll(filters.subList(i, i + 2));
        }
      }
      try (Pulling pulling = Pulling.start("DASH", List.of(), file.toString(), own)) {
        return pulling.awaitEnd(timeout);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (file != null && !file.toFile().delete()) {
        System.err.println("left behind: " + file);
      }
    }
  }

  private static byte[] fetch(FairleadNode node, URI uri) {
    HttpResponse<byte[]> answer = node.bytes(uri.toString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(uri + ": " + answer.statusCode());
    }
    return answer.body();
  }
}
