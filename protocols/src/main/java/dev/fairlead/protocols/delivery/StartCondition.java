package dev.fairlead.protocols.delivery;

import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;

/** Says when a broadcast that began can be played. Pure; any thread. */
@FunctionalInterface
public interface StartCondition {
  /**
   * Every CMAF track that has media has a whole segment, and there is at least one. A track that
   * appears in mid-broadcast is not waited for.
   */
  StartCondition CMAF =
      broadcast -> {
        long most = 0;
        boolean allBegun = true;
        for (SegmentWindow window : broadcast.windows()) {
          WindowState state = window.state();
          if (!window.name().equals(Delivery.TS_WINDOW) && !state.isEmpty()) {
            long complete = state.endSequence() - state.firstSequence();
            allBegun &= complete > 0;
            most = Math.max(most, complete);
          }
        }
        return most > 0 && (allBegun || most > 1) && broadcast.targetDurationMs() > 0;
      };

  /** The multiplexed variant has a whole segment. */
  StartCondition TS =
      broadcast -> {
        // Every request passes here, so the variant is made for as long as somebody reloads.
        broadcast.wantTransport();
        SegmentWindow window = broadcast.window(Delivery.TS_WINDOW);
        if (window == null || broadcast.targetDurationMs() == 0) {
          return false;
        }
        WindowState state = window.state();
        return state.endSequence() > state.firstSequence();
      };

  /** That window alone has a whole segment, or will never be there. */
  static StartCondition window(String name) {
    return broadcast -> {
      SegmentWindow window = broadcast.window(name);
      if (window == null || broadcast.targetDurationMs() == 0) {
        return broadcast.targetDurationMs() > 0;
      }
      WindowState state = window.state();
      return state.endSequence() > state.firstSequence() || state.ended();
    };
  }

  /** Whether {@code broadcast} can be played now. */
  boolean isMet(PackagedBroadcast broadcast);

  /** Whether nothing more will come. */
  static boolean isOver(PackagedBroadcast broadcast) {
    for (SegmentWindow window : broadcast.windows()) {
      if (!window.state().ended()) {
        return false;
      }
    }
    return !broadcast.windows().isEmpty();
  }
}
