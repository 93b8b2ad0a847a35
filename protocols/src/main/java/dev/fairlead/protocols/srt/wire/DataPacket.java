package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * The header of a data packet (SRT draft-01 §3.1). Flyweight.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-----------------------------------------------------------+
 * |0|                   packet sequence number                   |
 * +---+-+---+-+--------------------------------------------------+
 * |P P|O|K K|R|                 message number                   |
 * +---+-+---+-+--------------------------------------------------+
 * |                        timestamp in µs                       |
 * +--------------------------------------------------------------+
 * |                    destination socket id                     |
 * +--------------------------------------------------------------+
 * </pre>
 */
public final class DataPacket {
  /** The message is this one packet: all that live mode sends. */
  public static final int SOLE = 0xC000_0000;

  /** The payload is encrypted with the even key. */
  public static final int KEY_EVEN = 0x0800_0000;

  /** The payload is encrypted with the odd key. */
  public static final int KEY_ODD = 0x1000_0000;

  /** Sent before. */
  public static final int RETRANSMITTED = 0x0400_0000;

  /** The largest message number; its successor is 1, since 0 marks what is not a message. */
  public static final int MAX_MESSAGE_NUMBER = 0x03FF_FFFF;

  private static final int KEY_MASK = KEY_EVEN | KEY_ODD;

  private DataPacket() {}

  /** The packet sequence number. */
  public static int sequence(ByteBuf packet, int index) {
    return packet.getInt(index);
  }

  /** Position in the message, order, key, retransmission and message number as they stand. */
  public static int flags(ByteBuf packet, int index) {
    return packet.getInt(index + SrtHeader.TYPE_SPECIFIC_OFFSET);
  }

  /** {@link #KEY_EVEN}, {@link #KEY_ODD}, both (invalid), or 0 for a payload in the clear. */
  public static int key(int flags) {
    return flags & KEY_MASK;
  }

  /** Whether this was sent before. */
  public static boolean isRetransmitted(int flags) {
    return (flags & RETRANSMITTED) != 0;
  }

  /** The message number; 0 for packets of a filter. */
  public static int messageNumber(int flags) {
    return flags & MAX_MESSAGE_NUMBER;
  }

  /** The message number after {@code number}. */
  public static int nextMessageNumber(int number) {
    return number == MAX_MESSAGE_NUMBER ? 1 : number + 1;
  }

  /** Appends a header. */
  public static void write(ByteBuf out, int sequence, int flags, int timestampUs, int destination) {
    out.writeInt(sequence);
    out.writeInt(flags);
    out.writeInt(timestampUs);
    out.writeInt(destination);
  }
}
