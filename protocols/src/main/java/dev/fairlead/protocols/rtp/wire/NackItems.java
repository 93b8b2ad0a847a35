package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the sequence numbers of a generic NACK (RFC 4585 §6.2.1). Confined to one thread;
 * reusable; allocates nothing.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            PID                |             BLP               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Bit i of BLP stands for PID + 1 + i.
 */
public final class NackItems {
  private static final int HEAD_BYTES = 12;
  private static final int ITEM_BYTES = 4;

  private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
  private int nextIndex;
  private int endIndex;
  private int packetId;
  private int following;
  private boolean first;
  private int sequenceNumber;

  /** Starts before the first number of the cursor's current packet, which is a NACK. */
  public NackItems wrap(RtcpCompound compound) {
    datagram = compound.datagram();
    nextIndex = compound.index() + HEAD_BYTES;
    endIndex = compound.index() + compound.lengthBytes();
    first = false;
    following = 0;
    return this;
  }

  /** Moves to the next sequence number; false when there is none. */
  public boolean next() {
    if (!first && following == 0) {
      if (endIndex - nextIndex < ITEM_BYTES) {
        return false;
      }
      packetId = datagram.getUnsignedShort(nextIndex);
      following = datagram.getUnsignedShort(nextIndex + 2);
      nextIndex += ITEM_BYTES;
      first = true;
    }
    if (first) {
      first = false;
      sequenceNumber = packetId;
    } else {
      int bit = Integer.numberOfTrailingZeros(following);
      following &= following - 1;
      sequenceNumber = (packetId + 1 + bit) & 0xFFFF;
    }
    return true;
  }

  /** A sequence number that the peer misses. */
  public int sequenceNumber() {
    return sequenceNumber;
  }
}
