package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;

/**
 * The playout-delay extension: how long a receiver should hold pictures, least and most, 12 bits
 * each in steps of 10 ms. Stateless.
 */
public final class PlayoutDelay {
  /** Length of the element's data. */
  public static final int BYTES = 3;

  /** The largest delay that 12 bits hold. */
  public static final int MAX_MS = 40_950;

  private static final int STEP_MS = 10;

  private PlayoutDelay() {}

  /**
   * Appends the element's data.
   *
   * @param minMs 0 to {@code maxMs}
   * @param maxMs up to {@link #MAX_MS}
   */
  public static void write(ByteBuf out, int minMs, int maxMs) {
    assert minMs >= 0 && minMs <= maxMs && maxMs <= MAX_MS : minMs + " to " + maxMs;
    out.writeMedium((minMs / STEP_MS) << 12 | (maxMs / STEP_MS));
  }

  /** The least delay in an element. */
  public static int minMs(ByteBuf packet, int index) {
    return (packet.getUnsignedMedium(index) >> 12) * STEP_MS;
  }

  /** The greatest delay in an element. */
  public static int maxMs(ByteBuf packet, int index) {
    return (packet.getUnsignedMedium(index) & 0xFFF) * STEP_MS;
  }
}
