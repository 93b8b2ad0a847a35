package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the elements of a header extension, with one-byte heads (RFC 8285 §4.2) or two-byte
 * heads (RFC 8285 §4.3). Confined to one thread; reusable; allocates nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       0xBE    |    0xDE       |           length=3            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | L=0   |     data      |  ID   |  L=1  |   data...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       0x10    |    0x00       |           length=3            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      ID       |     L=1       |     data      |  0 (pad)      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Extensions are hints: an element that passes the end, and a profile that is neither form, end
 * the walk without a fault.
 */
public final class RtpExtensions {
  /** Profile of one-byte heads. */
  public static final int ONE_BYTE = 0xBEDE;

  /** Profile of two-byte heads; the low four bits are the application's. */
  public static final int TWO_BYTE = 0x1000;

  /** Ids of one-byte heads; 15 is reserved. */
  public static final int MAX_ONE_BYTE_ID = 14;

  /** Ids of two-byte heads. */
  public static final int MAX_ID = 255;

  private static final int STOP_ID = 15;

  private ByteBuf packet = Unpooled.EMPTY_BUFFER;
  private boolean twoByte;
  private int nextIndex;
  private int endIndex;
  private int id;
  private int index;
  private int lengthBytes;

  /** Starts before the first element of the header's extension. */
  public RtpExtensions wrap(RtpHeader header) {
    packet = header.packet();
    nextIndex = header.extensionIndex();
    int profile = header.extensionProfile();
    twoByte = (profile & 0xFFF0) == TWO_BYTE;
    boolean known = twoByte || profile == ONE_BYTE;
    endIndex = known ? nextIndex + header.extensionBytes() : nextIndex;
    return this;
  }

  /** Moves to the next element; false when there is none. */
  public boolean next() {
    while (nextIndex < endIndex) {
      int first = packet.getUnsignedByte(nextIndex);
      if (first == 0) { // Padding, of either form.
        nextIndex++;
        continue;
      }
      return twoByte ? nextTwoByte(first) : nextOneByte(first);
    }
    return false;
  }

  private boolean nextOneByte(int first) {
    id = first >> 4;
    lengthBytes = (first & 0x0F) + 1;
    index = nextIndex + 1;
    return id == STOP_ID ? end() : advance();
  }

  private boolean nextTwoByte(int first) {
    if (endIndex - nextIndex < 2) {
      return end();
    }
    id = first;
    lengthBytes = packet.getUnsignedByte(nextIndex + 1);
    index = nextIndex + 2;
    return advance();
  }

  private boolean advance() {
    if (lengthBytes > endIndex - index) {
      return end();
    }
    nextIndex = index + lengthBytes;
    return true;
  }

  private boolean end() {
    nextIndex = endIndex;
    return false;
  }

  /**
   * Starts anew and moves to the first element with this id.
   *
   * @param wanted 0 finds nothing, so that an extension that was not negotiated needs no question
   */
  public boolean find(RtpHeader header, int wanted) {
    if (wanted == 0) {
      return false;
    }
    wrap(header);
    while (next()) {
      if (id == wanted) {
        return true;
      }
    }
    return false;
  }

  /** The current element's id. */
  public int id() {
    return id;
  }

  /** Absolute index of the current element's data. */
  public int index() {
    return index;
  }

  /** Length of the current element's data; 0 is possible with two-byte heads. */
  public int lengthBytes() {
    return lengthBytes;
  }

  /** The packet that is read. */
  public ByteBuf packet() {
    return packet;
  }
}
