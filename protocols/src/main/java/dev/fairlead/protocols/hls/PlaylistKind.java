package dev.fairlead.protocols.hls;

/** The forms in which one version of a media playlist is sent. */
enum PlaylistKind {
  FULL(0, false, false),
  FULL_GZIP(1, false, true),
  DELTA(2, true, false),
  DELTA_GZIP(3, true, true);

  /** How many there are. */
  static final int COUNT = 4;

  private final int place;
  private final boolean delta;
  private final boolean gzip;

  PlaylistKind(int place, boolean delta, boolean gzip) {
    this.place = place;
    this.delta = delta;
    this.gzip = gzip;
  }

  /** From 0 up to {@link #COUNT}, for tables; part of ETags. */
  int place() {
    return place;
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
