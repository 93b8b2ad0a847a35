package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows one rendition of an HLS broadcast: part by part with blocking reloads, or segment by
 * segment. One virtual thread each; {@link #close} from any.
 */
final class HlsViewer implements Runnable, AutoCloseable {
  private static final long POLL_MS = 1_000;

  private final URI playlist;
  private final boolean lowLatency;
  private final ViewerTally tally;
  private final PictureCheck check;
  private volatile boolean stopped;
  private boolean began;

  HlsViewer(URI playlist, boolean lowLatency, ViewerTally tally) {
    this.playlist = playlist;
    this.lowLatency = lowLatency;
    this.tally = tally;
    check = new PictureCheck(tally);
  }

  /** The media playlists that one viewer of a multivariant playlist follows: pictures and sound. */
  static List<URI> renditions(URI multivariant) throws IOException {
    List<URI> found = new ArrayList<>();
    String text;
    try (HttpGet http = new HttpGet(multivariant)) {
      text = new String(http.get(multivariant.getRawPath()), StandardCharsets.UTF_8);
    }
    boolean variantFollows = false;
    boolean haveVariant = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("#EXT-X-MEDIA:TYPE=AUDIO") && line.contains("URI=\"")) {
        String address = line.substring(line.indexOf("URI=\"") + 5);
        found.add(multivariant.resolve(address.substring(0, address.indexOf('"'))));
      } else if (line.startsWith("#EXT-X-STREAM-INF")) {
        variantFollows = true;
      } else if (variantFollows && !line.startsWith("#") && !haveVariant) {
        haveVariant = true;
        found.add(multivariant.resolve(line));
      }
    }
    return found;
  }

  @Override
  public void run() {
    try (HttpGet http = new HttpGet(playlist)) {
      tally.connected.increment();
      if (lowLatency) {
        followParts(http);
      } else {
        followSegments(http);
      }
    } catch (IOException | RuntimeException e) {
      if (!stopped) {
        tally.lost.increment();
        tally.error(e.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void followParts(HttpGet http) throws IOException {
    MediaList list = list(http, "");
    MediaList.Piece start = null;
    for (MediaList.Piece part : list.parts()) {
      start = part.independent() ? part : start;
    }
    if (start == null) {
      throw new IOException("no independent part");
    }
    long sequence = start.sequence();
    int index = start.index();
    while (!stopped && !list.ended()) {
      for (MediaList.Piece part : list.parts()) {
        boolean next = part.sequence() == sequence && part.index() == index;
        boolean nextSegment = part.sequence() == sequence + 1 && part.index() == 0;
        if (next || nextSegment) {
          take(http.get(playlist.resolve(part.address()).getRawPath()));
          sequence = part.sequence();
          index = part.index() + 1;
        } else if (part.sequence() > sequence + 1) {
          tally.error("part " + part + " follows " + sequence + "." + index);
          sequence = part.sequence();
          index = part.index();
        }
      }
      list = list(http, "?_HLS_msn=" + sequence + "&_HLS_part=" + index);
    }
  }

  private void followSegments(HttpGet http) throws IOException, InterruptedException {
    MediaList list = list(http, "");
    long next = list.mediaSequence() + Math.max(0, list.segments().size() - 3);
    while (!stopped) {
      long end = list.mediaSequence() + list.segments().size();
      if (list.mediaSequence() > next) {
        tally.error("segment " + next + " has left the window");
        next = list.mediaSequence();
      }
      for (; next < end; next++) {
        String address = list.segments().get((int) (next - list.mediaSequence()));
        take(http.get(playlist.resolve(address).getRawPath()));
      }
      if (list.ended()) {
        return;
      }
      Thread.sleep(POLL_MS);
      list = list(http, "");
    }
  }

  private MediaList list(HttpGet http, String query) throws IOException {
    byte[] text = http.get(playlist.getRawPath() + query);
    tally.bytes.add(text.length);
    return MediaList.parse(new String(text, StandardCharsets.UTF_8));
  }

  private void take(byte[] media) {
    if (media.length == 0) {
      tally.error("empty media");
    }
    if (!began) {
      began = true;
      tally.playing.increment();
    }
    tally.bytes.add(media.length);
    tally.units.increment();
    long nowNs = System.nanoTime();
    for (int at = PictureStamp.find(media, 0); at >= 0; at = PictureStamp.find(media, at + 1)) {
      check.stamp(PictureStamp.numberAt(media, at), PictureStamp.sentNsAt(media, at), nowNs);
    }
  }

  @Override
  public void close() {
    stopped = true;
  }
}
