package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;

/**
 * The abs-capture-time extension: when the first bytes of a picture or of sound were captured, as a
 * 64-bit NTP timestamp of the capturing machine's clock, with the offset of that clock to the
 * sender's where it is known. Stateless.
 */
public final class AbsoluteCaptureTime {
  /** Length of the short form. */
  public static final int BYTES = 8;

  /** Length with the estimated capture clock offset. */
  public static final int BYTES_WITH_OFFSET = 16;

  private AbsoluteCaptureTime() {}

  /** The NTP timestamp of an element of either form. */
  public static long readNtp(ByteBuf packet, int index) {
    return packet.getLong(index);
  }

  /** Whether an element of this length can be read. */
  public static boolean isLength(int lengthBytes) {
    return lengthBytes == BYTES || lengthBytes == BYTES_WITH_OFFSET;
  }

  /** Appends the short form's data. */
  public static void write(ByteBuf out, long ntp) {
    out.writeLong(ntp);
  }
}
