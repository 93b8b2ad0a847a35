package dev.fairlead.media.codec.nal;

import io.netty.buffer.ByteBuf;

/**
 * Reads NAL units between start codes (H.264 (08/2021) §B.1, H.265 (08/2021) §B.2). Stateless;
 * allocates nothing.
 */
public final class AnnexB {
  private static final int START_CODE_BYTES = 3;

  private AnnexB() {}

  /** How many bytes {@link #writeBusForm} appends at most. */
  public static int maxBusBytes(int annexBytes) {
    // A start code of three bytes becomes a length of four.
    return annexBytes + annexBytes / START_CODE_BYTES + 1;
  }

  /**
   * Appends every NAL unit of the readable bytes behind a length of four bytes, the form of the
   * bus. What stands before the first start code, and zeros behind a NAL unit, are left out.
   *
   * @param source borrowed, indices unmoved
   * @return how many NAL units there were
   */
  public static int writeBusForm(ByteBuf source, ByteBuf out) {
    int endIndex = source.writerIndex();
    int startCode = nextStartCode(source, source.readerIndex(), endIndex);
    int count = 0;
    while (startCode < endIndex) {
      int from = startCode + START_CODE_BYTES;
      startCode = nextStartCode(source, from, endIndex);
      int to = startCode;
      while (to > from && source.getByte(to - 1) == 0) {
        to--;
      }
      if (to > from) {
        out.writeInt(to - from).writeBytes(source, from, to - from);
        count++;
      }
    }
    return count;
  }

  /** Index of the next 00 00 01, or {@code endIndex}. */
  private static int nextStartCode(ByteBuf source, int index, int endIndex) {
    int at = index + 2;
    while (at < endIndex) {
      int last = source.getByte(at);
      if ((last & 0xFE) != 0) {
        at += START_CODE_BYTES; // Neither 0 nor 1: no start code ends at the next two either.
      } else if (last == 1) {
        if (source.getByte(at - 1) == 0 && source.getByte(at - 2) == 0) {
          return at - 2;
        }
        at += START_CODE_BYTES;
      } else {
        at++;
      }
    }
    return endIndex;
  }
}
