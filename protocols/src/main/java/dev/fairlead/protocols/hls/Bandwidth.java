package dev.fairlead.protocols.hls;

import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;

/**
 * What the segments of a window take on the wire. Immutable.
 *
 * @param peakBps bit rate of the densest segment (RFC 8216bis draft 17 §4.1)
 * @param averageBps bit rate of all segments together
 */
record Bandwidth(long peakBps, long averageBps) {
  /** Of no segments. */
  public static final Bandwidth ZERO = new Bandwidth(0, 0);

  /** Measures what {@code window} holds now; the growing segment only when it is the only one. */
  public static Bandwidth of(SegmentWindow window) {
    WindowState state = window.state();
    long sumBytes = 0;
    long sumTicks = 0;
    long peakBps = 0;
    for (long i = state.firstSequence(); i < state.endSequence(); i++) {
      Segment segment = window.segment(i);
      if (segment != null && segment.durationTicks() > 0) {
        sumBytes += segment.sizeBytes();
        sumTicks += segment.durationTicks();
        peakBps =
            Math.max(
                peakBps, bps(segment.sizeBytes(), segment.durationTicks(), window.timescaleHz()));
      }
    }
    Segment growing = state.growing();
    if (sumTicks == 0 && growing != null && growing.durationTicks() > 0) {
      long bps = bps(growing.sizeBytes(), growing.durationTicks(), window.timescaleHz());
      return new Bandwidth(bps, bps);
    }
    return sumTicks == 0
        ? ZERO
        : new Bandwidth(peakBps, bps(sumBytes, sumTicks, window.timescaleHz()));
  }

  /** The two together. */
  Bandwidth plus(Bandwidth other) {
    return new Bandwidth(peakBps + other.peakBps, averageBps + other.averageBps);
  }

  /** The higher of each. */
  Bandwidth max(Bandwidth other) {
    return new Bandwidth(Math.max(peakBps, other.peakBps), Math.max(averageBps, other.averageBps));
  }

  /** Rounded up: a playlist may promise too much room, never too little. */
  private static long bps(long bytes, long ticks, int timescaleHz) {
    return Math.ceilDiv(bytes * 8 * timescaleHz, ticks);
  }
}
