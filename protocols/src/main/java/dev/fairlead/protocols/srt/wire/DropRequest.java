package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;

/** The range of packets that a sender will never send again (SRT draft-01 §3.2.9). Flyweight. */
public final class DropRequest {
  /** Length behind the header. */
  public static final int SIZE_BYTES = 8;

  private DropRequest() {}

  /** The first packet that is given up. */
  public static int first(ByteBuf bytes, int index) {
    return bytes.getInt(index) & SequenceNumber.MAX;
  }

  /** The last one. */
  public static int last(ByteBuf bytes, int index) {
    return bytes.getInt(index + 4) & SequenceNumber.MAX;
  }

  /** Appends a range. */
  public static void write(ByteBuf out, int first, int last) {
    out.writeInt(first);
    out.writeInt(last);
  }
}
