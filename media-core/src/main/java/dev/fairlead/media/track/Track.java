package dev.fairlead.media.track;

/**
 * One version of one elementary stream of a broadcast. Immutable.
 *
 * <p>A change of format makes a new {@code Track} with the same {@code id} and the next {@code
 * version}. Samples point to the version they were coded under, so a reader that compares {@code
 * sample.track()} with the one it saw last by identity misses no change, wherever it joined.
 *
 * <p>A derived track is another coding of one of the publisher's, made by the node for readers that
 * cannot take the original. It comes and goes while the publisher's stays; readers that can take
 * the original ignore it.
 *
 * @param id number within the broadcast, at least 1, kept over versions
 * @param version counts changes of format, from 0
 * @param format how it is coded
 * @param language BCP 47 tag, empty when unknown
 * @param sourceId the publisher's track that this one is derived from, {@link #ORIGINAL} for the
 *     publisher's own
 */
public record Track(int id, int version, TrackFormat format, String language, int sourceId) {
  /** The source of a track that is the publisher's own. */
  public static final int ORIGINAL = 0;

  public Track {
    if (id < 1 || version < 0 || sourceId < ORIGINAL) {
      throw new IllegalArgumentException("track id " + id + " version " + version);
    }
  }

  /** A track of the publisher's own. */
  public Track(int id, int version, TrackFormat format, String language) {
    this(id, version, format, language, ORIGINAL);
  }

  /** Whether the node made this of a track of the publisher's. */
  public boolean isDerived() {
    return sourceId != ORIGINAL;
  }

  /** The next version of this track, under another format of the same kind. */
  public Track withFormat(TrackFormat next) {
    if (next.codec().kind() != kind()) {
      throw new IllegalArgumentException("track " + id + " is " + kind() + ", not " + next);
    }
    return new Track(id, version + 1, next, language, sourceId);
  }

  /** Whether this carries pictures, sound or data. */
  public MediaKind kind() {
    return format.codec().kind();
  }

  /** Ticks a second of the timestamps under this version. */
  public int timescaleHz() {
    return format.timescaleHz();
  }
}
