package dev.fairlead.media.container.flv;

/** What became of one tag, mildest first. */
public enum FlvVerdict {
  /** Published, or taken as configuration. */
  TAKEN,
  /** Correct, and nothing for us. */
  IGNORED,
  /** Media whose configuration has not come yet; dropped. */
  UNCONFIGURED,
  /** A codec that we do not carry; dropped. */
  UNSUPPORTED,
  /** Against the specification; dropped. */
  MALFORMED;

  FlvVerdict worse(FlvVerdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
