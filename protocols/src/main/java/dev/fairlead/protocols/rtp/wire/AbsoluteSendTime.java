package dev.fairlead.protocols.rtp.wire;

import io.netty.buffer.ByteBuf;

/**
 * The abs-send-time extension: when a packet left, 24 bits of seconds with 18 fractional ones,
 * which wrap after 64 s. Stateless.
 */
public final class AbsoluteSendTime {
  /** Length of the element's data. */
  public static final int BYTES = 3;

  private static final int FRACTION_BITS = 18;
  private static final long NANOS = 1_000_000_000;

  private AbsoluteSendTime() {}

  /** The 24 bits for a time on any clock. */
  public static int of(long ns) {
    long wrapped = Math.floorMod(ns, 64 * NANOS);
    return (int) ((wrapped << FRACTION_BITS) / NANOS) & 0xFF_FFFF;
  }

  /** Reads the 24 bits. */
  public static int read(ByteBuf packet, int index) {
    return packet.getUnsignedMedium(index);
  }

  /** Nanoseconds within the 64 s of the range. */
  public static long toNanos(int value) {
    return ((long) value * NANOS) >> FRACTION_BITS;
  }
}
