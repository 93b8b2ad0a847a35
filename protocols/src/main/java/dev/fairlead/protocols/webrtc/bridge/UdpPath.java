package dev.fairlead.protocols.webrtc.bridge;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * A peer's address. Paths with the same address are the same, wherever they arrive. Immutable.
 *
 * @param remote the peer's address
 * @param endpoint whose socket it arrives at
 */
public record UdpPath(InetSocketAddress remote, PeerEndpoint endpoint) implements PeerPath {
  @Override
  public void send(ByteBuf datagram, PeerEndpoint home) {
    // Every socket of the port has the same local address.
    home.send(datagram, remote);
  }

  @Override
  public void sendBurst(ByteBuf datagrams, int segmentBytes, PeerEndpoint home) {
    home.sendBurst(datagrams, segmentBytes, remote);
  }

  @Override
  public void bind(PeerSession session) {
    if (endpoint.loop().inEventLoop()) {
      endpoint.bind(this, session);
    } else {
      endpoint.loop().execute(() -> endpoint.bind(this, session));
    }
  }

  @Override
  public void unbind(PeerSession session) {
    if (endpoint.loop().inEventLoop()) {
      endpoint.unbind(this, session);
    } else {
      endpoint.loop().execute(() -> endpoint.unbind(this, session));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UdpPath that && remote.equals(that.remote);
  }

  @Override
  public int hashCode() {
    return remote.hashCode();
  }
}
