package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;

/**
 * The retransmission payload format: the original sequence number in front of the original payload
 * (RFC 4588 §4). Stateless.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         RTP header                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            OSN                |                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               |
 * |                  original RTP payload                         |
 * </pre>
 */
public final class Rtx {
  /** Length of the original sequence number. */
  public static final int OSN_BYTES = 2;

  private static final int FIXED_WITHOUT_SSRC = 8;

  private Rtx() {}

  /** Whether a packet carries nothing: padding that probes the path. */
  public static boolean isProbe(RtpHeader rtx) {
    return rtx.payloadBytes() <= OSN_BYTES;
  }

  /** The sequence number of the original. */
  public static int originalSequenceNumber(RtpHeader rtx) {
    return rtx.packet().getUnsignedShort(rtx.payloadIndex());
  }

  /**
   * Appends the original packet that a retransmission carries, with the header extensions of the
   * retransmission and without its padding.
   *
   * @param rtx not a probe; wrapped as plain
   * @param payloadType of the original
   * @param ssrc of the original
   */
  public static void restore(RtpHeader rtx, int payloadType, int ssrc, ByteBuf out) {
    int startIndex = out.writerIndex();
    ByteBuf packet = rtx.packet();
    int from = rtx.payloadIndex() - rtx.headerBytes();
    out.writeBytes(packet, from, rtx.headerBytes());
    out.setByte(startIndex, packet.getByte(from) & 0xDF);
    out.setByte(startIndex + 1, (packet.getByte(from + 1) & 0x80) | payloadType);
    out.setShort(startIndex + 2, originalSequenceNumber(rtx));
    out.setInt(startIndex + FIXED_WITHOUT_SSRC, ssrc);
    out.writeBytes(packet, rtx.payloadIndex() + OSN_BYTES, rtx.payloadBytes() - OSN_BYTES);
  }
}
