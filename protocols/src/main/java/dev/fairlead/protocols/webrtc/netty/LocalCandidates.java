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

  private static final int BEST_PREFERENCE = 65_535;

  private LocalCandidates() {}

  /** Values of candidate attributes for a port that is bound at {@code bound}. */
  static List<String> of(InetSocketAddress bound, List<InetAddress> publicAddresses) {
    List<InetAddress> addresses =
        !publicAddresses.isEmpty()
            ? publicAddresses
            : bound.getAddress().isAnyLocalAddress() ? ofInterfaces() : List.of(bound.getAddress());
    List<String> values = new ArrayList<>();
    for (InetAddress address : addresses) {
      if (values.size() < MAX_CANDIDATES) {
        IceCandidate candidate =
            new IceCandidate(
                new InetSocketAddress(address, bound.getPort()),
                false,
                BEST_PREFERENCE - values.size());
        values.add(candidate.sdpValue(values.size() + 1));
      }
    }
    return values;
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
