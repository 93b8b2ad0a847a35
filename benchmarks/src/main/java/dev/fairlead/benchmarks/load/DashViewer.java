package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the first representation of a live MPD with a timeline, segment by segment. One thread;
 * {@link #close} from any.
 */
final class DashViewer implements AutoCloseable {
  private static final long POLL_MS = 1_000;
  private static final Pattern MEDIA = Pattern.compile(" media=\"([^\"]+)\"");
  private static final Pattern START = Pattern.compile("startNumber=\"(\\d+)\"");
  private static final Pattern RUN = Pattern.compile("<S [^>]*?(?:r=\"(\\d+)\")?/?>");

  private final URI manifest;
  private final ViewerTally tally;
  private volatile boolean stopped;

  DashViewer(URI manifest, ViewerTally tally) {
    this.manifest = manifest;
    this.tally = tally;
  }

  /** Watches until it is closed or something fails. */
  void watch() throws IOException, InterruptedException {
    long next = 0;
    try (HttpGet http = new HttpGet(manifest)) {
      while (!stopped) {
        String text = new String(http.get(manifest.getRawPath()), StandardCharsets.UTF_8);
        int template = text.lastIndexOf("<SegmentTemplate");
        int end = text.indexOf("</SegmentTemplate>", template);
        if (template < 0 || end < 0) {
          throw new IOException("no template in the manifest");
        }
        String timeline = text.substring(template, end);
        Matcher media = found(MEDIA, timeline);
        long first = Long.parseLong(found(START, timeline).group(1));
        long count = 0;
        for (Matcher run = RUN.matcher(timeline); run.find(); ) {
          count += 1 + (run.group(1) == null ? 0 : Long.parseLong(run.group(1)));
        }
        // The last one listed is under way; it comes as it grows.
        next = Math.max(next, first + Math.max(0, count - 2));
        for (; next < first + count && !stopped; next++) {
          String address = media.group(1).replace("$Number$", Long.toString(next));
          tally.bytes.add(http.get(manifest.resolve(address).getRawPath()).length);
        }
        Thread.sleep(POLL_MS);
      }
    }
  }

  private static Matcher found(Pattern pattern, String text) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("the manifest has no " + pattern);
    }
    return matcher;
  }

  @Override
  public void close() {
    stopped = true;
  }
}
