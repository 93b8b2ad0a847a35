package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the entries of a full intra request (RFC 5104 §4.3.1.1). Confined to one thread;
 * reusable; allocates nothing.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              SSRC                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Seq nr.       |    Reserved                                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class FullIntraRequests {
  private static final int HEAD_BYTES = 12;
  private static final int ENTRY_BYTES = 8;

  private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
  private int nextIndex;
  private int endIndex;

  /** Starts before the first entry of the cursor's current packet, which is a request. */
  public FullIntraRequests wrap(RtcpCompound compound) {
    datagram = compound.datagram();
    nextIndex = compound.index() + HEAD_BYTES;
    endIndex = compound.index() + compound.lengthBytes();
    return this;
  }

  /** Moves to the next entry; false when there is none. */
  public boolean next() {
    if (endIndex - nextIndex < ENTRY_BYTES) {
      return false;
    }
    nextIndex += ENTRY_BYTES;
    return true;
  }

  /** The source that is asked for a key picture. */
  public int ssrc() {
    return datagram.getInt(nextIndex - ENTRY_BYTES);
  }

  /** 8 bits that stay the same in repetitions of a request. */
  public int request() {
    return datagram.getUnsignedByte(nextIndex - ENTRY_BYTES + 4);
  }
}
