package dev.fairlead.media.track;

/** What a track carries. */
public enum MediaKind {
  VIDEO,
  AUDIO,
  /** Timed metadata and captions that travel beside the pictures. */
  DATA
}
