package dev.fairlead.protocols.webrtc.netty;

import dev.fairlead.protocols.ice.wire.IceCandidate;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The addresses at which peers are told to try. Stateless. */
final class LocalCandidates {
  /** A machine with many interfaces; more only make offers long. */
  static final int MAX_CANDIDATES = 12;

  /** Over TCP half as many: they are for those whom UDP does not reach. */
  static final int MAX_TCP_CANDIDATES = 6;

  private static final int BEST_PREFERENCE = 65_535;

  private LocalCandidates() {}

  /** Values of candidate attributes for a port that is bound at {@code bound}. */
  static List<String> of(InetSocketAddress bound, List<InetAddress> publicAddresses) {
    List<InetAddress> addresses =
        !publicAddresses.isEmpty()
            ? publicAddresses
            : bound.getAddress().isAnyLocalAddress() ? ofInterfaces() : List.of(bound.getAddress());
    List<String> values = new ArrayList<>();
    add(addresses, MAX_CANDIDATES, false, bound.getPort(), values);
    add(addresses, MAX_TCP_CANDIDATES, true, bound.getPort(), values);
    return values;
  }

  private static void add(
      List<InetAddress> addresses, int most, boolean tcp, int port, List<String> values) {
    for (int i = 0; i < Math.min(most, addresses.size()); i++) {
      IceCandidate candidate =
          new IceCandidate(new InetSocketAddress(addresses.get(i), port), tcp, BEST_PREFERENCE - i);
      values.add(candidate.sdpValue(values.size() + 1));
    }
  }

  /**
   * What the interfaces have, best first: IPv4 before IPv6, loopback last, for browsers on the same
   * machine. Addresses that mean something on one link only are left out.
   */
  private static List<InetAddress> ofInterfaces() {
    List<InetAddress> found = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .filter(LocalCandidates::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress() && !address.isMulticastAddress())
          .sorted(
              Comparator.comparing(InetAddress::isLoopbackAddress)
                  .thenComparing(address -> !(address instanceof Inet4Address)))
          .forEach(found::add);
    } catch (SocketException e) {
      // A machine that hides its interfaces still has the one that it talks to itself by.
      found.add(InetAddress.getLoopbackAddress());
    }
    return found;
  }

  private static boolean isUp(NetworkInterface candidate) {
    try {
      return candidate.isUp();
    } catch (SocketException e) {
      return false;
    }
  }
}
