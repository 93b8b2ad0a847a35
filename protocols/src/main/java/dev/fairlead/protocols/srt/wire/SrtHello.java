package dev.fairlead.protocols.srt.wire;

import io.netty.buffer.ByteBuf;

/**
 * What both sides tell of themselves (SRT draft-01 §3.2.1.1): HSREQ and HSRSP. Immutable.
 *
 * @param version {@code 0x010503} for 1.5.3
 * @param flags any of the constants
 * @param receiverLatencyMs latency of what this side receives
 * @param senderLatencyMs latency of what it sends
 */
public record SrtHello(int version, int flags, int receiverLatencyMs, int senderLatencyMs) {
  /** Length behind the extension's head. */
  public static final int SIZE_BYTES = 12;

  /** Sends by timestamps. */
  public static final int TSBPD_SENDER = 1;

  /** Receives by timestamps. */
  public static final int TSBPD_RECEIVER = 1 << 1;

  /** Knows encryption flags in data packets. */
  public static final int CRYPT = 1 << 2;

  /** Gives up what comes too late. */
  public static final int DROP_TOO_LATE = 1 << 3;

  /** Repeats reports of losses. */
  public static final int PERIODIC_NAK = 1 << 4;

  /** Knows the flag of retransmission. */
  public static final int RETRANSMISSION_FLAG = 1 << 5;

  /** Wants bytes without message bounds, which live media never does. */
  public static final int BYTE_MODE = 1 << 6;

  /** Knows packet filters. */
  public static final int PACKET_FILTER = 1 << 7;

  /** The first version with all of this. */
  public static final int VERSION_1_3 = 0x01_0300;

  static SrtHello read(ByteBuf bytes, int index) {
    return new SrtHello(
        bytes.getInt(index),
        bytes.getInt(index + 4),
        bytes.getUnsignedShort(index + 8),
        bytes.getUnsignedShort(index + 10));
  }

  void write(ByteBuf out) {
    out.writeInt(version);
    out.writeInt(flags);
    out.writeShort(receiverLatencyMs);
    out.writeShort(senderLatencyMs);
  }

  /** Whether all of {@code wanted} are set. */
  public boolean has(int wanted) {
    return (flags & wanted) == wanted;
  }
}
