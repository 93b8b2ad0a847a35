package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * The list that a NAK carries (SRT draft-01 §3.2.5 and Appendix A). Flyweight.
 *
 * <p>A single number stands alone; a range is its first number with the highest bit set, then its
 * last.
 */
public final class LossReport {
  /** The bytes of a range; a single number has half of that. */
  public static final int RANGE_BYTES = 8;

  private static final int RANGE = 0x8000_0000;
  private static final int ENTRY_BYTES = 4;

  private LossReport() {}

  /** Takes the ranges of a report one by one. */
  public interface Ranges {
    /** From {@code first} to {@code last}, both included; equal for a single number. */
    void lost(int first, int last);
  }

  /** Appends a range, or a single number when its ends are equal. */
  public static void write(ByteBuf out, int first, int last) {
    if (first != last) {
      out.writeInt(first | RANGE);
    }
    out.writeInt(last);
  }

  /**
   * Reads the list between {@code index} and {@code end}.
   *
   * @return false when it is malformed; what stood before the fault was told
   */
  public static boolean read(ByteBuf bytes, int index, int end, Ranges ranges) {
    int at = index;
    while (at + ENTRY_BYTES <= end) {
      int first = bytes.getInt(at);
      at += ENTRY_BYTES;
      int last = first;
      if ((first & RANGE) != 0) {
        first &= SequenceNumber.MAX;
        if (at + ENTRY_BYTES > end) {
          return false;
        }
        last = bytes.getInt(at);
        at += ENTRY_BYTES;
        if ((last & RANGE) != 0 || SequenceNumber.isBefore(last, first)) {
          return false;
        }
      }
      ranges.lost(first, last);
    }
    return at == end;
  }
}
