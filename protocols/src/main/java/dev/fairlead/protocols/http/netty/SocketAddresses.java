package dev.fairlead.protocols.http.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses of sockets that may be closed, or no sockets at all. Stateless. */
final class SocketAddresses {
  private static final InetSocketAddress NOWHERE = new InetSocketAddress("0.0.0.0", 0);

  private SocketAddresses() {}

  /** {@code address}, or 0.0.0.0 port 0. */
  static InetSocketAddress orNowhere(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress socket ? socket : NOWHERE;
  }
}
