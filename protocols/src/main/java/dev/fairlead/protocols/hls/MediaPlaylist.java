package dev.fairlead.protocols.hls;

import dev.fairlead.media.segment.InitSegment;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the media playlist of one window, version after version (RFC 8216bis draft 17 §4.4.3,
 * §4.4.4). Confined to its caller.
 *
 * <p>The lines of a complete segment are made once and kept while it stays in the window, so a
 * version of a long window costs little more than copying text.
 */
public final class MediaPlaylist {
  /** Parts stay listed this many target durations from the end (RFC 8216bis draft 17 §4.4.4.9). */
  private static final int PARTS_TARGET_DURATIONS = 3;

  /**
   * How far from the end players start without low latency; the least allowed (RFC 8216bis draft 17
   * §4.4.3.8).
   */
  private static final int HOLD_BACK_TARGET_DURATIONS = 3;

  /**
   * Segments older than this may be left out of delta updates; the least allowed (RFC 8216bis draft
   * 17 §4.4.3.8).
   */
  private static final int SKIP_TARGET_DURATIONS = 6;

  /**
   * How many parts from the end players start with low latency: one more than the recommended three
   * (RFC 8216bis draft 17 §4.4.3.8), which rides out one late part.
   */
  private static final int HOLD_BACK_PARTS = 4;

  private final PackagedBroadcast broadcast;
  private final SegmentWindow window;
  private final boolean lowLatency;
  private final ArrayDeque<SegmentLines> settled = new ArrayDeque<>();
  private final StringBuilder out = new StringBuilder();

  /**
   * @param broadcast whose other windows are reported on
   * @param window what is listed
   * @param lowLatency whether parts are listed and reloads may block
   */
  public MediaPlaylist(PackagedBroadcast broadcast, SegmentWindow window, boolean lowLatency) {
    this.broadcast = broadcast;
    this.window = window;
    this.lowLatency = lowLatency;
  }

  /**
   * Writes the playlist of {@code state}.
   *
   * @param state of the window
   * @param delta whether old segments may be left out (RFC 8216bis draft 17 §6.2.5.1)
   * @return the text, valid until the next call; null when the window moved on meanwhile: take a
   *     newer state
   */
  public @Nullable CharSequence render(WindowState state, boolean delta) {
    if (!settle(state)) {
      return null;
    }
    Segment growing = state.growing();
    long endTicks = endTicks(growing);
    // After the end nobody needs parts any more, and players wait for nothing.
    boolean live = lowLatency && !state.ended();
    out.setLength(0);
    header(state, growing, live);
    int skipped = delta ? skipped(endTicks) : 0;
    if (skipped > 0) {
      out.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
    }
    InitSegment init = null;
    long partsFromTicks = endTicks - ticks(PARTS_TARGET_DURATIONS);
    int index = 0;
    for (SegmentLines lines : settled) {
      if (index++ < skipped) {
        continue;
      }
      init = lines.append(out, init, live, partsFromTicks);
    }
    if (growing != null && lowLatency) {
      new SegmentLines(growing, window).append(out, init, true, partsFromTicks);
    }
    if (state.ended()) {
      out.append("#EXT-X-ENDLIST\n");
    } else if (live) {
      preloadHint(state, growing);
      renditionReports();
    }
    return out;
  }

  /** How far from the end players start with low latency. */
  static long partHoldBackMs(PackagedBroadcast broadcast) {
    return (long) broadcast.targets().partMs() * HOLD_BACK_PARTS;
  }

  private void header(WindowState state, @Nullable Segment growing, boolean live) {
    int targetMs = broadcast.targetDurationMs();
    int partMs = broadcast.targets().partMs();
    out.append("#EXTM3U\n#EXT-X-VERSION:").append(lowLatency ? 9 : 3).append('\n');
    out.append("#EXT-X-TARGETDURATION:").append((targetMs + 999) / 1_000).append('\n');
    if (live) {
      out.append("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=");
      PlaylistText.millis(out, (long) targetMs * SKIP_TARGET_DURATIONS);
      out.append(",HOLD-BACK=");
      PlaylistText.millis(out, (long) targetMs * HOLD_BACK_TARGET_DURATIONS);
      out.append(",PART-HOLD-BACK=");
      PlaylistText.millis(out, partHoldBackMs(broadcast));
      out.append("\n#EXT-X-PART-INF:PART-TARGET=");
      PlaylistText.millis(out, partMs);
      out.append('\n');
    }
    out.append("#EXT-X-MEDIA-SEQUENCE:").append(state.firstSequence()).append('\n');
    out.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(state.discontinuitySequence()).append('\n');
    if (isIndependent(growing)) {
      out.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
  }

  /** Whether decoding can start at every segment listed (RFC 8216bis draft 17 §4.4.2.1). */
  private boolean isIndependent(@Nullable Segment growing) {
    for (SegmentLines lines : settled) {
      if (!lines.isIndependent()) {
        return false;
      }
    }
    return growing == null || growing.parts().getFirst().isIndependent();
  }

  /** Brings the kept lines to what {@code state} holds; false when the window moved on. */
  private boolean settle(WindowState state) {
    while (!settled.isEmpty() && settled.getFirst().sequence() < state.firstSequence()) {
      settled.removeFirst();
    }
    long next = settled.isEmpty() ? state.firstSequence() : settled.getLast().sequence() + 1;
    for (; next < state.endSequence(); next++) {
      Segment segment = window.segment(next);
      if (segment == null || !segment.complete()) {
        return false;
      }
      settled.addLast(new SegmentLines(segment, window));
    }
    return true;
  }

  private long endTicks(@Nullable Segment growing) {
    if (growing != null) {
      return growing.startTicks() + growing.durationTicks();
    }
    return settled.isEmpty() ? 0 : settled.getLast().endTicks();
  }

  private int skipped(long endTicks) {
    long boundaryTicks = endTicks - ticks(SKIP_TARGET_DURATIONS);
    int skipped = 0;
    Iterator<SegmentLines> oldest = settled.iterator();
    while (oldest.hasNext() && oldest.next().endTicks() <= boundaryTicks) {
      skipped++;
    }
    return skipped;
  }

  private long ticks(int targetDurations) {
    return (long) targetDurations * broadcast.targetDurationMs() * window.timescaleHz() / 1_000;
  }

  private void preloadHint(WindowState state, @Nullable Segment growing) {
    out.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"").append(window.name()).append('/');
    out.append(state.endSequence()).append('.');
    out.append(growing == null ? 0 : growing.parts().size()).append(".m4s\"\n");
  }

  private void renditionReports() {
    for (SegmentWindow other : broadcast.windows()) {
      WindowState state = other.state();
      if (other.equals(window) || state.ended()) {
        continue;
      }
      Segment last = state.growing();
      if (last == null) {
        last = other.segment(state.endSequence() - 1);
      }
      // Without a header it is MPEG-TS: another presentation, not another rendition of this one.
      if (last != null && last.init() != null) {
        out.append("#EXT-X-RENDITION-REPORT:URI=\"").append(other.name()).append(".m3u8\"");
        out.append(",LAST-MSN=").append(last.sequence());
        out.append(",LAST-PART=").append(last.parts().size() - 1).append('\n');
      }
    }
  }
}
