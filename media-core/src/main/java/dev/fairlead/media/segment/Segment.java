package dev.fairlead.media.segment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One segment as it stood at some moment: a growing one is replaced by a longer one with the same
 * sequence number until it is complete. Immutable; any thread.
 *
 * @param sequence counts the segments of a window, from 0, without holes
 * @param init the header its samples need; null in MPEG-TS
 * @param startTicks presentation time of its earliest sample, in the window's timescale
 * @param durationTicks length of its media so far, in the window's timescale
 * @param wallClockNs wall-clock time of its earliest sample, nanoseconds since 1970
 * @param discontinuity whether the timeline or the format was interrupted before it
 * @param complete whether it will not grow any more
 * @param parts its parts so far, at least one
 */
public record Segment(
    long sequence,
    @Nullable InitSegment init,
    long startTicks,
    long durationTicks,
    long wallClockNs,
    boolean discontinuity,
    boolean complete,
    List<Part> parts) {
  /** Bytes so far. */
  public int sizeBytes() {
    Part last = parts.getLast();
    return last.offsetBytes() + last.sizeBytes();
  }
}
