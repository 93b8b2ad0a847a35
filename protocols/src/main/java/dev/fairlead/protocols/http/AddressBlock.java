package dev.fairlead.protocols.http;

import java.net.InetAddress;
import java.util.List;

/**
 * A block of addresses in CIDR notation. Immutable.
 *
 * @param network its first address
 * @param prefixBits how many leading bits belong to the block
 */
public record AddressBlock(InetAddress network, int prefixBits) {
  /** The machine itself. */
  public static final List<AddressBlock> LOOPBACK = List.of(parse("127.0.0.0/8"), parse("::1/128"));

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address.
   *
   * @throws IllegalArgumentException when it is none of these; names are never looked up
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an address: " + text, e);
    }
    int allBits = 8 * address.getAddress().length;
    int bits = allBits;
    if (slash >= 0) {
      try {
        bits = Integer.parseInt(text.substring(slash + 1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("not a block of addresses: " + text, e);
      }
    }
    if (bits < 0 || bits > allBits) {
      throw new IllegalArgumentException("prefix of " + text + " is not within 0 to " + allBits);
    }
    return new AddressBlock(address, bits);
  }

  /** Whether {@code address} lies in this block. */
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    int whole = prefixBits / 8;
    for (int i = 0; i < whole; i++) {
      if (mine[i] != other[i]) {
        return false;
      }
    }
    int rest = prefixBits % 8;
    return rest == 0 || (mine[whole] ^ other[whole]) >> (8 - rest) == 0;
  }
}
