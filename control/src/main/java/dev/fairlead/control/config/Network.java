package dev.fairlead.control.config;

import java.net.InetAddress;
import java.util.Locale;

/**
 * An IP network: all addresses that share their first bits. Immutable; any thread.
 *
 * @param base any address of the network
 * @param prefixBits how many leading bits count
 */
public record Network(InetAddress base, int prefixBits) {
  /**
   * Reads {@code address} or {@code address/bits}. Never asks a name server.
   *
   * @throws IllegalArgumentException when the text is neither
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int widthBits = base.getAddress().length * Byte.SIZE;
    int bits = slash < 0 ? widthBits : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > widthBits) {
      throw new IllegalArgumentException("prefix out of 0.." + widthBits + ": " + text);
    }
    return new Network(base, bits);
  }

  static boolean isNetwork(String text) {
    try {
      return parse(text.toLowerCase(Locale.ROOT)).prefixBits >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether {@code address} lies in it. */
  public boolean contains(InetAddress address) {
    byte[] ours = base.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixBits; bit++) {
      int shift = 7 - bit % Byte.SIZE;
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) >> shift & 1) != 0) {
        return false;
      }
    }
    return true;
  }
}
