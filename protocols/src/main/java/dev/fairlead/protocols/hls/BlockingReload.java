package dev.fairlead.protocols.hls;

import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;

/** Decides on blocking playlist reloads (RFC 8216bis draft 17 §6.2.5.2). Stateless; any thread. */
final class BlockingReload {
  /**
   * Segments beyond the last complete one that may be asked for (RFC 8216bis draft 17 §6.2.5.2).
   */
  private static final int MAX_SEGMENTS_AHEAD = 2;

  /**
   * Parts of a second and longer: so many beyond the last may be asked for (RFC 8216bis draft 17
   * §6.2.5.2).
   */
  private static final int LONG_PARTS_AHEAD = 3;

  /**
   * Shorter parts: so many milliseconds beyond the last may be asked for (RFC 8216bis draft 17
   * §6.2.5.2).
   */
  private static final int PARTS_AHEAD_MS = 3_000;

  private BlockingReload() {}

  /** What becomes of a request. */
  enum Verdict {
    /** The playlist has it. */
    READY,
    /** It will come: wait. */
    WAIT,
    /** Nobody could know of it yet: refuse. */
    TOO_FAR
  }

  /** Decides on a request that comes in. */
  static Verdict judge(Directives asked, SegmentWindow window, WindowState state, int partMs) {
    if (!asked.blocks() || isReady(asked, window, state)) {
      return Verdict.READY;
    }
    // As if the segment under way were complete when no more than its whole is asked for.
    if (asked.sequence() > state.endSequence() - 1 + MAX_SEGMENTS_AHEAD) {
      return Verdict.TOO_FAR;
    }
    if (asked.part() != Directives.UNSET && asked.sequence() >= state.endSequence()) {
      Segment growing = state.growing();
      int last =
          growing != null && growing.sequence() == asked.sequence() ? growing.parts().size() : 0;
      if (asked.part() > last - 1 + partsAhead(partMs)) {
        return Verdict.TOO_FAR;
      }
    }
    return Verdict.WAIT;
  }

  /** Whether the playlist of {@code state} answers what was asked. */
  static boolean isReady(Directives asked, SegmentWindow window, WindowState state) {
    if (state.ended()) {
      return true;
    }
    long sequence = asked.sequence();
    long end = state.endSequence();
    if (asked.part() == Directives.UNSET || sequence < end - 1) {
      return sequence < end;
    }
    Segment growing = state.growing();
    if (sequence == end) {
      return growing != null && asked.part() < growing.parts().size();
    }
    if (sequence > end || growing != null) {
      return sequence < end;
    }
    // The last complete segment: past its end, the next one's first part is meant.
    Segment last = window.segment(sequence);
    return last == null || asked.part() < last.parts().size();
  }

  /** The Advance Part Limit. */
  private static int partsAhead(int partMs) {
    return partMs >= 1_000 ? LONG_PARTS_AHEAD : (PARTS_AHEAD_MS + partMs - 1) / partMs;
  }
}
