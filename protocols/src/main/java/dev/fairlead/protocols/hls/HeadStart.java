package dev.fairlead.protocols.hls;

import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.Part;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.delivery.Delivery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a player with low latency asks for before it shows a picture: a page that knows it can fetch
 * all of it at once, instead of one thing after another. Stateless; any thread.
 */
public final class HeadStart {
  /** More than this would compete with what the page itself needs. */
  private static final int MAX_PARTS = 24;

  private HeadStart() {}

  /**
   * Paths below {@code /hls/ID/}: media playlists, headers, and the parts from the place where
   * players begin to the live edge. Empty when players choose among several pictures or sounds, and
   * when nothing is playable yet.
   */
  public static List<String> paths(PackagedBroadcast broadcast) {
    List<SegmentWindow> windows = Delivery.playableWindows(broadcast);
    if (count(windows, MediaKind.VIDEO) > 1 || count(windows, MediaKind.AUDIO) > 1) {
      return List.of();
    }
    List<String> playlists = new ArrayList<>();
    List<String> media = new ArrayList<>();
    for (SegmentWindow window : windows) {
      String base = broadcast.runId() + "/" + window.name();
      playlists.add(base + ".m3u8");
      addMedia(media, base, window, MediaPlaylist.partHoldBackMs(broadcast));
    }
    playlists.addAll(media);
    return playlists;
  }

  private static long count(List<SegmentWindow> windows, MediaKind kind) {
    return windows.stream().filter(w -> w.state().tracks().getFirst().kind() == kind).count();
  }

  private static void addMedia(
      List<String> media, String base, SegmentWindow window, long holdBackMs) {
    WindowState state = window.state();
    Segment growing = state.growing();
    Segment segment = growing == null ? window.segment(state.endSequence() - 1) : growing;
    if (segment == null || segment.init() == null || state.ended()) {
      return;
    }
    media.add(base + "/init" + segment.init().number() + ".mp4");
    List<String> parts = new ArrayList<>();
    long beginTicks =
        end(segment.parts().getLast())
            - Timescale.rescale(holdBackMs, Timescale.MILLISECONDS_HZ, window.timescaleHz());
    if (addParts(parts, base, window, segment, beginTicks)) {
      Collections.reverse(parts);
      media.addAll(parts);
    }
  }

  /** Adds parts from the newest backwards; false when there are too many or not enough. */
  private static boolean addParts(
      List<String> parts, String base, SegmentWindow window, Segment newest, long beginTicks) {
    for (Segment segment = newest; segment != null; segment = previous(window, segment)) {
      for (int i = segment.parts().size() - 1; i >= 0; i--) {
        if (parts.size() == MAX_PARTS) {
          return false;
        }
        Part part = segment.parts().get(i);
        parts.add(base + "/" + segment.sequence() + "." + i + ".m4s");
        if (part.startTicks() <= beginTicks && part.isIndependent()) {
          return true;
        }
      }
    }
    return false;
  }

  private static long end(Part part) {
    return part.startTicks() + part.durationTicks();
  }

  private static @Nullable Segment previous(SegmentWindow window, Segment segment) {
    // A header of its own would have to come with it.
    Segment previous = window.segment(segment.sequence() - 1);
    return previous == null || segment.discontinuity() ? null : previous;
  }
}
