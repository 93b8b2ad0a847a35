package dev.fairlead.media.segment;

/** Told that a window changed. Called by the window's writer: only note it and wake a loop. */
public interface WindowListener {
  /** A part or a segment was added, or the window ended; {@link SegmentWindow#state()} shows it. */
  void advanced(SegmentWindow window);
}
