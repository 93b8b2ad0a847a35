package dev.fairlead.protocols.hls;

/** The forms in which one version of a media playlist is sent. */
enum PlaylistKind {
  FULL(false, false),
  FULL_GZIP(false, true),
  DELTA(true, false),
  DELTA_GZIP(true, true);

  private final boolean delta;
  private final boolean gzip;

  PlaylistKind(boolean delta, boolean gzip) {
    this.delta = delta;
    this.gzip = gzip;
  }

  boolean isDelta() {
    return delta;
  }

  boolean isGzip() {
    return gzip;
  }

  static PlaylistKind of(boolean delta, boolean gzip) {
    if (delta) {
      return gzip ? DELTA_GZIP : DELTA;
    }
    return gzip ? FULL_GZIP : FULL;
  }

  /** The same before compression. */
  PlaylistKind plain() {
    return delta ? DELTA : FULL;
  }
}
