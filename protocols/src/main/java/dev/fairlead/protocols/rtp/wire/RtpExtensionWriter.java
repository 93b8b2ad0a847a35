package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Appends a header extension behind the fixed part of a header (RFC 8285 §4). Confined to one
 * thread; reusable; allocates nothing. The buffer is borrowed between {@code begin} and {@code
 * end}.
 *
 * <p>One-byte heads are used unless the caller asks for the others, which a peer must have agreed
 * to (RFC 8285 §6).
 */
public final class RtpExtensionWriter {
  private static final int HEAD_BYTES = 4;

  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private boolean twoByte;
  private int startIndex;

  /** Starts at the buffer's writer index. */
  public RtpExtensionWriter begin(ByteBuf target, boolean twoByteHeads) {
    out = target;
    twoByte = twoByteHeads;
    startIndex = target.writerIndex();
    target.writeShort(twoByte ? RtpExtensions.TWO_BYTE : RtpExtensions.ONE_BYTE);
    target.writeShort(0);
    return this;
  }

  /**
   * Appends the head of an element; its data is to be appended next.
   *
   * @param id 1 to 14, or to 255 with two-byte heads
   * @param lengthBytes 1 to 16, or 0 to 255 with two-byte heads
   */
  public ByteBuf element(int id, int lengthBytes) {
    assert id >= 1 && id <= (twoByte ? RtpExtensions.MAX_ID : RtpExtensions.MAX_ONE_BYTE_ID) : id;
    assert twoByte ? lengthBytes >= 0 && lengthBytes <= 255 : lengthBytes >= 1 && lengthBytes <= 16;
    if (twoByte) {
      out.writeByte(id);
      out.writeByte(lengthBytes);
    } else {
      out.writeByte(id << 4 | (lengthBytes - 1));
    }
    return out;
  }

  /** Pads to whole words and sets the length. */
  public void end() {
    int bytes = out.writerIndex() - startIndex - HEAD_BYTES;
    int padding = -bytes & 3;
    out.writeZero(padding);
    out.setShort(startIndex + 2, (bytes + padding) / Integer.BYTES);
  }
}
