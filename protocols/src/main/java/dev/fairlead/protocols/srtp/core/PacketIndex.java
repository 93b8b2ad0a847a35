package dev.fairlead.protocols.srtp.core;

/** The 48-bit index of a packet, of which it carries the low 16 bits. Stateless. */
final class PacketIndex {
  /** Nothing was seen yet. */
  static final long NONE = -1;

  /** RFC 3711 §9.2: after as many packets a key is used up. */
  static final long MAX = (1L << 48) - 1;

  /** RFC 3711 §3.2.1: likewise for RTCP. */
  static final long MAX_RTCP = (1L << 31) - 1;

  private static final int HALF = 1 << 15;

  private PacketIndex() {}

  /**
   * The index nearest to {@code highest} with this sequence number (RFC 3711 §3.3.1 and appendix
   * A); negative when that lies before the first packet of all.
   */
  static long guess(long highest, int sequence) {
    if (highest == NONE) {
      return sequence;
    }
    long rollover = highest >>> 16;
    int last = (int) highest & 0xFFFF;
    if (last < HALF) {
      return sequence - last > HALF ? compose(rollover - 1, sequence) : compose(rollover, sequence);
    }
    return last - HALF > sequence ? compose(rollover + 1, sequence) : compose(rollover, sequence);
  }

  private static long compose(long rollover, int sequence) {
    return (rollover << 16) + sequence;
  }
}
