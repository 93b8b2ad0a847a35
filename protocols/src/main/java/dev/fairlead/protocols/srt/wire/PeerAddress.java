package dev.fairlead.protocols.srt.wire;

/**
 * An IP address as handshakes carry it (SRT draft-01 §3.2.1): four words with the bytes of each in
 * reverse, IPv4 in the first. Stateless.
 */
public final class PeerAddress {
  private static final int WORD_BYTES = 4;

  private PeerAddress() {}

  /** The first two words of {@code address}, which has 4 or 16 bytes. */
  public static long head(byte[] address) {
    long first = word(address, 0);
    return first << 32 | word(address, WORD_BYTES);
  }

  /** The last two. */
  public static long rest(byte[] address) {
    return word(address, 2 * WORD_BYTES) << 32 | word(address, 3 * WORD_BYTES);
  }

  private static long word(byte[] address, int index) {
    long value = 0;
    for (int i = Math.min(index + WORD_BYTES, address.length) - 1; i >= index; i--) {
      value = value << 8 | (address[i] & 0xFF);
    }
    return value;
  }
}
