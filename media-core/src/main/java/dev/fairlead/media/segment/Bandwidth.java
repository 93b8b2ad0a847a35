package dev.fairlead.media.segment;

/**
 * What the complete segments of a window need, container included.
 *
 * @param peakBps the highest rate of one segment, bits a second
 * @param averageBps all bits of the window over all its time
 */
public record Bandwidth(long peakBps, long averageBps) {
  /** Nothing measured yet. */
  public static final Bandwidth UNKNOWN = new Bandwidth(0, 0);
}
