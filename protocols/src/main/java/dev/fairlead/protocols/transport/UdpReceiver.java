package dev.fairlead.protocols.transport;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** What comes in by one socket of a UDP port. Called on the socket's loop only. */
public interface UdpReceiver {
  /** Makes the receiver of one socket. */
  interface Factory {
    /**
     * A socket was opened, on its own loop; nothing was received yet.
     *
     * @param socket where answers leave
     */
    UdpReceiver open(UdpSocket socket);
  }

  /**
   * One datagram.
   *
   * @param datagram borrowed for the length of the call
   * @param sender where it came from
   */
  void received(ByteBuf datagram, InetSocketAddress sender);

  /** Nothing more is at hand: flush what was gathered. */
  void receivedAll();
}
