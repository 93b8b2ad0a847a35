package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the packets of one RTCP datagram (RFC 3550 §6.1), also of reduced size (RFC 5506
 * §3). Confined to one thread; reusable; allocates nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| RC/FMT  |      PT       |   length in words, less one   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |               SSRC of the packet's sender                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The first packet that is not well formed ends the walk; {@link #verdict} tells why. The
 * datagram is borrowed until the next {@code wrap}; a datagram's size bounds the number of steps.
 */
public final class RtcpCompound {
  /** Bytes up to and including the length. */
  public static final int HEAD_BYTES = 4;

  private static final int PADDING = 0x20;

  private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
  private int nextIndex;
  private int endIndex;
  private int index;
  private int contentEnd;
  private RtpVerdict verdict = RtpVerdict.OK;

  /** Starts before the first packet of the readable bytes. */
  public RtcpCompound wrap(ByteBuf source) {
    datagram = source;
    nextIndex = source.readerIndex();
    endIndex = source.writerIndex();
    verdict = nextIndex == endIndex ? RtpVerdict.TOO_SHORT : RtpVerdict.OK;
    return this;
  }

  /** Moves to the next packet; false when there is none, or none that can be read. */
  public boolean next() {
    if (verdict != RtpVerdict.OK || nextIndex == endIndex) {
      return false;
    }
    index = nextIndex;
    if (endIndex - index < HEAD_BYTES) {
      return stop(RtpVerdict.TOO_SHORT);
    }
    int first = datagram.getUnsignedByte(index);
    if ((first & 0xC0) != RtpHeader.VERSION_2) {
      return stop(RtpVerdict.BAD_VERSION);
    }
    int bytes = (datagram.getUnsignedShort(index + 2) + 1) * Integer.BYTES;
    if (bytes > endIndex - index) {
      return stop(RtpVerdict.BAD_LENGTH);
    }
    nextIndex = index + bytes;
    contentEnd = nextIndex;
    if ((first & PADDING) != 0) {
      int paddingBytes = datagram.getUnsignedByte(nextIndex - 1);
      if (paddingBytes == 0 || paddingBytes > bytes - HEAD_BYTES) {
        return stop(RtpVerdict.BAD_PADDING);
      }
      contentEnd -= paddingBytes;
    }
    return true;
  }

  private boolean stop(RtpVerdict why) {
    verdict = why;
    return false;
  }

  /** What ended the walk, or {@code OK}. */
  public RtpVerdict verdict() {
    return verdict;
  }

  /** The datagram as given. */
  public ByteBuf datagram() {
    return datagram;
  }

  /** The current packet's type. */
  public int type() {
    return datagram.getUnsignedByte(index + 1);
  }

  /** The five bits that count reports or name the format of feedback. */
  public int count() {
    return datagram.getByte(index) & 0x1F;
  }

  /** Absolute index of the current packet's first byte. */
  public int index() {
    return index;
  }

  /** Length of the current packet without padding, at least 4. */
  public int lengthBytes() {
    return contentEnd - index;
  }

  /** SSRC of the current packet's sender, 0 when the packet is too short to name one. */
  public int senderSsrc() {
    return lengthBytes() < HEAD_BYTES + Integer.BYTES ? 0 : datagram.getInt(index + HEAD_BYTES);
  }

  /** SSRC that the current packet of feedback is about, 0 when it names none. */
  public int mediaSsrc() {
    return lengthBytes() < HEAD_BYTES + 2 * Integer.BYTES
        ? 0
        : datagram.getInt(index + HEAD_BYTES + Integer.BYTES);
  }

  /**
   * One of the sources that the current packet, a BYE, says farewell to; 0 when it names fewer.
   *
   * @param position 0 to {@link #count()} - 1
   */
  public int leavingSsrc(int position) {
    int offset = HEAD_BYTES + position * Integer.BYTES;
    return lengthBytes() < offset + Integer.BYTES ? 0 : datagram.getInt(index + offset);
  }

  /** Whether the current packet is a generic NACK. */
  public boolean isNack() {
    return type() == RtcpType.TRANSPORT_FEEDBACK && count() == RtcpType.FORMAT_NACK;
  }

  /** Whether the current packet is transport-wide feedback. */
  public boolean isTransportFeedback() {
    return type() == RtcpType.TRANSPORT_FEEDBACK && count() == RtcpType.FORMAT_TRANSPORT_CC;
  }

  /** Whether the current packet is a picture loss indication. */
  public boolean isPli() {
    return type() == RtcpType.PAYLOAD_FEEDBACK && count() == RtcpType.FORMAT_PLI;
  }

  /** Whether the current packet is a full intra request. */
  public boolean isFir() {
    return type() == RtcpType.PAYLOAD_FEEDBACK && count() == RtcpType.FORMAT_FIR;
  }
}
