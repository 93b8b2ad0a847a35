package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A flyweight over the sender's part of a sender report (RFC 3550 §6.4.1). Confined to one thread;
 * reusable; allocates nothing. Its report blocks are read by {@link ReportBlocks}.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         SSRC of sender                        |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |             NTP timestamp: seconds, then fraction             |
 * |                                                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         RTP timestamp                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     sender's packet count                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      sender's octet count                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class SenderReport {
  /** Length of the packet without report blocks. */
  public static final int BYTES = 28;

  private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
  private int index;

  /** Reads the cursor's current packet, which is of the type. */
  public RtpVerdict wrap(RtcpCompound compound) {
    datagram = compound.datagram();
    index = compound.index();
    return compound.lengthBytes() < BYTES ? RtpVerdict.TOO_SHORT : RtpVerdict.OK;
  }

  /** SSRC of the sender. */
  public int ssrc() {
    return datagram.getInt(index + 4);
  }

  /** NTP timestamp: 32 bits of seconds since 1900, 32 bits of fraction. */
  public long ntp() {
    return datagram.getLong(index + 8);
  }

  /** RTP timestamp of the same moment, 32 bits. */
  public long rtpTimestamp() {
    return datagram.getUnsignedInt(index + 16);
  }

  /** Packets sent, wraps. */
  public long packetCount() {
    return datagram.getUnsignedInt(index + 20);
  }

  /** Payload bytes sent, wraps. */
  public long octetCount() {
    return datagram.getUnsignedInt(index + 24);
  }
}
