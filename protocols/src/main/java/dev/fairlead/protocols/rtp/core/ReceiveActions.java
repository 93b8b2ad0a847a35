package dev.fairlead.protocols.rtp.core;

import io.netty.buffer.ByteBuf;

/**
 * What a receiving side wants done. Called within calls of {@link ReceiveSide}, which must not be
 * called back from here; {@link ReceivedSource} may.
 */
public interface ReceiveActions {
  /** A source appeared; its packets follow. */
  void opened(ReceivedSource source);

  /**
   * The next packet of a source, in order.
   *
   * @param packet borrowed for the call
   * @param index where its payload begins
   * @param timestampTicks RTP timestamp, unwrapped
   * @param gap whether packets before it are missing for good
   */
  void packet(
      ReceivedSource source,
      ByteBuf packet,
      int index,
      int lengthBytes,
      long timestampTicks,
      boolean marker,
      boolean gap);

  /** Sends RTCP; borrowed for the call. */
  void send(ByteBuf compound);

  /** A source is over; last call about it. */
  void ended(ReceivedSource source);
}
