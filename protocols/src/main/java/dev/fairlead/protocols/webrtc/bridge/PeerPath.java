package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.protocols.ice.core.IcePath;
import io.netty.buffer.ByteBuf;

/** A way to a peer. Confined to the loop of the session that uses it, but for its endpoint. */
public interface PeerPath extends IcePath {
  /** Where it arrives. Any thread. */
  PeerEndpoint endpoint();

  /**
   * Sends one datagram with the next flush; one reference is taken over.
   *
   * @param home where the session lives
   */
  void send(ByteBuf datagram, PeerEndpoint home);

  /** Sends datagrams of equal length, the last of which may be shorter, with the next flush. */
  void sendBurst(ByteBuf datagrams, int segmentBytes, PeerEndpoint home);

  /** The path's end arrives at {@code session}. */
  void bind(PeerSession session);

  /** {@code session} is done with it. */
  void unbind(PeerSession session);
}
