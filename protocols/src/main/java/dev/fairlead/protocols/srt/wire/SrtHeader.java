package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * The header of every packet (SRT draft-01 §3). Flyweight: reads at an index, holds nothing.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-----------------------------------------------------------+
 * |F|        packet sequence number, or type and subtype         |
 * +-+-----------------------------------------------------------+
 * |        message number and flags, or type-specific            |
 * +--------------------------------------------------------------+
 * |                        timestamp in µs                       |
 * +--------------------------------------------------------------+
 * |                    destination socket id                     |
 * +--------------------------------------------------------------+
 * </pre>
 */
public final class SrtHeader {
  /** Length of every header. */
  public static final int SIZE_BYTES = 16;

  /** IPv4 and UDP headers around a packet, which the negotiated packet size counts in. */
  public static final int NETWORK_HEADERS_BYTES = 28;

  static final int TYPE_SPECIFIC_OFFSET = 4;
  static final int TIMESTAMP_OFFSET = 8;
  static final int DESTINATION_OFFSET = 12;

  private static final int CONTROL_BIT = 0x8000_0000;

  private SrtHeader() {}

  /** Whether this is a control packet. */
  public static boolean isControl(ByteBuf packet, int index) {
    return (packet.getInt(index) & CONTROL_BIT) != 0;
  }

  /** The time of sending in µs since the sender's connection began; wraps after 71.6 minutes. */
  public static int timestampUs(ByteBuf packet, int index) {
    return packet.getInt(index + TIMESTAMP_OFFSET);
  }

  /** The socket for which this is; 0 while there is none. */
  public static int destination(ByteBuf packet, int index) {
    return packet.getInt(index + DESTINATION_OFFSET);
  }
}
