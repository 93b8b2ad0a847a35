package dev.fairlead.media.segment;

import dev.fairlead.media.track.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window at some moment. Immutable. Complete segments are {@code firstSequence} to {@code
 * endSequence - 1}; the growing one, when there is one, is {@code endSequence}.
 *
 * @param version grows by one with every change; names a rendering of this state
 * @param tracks the versions in force at the live edge: one in CMAF, all that are multiplexed in
 *     MPEG-TS
 * @param firstSequence oldest segment still held
 * @param endSequence one past the newest complete segment
 * @param growing the segment under way
 * @param discontinuitySequence discontinuities among the segments that have left the window (RFC
 *     8216bis §4.4.3.3)
 * @param ended whether nothing follows
 */
public record WindowState(
    long version,
    List<Track> tracks,
    long firstSequence,
    long endSequence,
    @Nullable Segment growing,
    long discontinuitySequence,
    boolean ended) {
  /** Whether anything can be played. */
  public boolean isEmpty() {
    return firstSequence == endSequence && growing == null;
  }

  /**
   * Whether a part exists: any part of a complete segment, one far enough into the growing one, or
   * one past the end of a segment that turned out shorter (RFC 8216bis §6.2.5.2).
   *
   * @param sequence segment
   * @param part counts within the segment, from 0
   */
  public boolean hasPart(long sequence, int part) {
    return sequence < endSequence
        || (growing != null && sequence == growing.sequence() && part < growing.parts().size());
  }
}
