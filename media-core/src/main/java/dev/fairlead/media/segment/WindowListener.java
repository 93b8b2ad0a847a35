package dev.fairlead.media.segment;

/** Told that a window changed. Called by the window's writer: only note it and wake a loop. */
public interface WindowListener {
  /**
   * A part or a segment was added, or the window ended, or it was let go: then it has ended and is
   * empty, and nothing follows. {@link SegmentWindow#state()} shows which.
   */
  void advanced(SegmentWindow window);
}
