package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;

/**
 * Receiver estimated maximum bitrate (REMB draft-03 §2.2). Stateless.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  unique identifier 'R' 'E' 'M' 'B'                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Num SSRC     | BR Exp    |  BR Mantissa                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   SSRC feedback                                               |
 * </pre>
 */
public final class Remb {
  /** What {@link #bitrateBps} gives for a packet that is none. */
  public static final long NONE = 0;

  private static final int IDENTIFIER = 'R' << 24 | 'E' << 16 | 'M' << 8 | 'B';
  private static final int HEAD_BYTES = 20;
  private static final int MANTISSA_BITS = 18;

  /** Bits of the mantissa above which an exponent leads past 63 bits. */
  private static final int MAX_EXPONENT = 62 - MANTISSA_BITS;

  private Remb() {}

  /** The bitrate in the cursor's current packet, {@link #NONE} when it is no REMB or says 0. */
  public static long bitrateBps(RtcpCompound compound) {
    if (compound.type() != RtcpType.PAYLOAD_FEEDBACK
        || compound.count() != RtcpType.FORMAT_APPLICATION
        || compound.lengthBytes() < HEAD_BYTES
        || compound.datagram().getInt(compound.index() + 12) != IDENTIFIER) {
      return NONE;
    }
    int field = compound.datagram().getUnsignedMedium(compound.index() + 17);
    int exponent = field >> MANTISSA_BITS;
    long mantissa = field & ((1 << MANTISSA_BITS) - 1);
    return exponent > MAX_EXPONENT ? Long.MAX_VALUE : mantissa << exponent;
  }

  /** Appends a packet about one source. The bitrate is rounded down to 18 significant bits. */
  public static void write(ByteBuf out, int senderSsrc, int mediaSsrc, long bitrateBps) {
    assert bitrateBps >= 0;
    int exponent = Math.max(0, 64 - Long.numberOfLeadingZeros(bitrateBps) - MANTISSA_BITS);
    RtcpWriter.writeHead(
        out, RtcpType.FORMAT_APPLICATION, RtcpType.PAYLOAD_FEEDBACK, HEAD_BYTES + Integer.BYTES);
    out.writeInt(senderSsrc);
    out.writeInt(0); // The media SSRC of the common head is always 0.
    out.writeInt(IDENTIFIER);
    out.writeByte(1);
    out.writeMedium(exponent << MANTISSA_BITS | (int) (bitrateBps >> exponent));
    out.writeInt(mediaSsrc);
  }
}
