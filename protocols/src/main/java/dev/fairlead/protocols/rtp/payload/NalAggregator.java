package dev.fairlead.protocols.rtp.payload;

import io.netty.buffer.ByteBuf;

/**
 * Puts small NAL units that follow each other into one packet. Confined to its packetizer;
 * reusable.
 *
 * <p>A NAL unit is written as a packet of its own at first, and moved to the right by the heads
 * that an aggregate needs when a second one joins.
 */
abstract class NalAggregator {
  private static final int LENGTH_BYTES = 2;

  private final BurstBuilder burst;
  private final int maxPayloadBytes;
  private final int headBytes;

  private int count;
  private int packetIndex;
  private int firstBytes;

  /**
   * @param headBytes length of a NAL unit header, and of the head of an aggregate
   */
  NalAggregator(BurstBuilder burst, int maxPayloadBytes, int headBytes) {
    this.burst = burst;
    this.maxPayloadBytes = maxPayloadBytes;
    this.headBytes = headBytes;
  }

  /** The head of an aggregate of one NAL unit with this header. */
  abstract int head(int nalHeader);

  /** The head of an aggregate that is joined by a NAL unit with this header. */
  abstract int joined(int head, int nalHeader);

  /**
   * The next {@code lengthBytes} bytes that are written are a NAL unit.
   *
   * @param nalHeader its header
   */
  void make(int lengthBytes, int nalHeader, ByteBuf out) {
    if (count > 0 && !fits(lengthBytes, out)) {
      flush();
    }
    if (count == 0) {
      packetIndex = out.writerIndex();
      firstBytes = lengthBytes;
    } else {
      if (count == 1) {
        makeAggregate(out);
      }
      setHead(out, joined(headAt(out, packetIndex), nalHeader));
      out.writeShort(lengthBytes);
    }
    count++;
  }

  private boolean fits(int lengthBytes, ByteBuf out) {
    int heads = count == 1 ? headBytes + LENGTH_BYTES : 0;
    int soFar = out.writerIndex() - packetIndex;
    return soFar + heads + LENGTH_BYTES + lengthBytes <= maxPayloadBytes;
  }

  private void makeAggregate(ByteBuf out) {
    int shift = headBytes + LENGTH_BYTES;
    int head = head(headAt(out, packetIndex));
    out.ensureWritable(shift);
    // From the end, since source and target overlap.
    for (int i = firstBytes - 1; i >= 0; i--) {
      out.setByte(packetIndex + shift + i, out.getByte(packetIndex + i));
    }
    out.writerIndex(out.writerIndex() + shift);
    setHead(out, head);
    out.setShort(packetIndex + headBytes, firstBytes);
  }

  private int headAt(ByteBuf out, int index) {
    return headBytes == 1 ? out.getUnsignedByte(index) : out.getUnsignedShort(index);
  }

  private void setHead(ByteBuf out, int head) {
    if (headBytes == 1) {
      out.setByte(packetIndex, head);
    } else {
      out.setShort(packetIndex, head);
    }
  }

  /** Ends the packet under way. */
  void flush() {
    if (count > 0) {
      burst.endPacket();
    }
    count = 0;
  }

  /** Forgets the packet under way. */
  void reset() {
    count = 0;
  }
}
