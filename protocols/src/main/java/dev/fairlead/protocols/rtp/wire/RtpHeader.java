package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A flyweight over the header of one RTP packet (RFC 3550 §5.1). Confined to one thread; reusable;
 * allocates nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |        sequence number        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             SSRC                              |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                      CSRC, 0 to 15 of them                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      defined by profile       |     length in 32-bit words    |  when X
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       header extension                        |
 * </pre>
 *
 * <p>The packet is borrowed until the next {@code wrap} and read by absolute index; its own indices
 * are not moved. The header is readable before SRTP has authenticated the packet, since only the
 * payload is encrypted; padding is not, which is why there are two ways to wrap.
 */
public final class RtpHeader {
  /** Bytes up to and including the SSRC. */
  public static final int FIXED_BYTES = 12;

  /** The version in its place in the first byte. */
  static final int VERSION_2 = 2 << 6;

  private static final int PADDING = 0x20;
  private static final int EXTENSION = 0x10;
  private static final int MARKER = 0x80;
  private static final int CSRC_BYTES = 4;
  private static final int EXTENSION_HEAD_BYTES = 4;

  private ByteBuf packet = Unpooled.EMPTY_BUFFER;
  private int startIndex;
  private int extensionIndex;
  private int extensionBytes;
  private int payloadIndex;
  private int payloadEnd;

  /**
   * Reads the header of the readable bytes and leaves padding in the payload: for packets whose
   * payload is still encrypted.
   */
  public RtpVerdict wrap(ByteBuf source) {
    packet = source;
    startIndex = source.readerIndex();
    int endIndex = source.writerIndex();
    if (endIndex - startIndex < FIXED_BYTES) {
      return RtpVerdict.TOO_SHORT;
    }
    int first = source.getUnsignedByte(startIndex);
    if ((first & 0xC0) != VERSION_2) {
      return RtpVerdict.BAD_VERSION;
    }
    int index = startIndex + FIXED_BYTES + (first & 0x0F) * CSRC_BYTES;
    extensionBytes = 0;
    if ((first & EXTENSION) != 0) {
      if (endIndex - index < EXTENSION_HEAD_BYTES) {
        return RtpVerdict.TOO_SHORT;
      }
      extensionBytes = source.getUnsignedShort(index + 2) * Integer.BYTES;
      index += EXTENSION_HEAD_BYTES;
    }
    extensionIndex = index;
    if (extensionBytes > endIndex - index) {
      return RtpVerdict.BAD_LENGTH;
    }
    payloadIndex = index + extensionBytes;
    payloadEnd = endIndex;
    return RtpVerdict.OK;
  }

  /** Reads a packet whose payload is plain, and takes the padding off it. */
  public RtpVerdict wrapPlain(ByteBuf source) {
    RtpVerdict verdict = wrap(source);
    if (verdict != RtpVerdict.OK || !hasPadding()) {
      return verdict;
    }
    int paddingBytes = payloadEnd == payloadIndex ? 0 : source.getUnsignedByte(payloadEnd - 1);
    if (paddingBytes == 0 || paddingBytes > payloadEnd - payloadIndex) {
      return RtpVerdict.BAD_PADDING;
    }
    payloadEnd -= paddingBytes;
    return RtpVerdict.OK;
  }

  /** The packet as given. */
  public ByteBuf packet() {
    return packet;
  }

  /** Whether padding ends the payload. */
  public boolean hasPadding() {
    return (packet.getByte(startIndex) & PADDING) != 0;
  }

  /** The marker bit: with video, the last packet of a picture. */
  public boolean marker() {
    return (packet.getByte(startIndex + 1) & MARKER) != 0;
  }

  /** Payload type, 7 bits. */
  public int payloadType() {
    return packet.getByte(startIndex + 1) & 0x7F;
  }

  /** Sequence number, 16 bits. */
  public int sequenceNumber() {
    return packet.getUnsignedShort(startIndex + 2);
  }

  /** Timestamp, 32 bits. */
  public long timestamp() {
    return packet.getUnsignedInt(startIndex + 4);
  }

  /** Synchronization source. */
  public int ssrc() {
    return packet.getInt(startIndex + 8);
  }

  /** What the first two bytes of the header extension say; 0 when there is none. */
  public int extensionProfile() {
    boolean present = (packet.getByte(startIndex) & EXTENSION) != 0;
    return present ? packet.getUnsignedShort(extensionIndex - EXTENSION_HEAD_BYTES) : 0;
  }

  /** Absolute index of the header extension behind its length. */
  public int extensionIndex() {
    return extensionIndex;
  }

  /** Length of the header extension behind its length, 0 when there is none. */
  public int extensionBytes() {
    return extensionBytes;
  }

  /** Length of everything in front of the payload. */
  public int headerBytes() {
    return payloadIndex - startIndex;
  }

  /** Absolute index of the payload. */
  public int payloadIndex() {
    return payloadIndex;
  }

  /** Length of the payload, without padding when wrapped as plain. */
  public int payloadBytes() {
    return payloadEnd - payloadIndex;
  }

  /**
   * Whether a datagram whose first byte says RTP or RTCP is RTCP: its second byte lies where packet
   * types lie, and no payload type with marker does (RFC 5761 §4). Payload types from 35 to 63 are
   * in use by browsers and are told apart rightly.
   *
   * @param datagram at least two readable bytes
   */
  public static boolean isRtcp(ByteBuf datagram) {
    int second = datagram.getUnsignedByte(datagram.readerIndex() + 1);
    return second >= 192 && second <= 223;
  }

  /**
   * Appends the fixed part.
   *
   * @param extension whether a header extension follows
   */
  public static void write(
      ByteBuf out,
      boolean extension,
      boolean marker,
      int payloadType,
      int sequenceNumber,
      int timestamp,
      int ssrc) {
    out.writeByte(VERSION_2 | (extension ? EXTENSION : 0));
    out.writeByte((marker ? MARKER : 0) | payloadType);
    out.writeShort(sequenceNumber);
    out.writeInt(timestamp);
    out.writeInt(ssrc);
  }

  /** Sets the padding bit of a packet that begins at absolute {@code index}. */
  public static void markPadded(ByteBuf packet, int index) {
    packet.setByte(index, packet.getByte(index) | PADDING);
  }
}
