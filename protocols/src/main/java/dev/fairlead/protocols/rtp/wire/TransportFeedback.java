package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the packets that transport-wide feedback tells of (Transport-wide CC draft-01
 * §3.1). Confined to one thread; reusable; allocates nothing.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      base sequence number     |      packet status count      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 reference time                | fb pkt. count |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          packet chunk         |         packet chunk          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * .                  further chunks, then deltas                  .
 * </pre>
 *
 * <p>The whole packet is checked when it is wrapped: a packet with more statuses than chunks, or
 * more deltas announced than there are, tells nothing at all.
 */
public final class TransportFeedback {
  /** One unit of the reference time. */
  public static final long REFERENCE_NS = 64_000_000;

  /** One unit of a delta. */
  public static final long DELTA_NS = 250_000;

  /**
   * Statuses in one packet: receivers report every 50 to 250 ms, and 30,000 packets a second are
   * far above what one peer gets. The field would allow 65,535 in eight chunks.
   */
  public static final int MAX_STATUSES = 8_192;

  static final int HEAD_BYTES = 20;
  static final int NOT_RECEIVED = 0;
  static final int SMALL_DELTA = 1;
  static final int LARGE_DELTA = 2;
  static final int VECTOR = 0x8000;
  static final int TWO_BIT = 0x4000;
  static final int ONE_BIT_SYMBOLS = 14;
  static final int TWO_BIT_SYMBOLS = 7;
  static final int MAX_RUN = 0x1FFF;

  private ByteBuf datagram = Unpooled.EMPTY_BUFFER;
  private int index;
  private int chunkIndex;
  private int deltaIndex;
  private int left;
  private int symbolsInChunk;
  private int chunk;
  private int sequenceNumber;
  private int symbol;
  private long arrivalNs;

  /** Reads the cursor's current packet, which is transport-wide feedback. */
  public RtpVerdict wrap(RtcpCompound compound) {
    datagram = compound.datagram();
    index = compound.index();
    int endIndex = index + compound.lengthBytes();
    left = 0;
    if (compound.lengthBytes() < HEAD_BYTES) {
      return RtpVerdict.TOO_SHORT;
    }
    int statuses = datagram.getUnsignedShort(index + 14);
    if (statuses > MAX_STATUSES) {
      return RtpVerdict.BAD_LENGTH;
    }
    // Deltas begin behind the last chunk, so the chunks are walked once to find them.
    int at = index + HEAD_BYTES;
    int deltaBytes = 0;
    for (int seen = 0; seen < statuses; ) {
      if (endIndex - at < 2) {
        return RtpVerdict.BAD_LENGTH;
      }
      int word = datagram.getUnsignedShort(at);
      at += 2;
      int symbols = Math.min(symbols(word), statuses - seen);
      deltaBytes += deltaBytes(word, symbols);
      seen += symbols;
    }
    if (deltaBytes > endIndex - at) {
      return RtpVerdict.BAD_LENGTH;
    }
    deltaIndex = at;
    chunkIndex = index + HEAD_BYTES;
    symbolsInChunk = 0;
    left = statuses;
    sequenceNumber = (baseSequenceNumber() - 1) & 0xFFFF;
    arrivalNs = referenceTimeNs();
    return RtpVerdict.OK;
  }

  private static int symbols(int chunk) {
    if ((chunk & VECTOR) == 0) {
      return chunk & MAX_RUN;
    }
    return (chunk & TWO_BIT) == 0 ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS;
  }

  private static int symbol(int chunk, int position) {
    if ((chunk & VECTOR) == 0) {
      return chunk >> 13 & 3;
    }
    return (chunk & TWO_BIT) == 0
        ? chunk >> (ONE_BIT_SYMBOLS - 1 - position) & 1
        : chunk >> (2 * (TWO_BIT_SYMBOLS - 1 - position)) & 3;
  }

  private static int deltaBytes(int chunk, int symbols) {
    if ((chunk & VECTOR) == 0) {
      return symbols * bytesOf(symbol(chunk, 0));
    }
    int bytes = 0;
    for (int i = 0; i < symbols; i++) {
      bytes += bytesOf(symbol(chunk, i));
    }
    return bytes;
  }

  private static int bytesOf(int symbol) {
    // The value 3 is reserved and has no delta.
    return symbol == SMALL_DELTA ? 1 : symbol == LARGE_DELTA ? 2 : 0;
  }

  /** The first sequence number that is told of, 16 bits. */
  public int baseSequenceNumber() {
    return datagram.getUnsignedShort(index + 12);
  }

  /** The receiver's time that deltas count from; wraps after 12 days. */
  public long referenceTimeNs() {
    return datagram.getMedium(index + 16) * REFERENCE_NS;
  }

  /** Counts feedback packets, 8 bits. */
  public int feedbackCount() {
    return datagram.getUnsignedByte(index + 19);
  }

  /** Moves to the next packet; false when there is none. */
  public boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    while (symbolsInChunk == 0) { // A run of 0 is legal and says nothing.
      chunk = datagram.getUnsignedShort(chunkIndex);
      chunkIndex += 2;
      symbolsInChunk = symbols(chunk);
    }
    symbol = symbol(chunk, symbols(chunk) - symbolsInChunk);
    symbolsInChunk--;
    sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
    if (symbol == SMALL_DELTA) {
      arrivalNs += datagram.getUnsignedByte(deltaIndex++) * DELTA_NS;
    } else if (symbol == LARGE_DELTA) {
      arrivalNs += datagram.getShort(deltaIndex) * DELTA_NS;
      deltaIndex += 2;
    }
    return true;
  }

  /** The packet's transport-wide sequence number, 16 bits. */
  public int sequenceNumber() {
    return sequenceNumber;
  }

  /** Whether it arrived. */
  public boolean isReceived() {
    return symbol == SMALL_DELTA || symbol == LARGE_DELTA;
  }

  /** When it arrived by the receiver's clock, in the range of the reference time. */
  public long arrivalNs() {
    return arrivalNs;
  }
}
