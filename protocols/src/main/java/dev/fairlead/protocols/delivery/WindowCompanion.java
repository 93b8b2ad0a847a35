package dev.fairlead.protocols.delivery;

import dev.fairlead.media.segment.SegmentWindow;

/** Something that is kept beside a window for as long as the window lasts. */
public interface WindowCompanion {
  /** The window changed. Called by its writer: only note it and wake a loop. */
  default void advanced(SegmentWindow window) {}

  /** The window was let go. Called once, on any thread, possibly while others still use this. */
  void closed();
}
