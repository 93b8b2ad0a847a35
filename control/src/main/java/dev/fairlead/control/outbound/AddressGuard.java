package dev.fairlead.control.outbound;

import dev.fairlead.protocols.http.AddressBlock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells addresses of the public network from those that a tenant has no business with: the IANA
 * special-purpose registries (RFC 6890 §2.2) and what stands for them in IPv6. Immutable.
 */
public final class AddressGuard {
  private static final List<AddressBlock> FORBIDDEN =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/128",
              "::1/128",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8")
          .map(AddressBlock::parse)
          .toList();

  /** IPv6 that carries an IPv4 address: its network, and where in it the address begins. */
  private record Carrier(AddressBlock network, int offsetBytes) {}

  private static final List<Carrier> CARRIERS =
      List.of(
          // IPv4-compatible (RFC 4291 §2.5.5.1).
          new Carrier(AddressBlock.parse("::/96"), 12),
          // NAT64 (RFC 6052 §2.1).
          new Carrier(AddressBlock.parse("64:ff9b::/96"), 12),
          // 6to4 (RFC 3056 §2).
          new Carrier(AddressBlock.parse("2002::/16"), 2));

  private final List<AddressBlock> allowed;

  /**
   * @param allowed blocks that are reached whatever they are for: an operator's own
   */
  public AddressGuard(List<AddressBlock> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /** Whether the node may connect to {@code address}. */
  public boolean allows(InetAddress address) {
    return isOwn(address) || isPublic(address);
  }

  /** Whether it is within the operator's own blocks. */
  boolean isOwn(InetAddress address) {
    return allowed.stream().anyMatch(block -> block.contains(address));
  }

  private static boolean isPublic(InetAddress address) {
    if (FORBIDDEN.stream().anyMatch(block -> block.contains(address))) {
      return false;
    }
    if (address instanceof Inet6Address) {
      for (Carrier carrier : CARRIERS) {
        if (carrier.network().contains(address)) {
          return isPublic(carried(address, carrier.offsetBytes()));
        }
      }
    }
    return true;
  }

  private static InetAddress carried(InetAddress address, int offsetBytes) {
    try {
      return InetAddress.getByAddress(
          Arrays.copyOfRange(address.getAddress(), offsetBytes, offsetBytes + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
