package dev.fairlead.protocols.srt.core;

import io.netty.buffer.ByteBuf;

/**
 * What a connection wants done. Called within calls of {@link SrtConnection}, which must not be
 * called back from here.
 */
public interface SrtActions extends PacketSink {
  /**
   * The next payload of the peer, in order and in time.
   *
   * @param payload borrowed for the call
   */
  void delivered(ByteBuf payload);

  /** That many packets will never come; the next payload follows behind them. */
  void missed(int packets);

  /** The connection is over. Last call. */
  void closed(CloseReason reason);
}
