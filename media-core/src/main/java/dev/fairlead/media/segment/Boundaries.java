package dev.fairlead.media.segment;

import org.jspecify.annotations.Nullable;

/**
 * The segment boundaries of one broadcast, shared by its tracks. Confined to the packager's
 * executor. Keeps the newest few, for tracks that lag or are silent for a while.
 */
final class Boundaries {
  /** Beyond a track's silence of this many segments its window starts anew. A power of two. */
  static final int MAX_KEPT = 256;

  /** Two timescales seldom agree to the nanosecond on one instant; half a millisecond is none. */
  private static final long SAME_INSTANT_NS = 500_000;

  private final @Nullable Boundary[] ring = new @Nullable Boundary[MAX_KEPT];
  private long count;
  private long discontinuities;

  /** Adds the next one, later than all before. */
  Boundary open(long startNs, long wallClockNs, boolean discontinuity) {
    Boundary boundary = new Boundary(count, startNs, wallClockNs, discontinuity, discontinuities);
    ring[slot(count)] = boundary;
    count++;
    discontinuities += discontinuity ? 1 : 0;
    return boundary;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The newest one. */
  Boundary newest() {
    return at(count - 1);
  }

  /** The one that opens segment {@code sequence}; must be {@link #isKept}. */
  Boundary at(long sequence) {
    Boundary boundary = ring[slot(sequence)];
    assert boundary != null && boundary.sequence() == sequence : "asked for what is kept";
    return boundary;
  }

  boolean isKept(long sequence) {
    return sequence >= oldest() && sequence < count;
  }

  private long oldest() {
    return Math.max(0, count - MAX_KEPT);
  }

  /**
   * The segment that {@code positionNs} lies in.
   *
   * @param from the earliest to consider: tracks never go back
   */
  long sequenceAt(long positionNs, long from) {
    long sequence = count - 1;
    long floor = Math.max(from, oldest());
    while (sequence > floor && at(sequence).startNs() - SAME_INSTANT_NS > positionNs) {
      sequence--;
    }
    return Math.max(sequence, from);
  }

  /** The first interruption after segment {@code sequence}, or {@code sequence} without one. */
  long interruptionAfter(long sequence) {
    for (long next = Math.max(sequence + 1, oldest()); next < count; next++) {
      if (at(next).discontinuity()) {
        return next;
      }
    }
    return sequence;
  }

  private static int slot(long sequence) {
    return (int) (sequence & (MAX_KEPT - 1));
  }
}
