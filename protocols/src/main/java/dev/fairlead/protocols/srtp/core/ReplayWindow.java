package dev.fairlead.protocols.srtp.core;

import java.util.Arrays;

/**
 * Which of the latest packets were received (RFC 3711 §3.3.2). Confined to its source.
 *
 * <p>Asked before authentication, which is dear; told after it, since a forged packet must not move
 * the window.
 */
final class ReplayWindow {
  /** RFC 3711 §3.3.2 wants 64 at least; a second of 10 Mbit/s is about 1,000 packets. */
  static final int WINDOW_PACKETS = 1_024;

  private static final int WORDS = WINDOW_PACKETS / Long.SIZE;

  private final long[] seen = new long[WORDS];
  private long highest = PacketIndex.NONE;

  /** The highest index received, or {@link PacketIndex#NONE}. */
  long highest() {
    return highest;
  }

  /** Whether {@code index} is neither too old nor received before. */
  boolean isNew(long index) {
    if (index > highest) {
      return true;
    }
    return highest - index < WINDOW_PACKETS && (seen[word(index)] & bit(index)) == 0;
  }

  /** Notes an authentic packet. */
  void accept(long index) {
    if (index > highest) {
      if (highest == PacketIndex.NONE || index - highest >= WINDOW_PACKETS) {
        Arrays.fill(seen, 0);
      } else {
        for (long i = highest + 1; i <= index; i++) {
          seen[word(i)] &= ~bit(i);
        }
      }
      highest = index;
    }
    seen[word(index)] |= bit(index);
  }

  private static int word(long index) {
    return (int) (index >>> 6) & (WORDS - 1);
  }

  private static long bit(long index) {
    return 1L << index;
  }
}
