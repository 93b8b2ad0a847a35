package dev.fairlead.protocols.ice.core;

import java.net.InetSocketAddress;

/**
 * A way to the peer: its address as seen over UDP, or a TCP connection. Two paths are the same when
 * they are equal.
 */
public interface IcePath {
  /** Where the peer is, as far as we can see. */
  InetSocketAddress remote();
}
