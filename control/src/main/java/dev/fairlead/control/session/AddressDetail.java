package dev.fairlead.control.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/** How much of a peer's address is told. */
public enum AddressDetail {
  /** Address and port. */
  FULL,
  /** The network: 24 bits of IPv4, 48 of IPv6. */
  NETWORK,
  /** Nothing. */
  NONE;

  private static final int IPV4_BYTES = 3;
  private static final int IPV6_BYTES = 6;

  /** The constant of that word, in any case. */
  public static AddressDetail of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** What may be told of {@code remote}. */
  public String of(InetSocketAddress remote) {
    InetAddress address = remote.getAddress();
    if (this == NONE || address == null) {
      return "-";
    }
    if (this == FULL || address.isLoopbackAddress()) {
      return address.getHostAddress() + ":" + remote.getPort();
    }
    int kept = address instanceof Inet4Address ? IPV4_BYTES : IPV6_BYTES;
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, kept, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * Byte.SIZE;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address keeps its length", e);
    }
  }
}
