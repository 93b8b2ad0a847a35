package dev.fairlead.media.segment;

/** Told of a packager's progress, on its executor. */
public interface PackagerListener {
  /** There are windows to be found from here on. */
  void ready(PackagedBroadcast packaged);

  /** All windows have ended; nothing more will be written. */
  void ended();
}
