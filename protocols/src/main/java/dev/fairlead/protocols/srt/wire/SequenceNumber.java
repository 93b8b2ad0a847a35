package dev.fairlead.protocols.srt.wire;

/** Arithmetic of packet sequence numbers: 31 bits that wrap (SRT draft-01 §3.1). Stateless. */
public final class SequenceNumber {
  /** The largest, whose successor is 0. */
  public static final int MAX = 0x7FFF_FFFF;

  private SequenceNumber() {}

  /** How many steps lead from {@code from} to {@code to} by the shorter way; negative backwards. */
  public static int distance(int from, int to) {
    return ((to - from) << 1) >> 1;
  }

  /** The number {@code steps} further on. */
  public static int plus(int sequence, int steps) {
    return (sequence + steps) & MAX;
  }

  /** The successor. */
  public static int next(int sequence) {
    return (sequence + 1) & MAX;
  }

  /** The predecessor. */
  public static int previous(int sequence) {
    return (sequence - 1) & MAX;
  }

  /** Whether {@code sequence} comes before {@code other}. */
  public static boolean isBefore(int sequence, int other) {
    return distance(sequence, other) > 0;
  }
}
