package dev.fairlead.media.segment;

import dev.fairlead.media.track.Track;

/**
 * What a decoder needs before the first segment: the CMAF header of one track version (ISO/IEC
 * 23000-19:2020 §7.3.1). Immutable; any thread. Never reference-counted: it is small and outlives
 * the samples.
 */
public final class InitSegment {
  private final int number;
  private final Track track;
  private final byte[] bytes;

  /**
   * @param number counts the headers of one window, from 0
   * @param track the version it describes
   * @param bytes the file; taken over, not copied
   */
  public InitSegment(int number, Track track, byte[] bytes) {
    this.number = number;
    this.track = track;
    this.bytes = bytes;
  }

  /** Counts the headers of one window, from 0. */
  public int number() {
    return number;
  }

  /** The version described. */
  public Track track() {
    return track;
  }

  /** A copy of the file. */
  public byte[] toByteArray() {
    return bytes.clone();
  }
}
