package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the report blocks of a sender or receiver report (RFC 3550 §6.4.1). Confined to one
 * thread; reusable; allocates nothing.
 *
 * <pre>
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                 SSRC of the source reported on                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | fraction lost |       cumulative number of packets lost       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           extended highest sequence number received           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      interarrival jitter                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         last SR (LSR)                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   delay since last SR (DLSR)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class ReportBlocks {
  /** Length of one block. */
  public static final int BLOCK_BYTES = 24;

  private static final int RECEIVER_HEAD_BYTES = 8;

  private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
  private int nextIndex;
  private int left;
  private int index;

  /** Starts before the first block of the cursor's current packet; none when it is no report. */
  public ReportBlocks wrap(RtcpCompound compound) {
    datagram = compound.datagram();
    int headBytes =
        switch (compound.type()) {
          case RtcpType.SENDER_REPORT -> SenderReport.BYTES;
          case RtcpType.RECEIVER_REPORT -> RECEIVER_HEAD_BYTES;
          default -> compound.lengthBytes();
        };
    nextIndex = compound.index() + headBytes;
    int fitting = Math.max(0, compound.lengthBytes() - headBytes) / BLOCK_BYTES;
    left = Math.min(compound.count(), fitting);
    return this;
  }

  /** Moves to the next block; false when there is none. */
  public boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    index = nextIndex;
    nextIndex += BLOCK_BYTES;
    return true;
  }

  /** SSRC reported on. */
  public int ssrc() {
    return datagram.getInt(index);
  }

  /** Share of packets lost since the last report, in 256ths. */
  public int fractionLost() {
    return datagram.getUnsignedByte(index + 4);
  }

  /** Packets lost since the beginning; negative when duplicates outnumber losses. */
  public int cumulativeLost() {
    return datagram.getMedium(index + 5);
  }

  /** Highest sequence number with its cycles above. */
  public long extendedHighestSequence() {
    return datagram.getUnsignedInt(index + 8);
  }

  /** Interarrival jitter in ticks of the source's clock. */
  public long jitterTicks() {
    return datagram.getUnsignedInt(index + 12);
  }

  /** Middle 32 bits of the NTP timestamp of the last sender report, 0 when there was none. */
  public long lastSenderReport() {
    return datagram.getUnsignedInt(index + 16);
  }

  /** Time since then in 65,536ths of a second. */
  public long delaySinceLastSenderReport() {
    return datagram.getUnsignedInt(index + 20);
  }
}
