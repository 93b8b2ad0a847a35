package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * The header of a control packet, and the types (SRT draft-01 §3.2). Flyweight.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-----------------------------+------------------------------+
 * |1|        control type         |            subtype           |
 * +-+-----------------------------+------------------------------+
 * |                         type-specific                        |
 * +--------------------------------------------------------------+
 * |                        timestamp in µs                       |
 * +--------------------------------------------------------------+
 * |                    destination socket id                     |
 * +--------------------------------------------------------------+
 * </pre>
 */
public final class ControlPacket {
  public static final int HANDSHAKE = 0;
  public static final int KEEP_ALIVE = 1;
  public static final int ACK = 2;
  public static final int NAK = 3;
  public static final int CONGESTION_WARNING = 4;
  public static final int SHUTDOWN = 5;
  public static final int ACK_ACK = 6;
  public static final int DROP_REQUEST = 7;
  public static final int PEER_ERROR = 8;

  /** The subtype says what this is: one of the extension types of a handshake. */
  public static final int USER_DEFINED = 0x7FFF;

  private ControlPacket() {}

  /** The control type, one of the constants or something unknown. */
  public static int type(ByteBuf packet, int index) {
    return packet.getUnsignedShort(index) & 0x7FFF;
  }

  /** The subtype, 0 but for user-defined types. */
  public static int subtype(ByteBuf packet, int index) {
    return packet.getUnsignedShort(index + 2);
  }

  /** What the type says it is: the number of an acknowledgement, a message number. */
  public static int typeSpecific(ByteBuf packet, int index) {
    return packet.getInt(index + SrtHeader.TYPE_SPECIFIC_OFFSET);
  }

  /** Appends a header. */
  public static void write(
      ByteBuf out, int type, int subtype, int typeSpecific, int timestampUs, int destination) {
    out.writeShort(0x8000 | type);
    out.writeShort(subtype);
    out.writeInt(typeSpecific);
    out.writeInt(timestampUs);
    out.writeInt(destination);
  }
}
