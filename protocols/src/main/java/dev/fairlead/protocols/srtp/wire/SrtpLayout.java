package dev.fairlead.protocols.srtp.wire;

import io.netty.buffer.ByteBuf;

/**
 * The parts that SRTP leaves in the clear (RFC 3711 §3.1). Stateless.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             SSRC                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     CSRC (CC times), then extension header when X is set      |
 * </pre>
 */
public final class SrtpLayout {
  /** What {@link #headerBytes} says of packets that are none. */
  public static final int MALFORMED = -1;

  /** RTCP in the clear: its first header and the sender's SSRC (RFC 3711 §3.4). */
  public static final int RTCP_CLEAR_BYTES = 8;

  /** E flag and SRTCP index (RFC 3711 §3.4). */
  public static final int RTCP_INDEX_BYTES = 4;

  private static final int FIXED_BYTES = 12;
  private static final int VERSION = 2;
  private static final int EXTENSION_FLAG = 0x10;
  private static final int EXTENSION_HEADER_BYTES = 4;

  private SrtpLayout() {}

  /** Length of the RTP header with CSRCs and extension, or {@link #MALFORMED}. */
  public static int headerBytes(ByteBuf bytes, int at, int length) {
    if (length < FIXED_BYTES) {
      return MALFORMED;
    }
    int first = bytes.getUnsignedByte(at);
    int header = FIXED_BYTES + 4 * (first & 0x0F);
    if (first >>> 6 != VERSION || header > length) {
      return MALFORMED;
    }
    if ((first & EXTENSION_FLAG) == 0) {
      return header;
    }
    if (header + EXTENSION_HEADER_BYTES > length) {
      return MALFORMED;
    }
    int words = bytes.getUnsignedShort(at + header + 2);
    header += EXTENSION_HEADER_BYTES + 4 * words;
    return header > length ? MALFORMED : header;
  }

  /** RTP sequence number. */
  public static int sequence(ByteBuf bytes, int at) {
    return bytes.getUnsignedShort(at + 2);
  }

  /** RTP synchronization source. */
  public static int ssrc(ByteBuf bytes, int at) {
    return bytes.getInt(at + 8);
  }

  /** Whether an RTCP packet has the clear part and the right version. */
  public static boolean isRtcp(ByteBuf bytes, int at, int length) {
    return length >= RTCP_CLEAR_BYTES && bytes.getUnsignedByte(at) >>> 6 == VERSION;
  }

  /** SSRC of an RTCP packet's sender. */
  public static int rtcpSsrc(ByteBuf bytes, int at) {
    return bytes.getInt(at + 4);
  }
}
