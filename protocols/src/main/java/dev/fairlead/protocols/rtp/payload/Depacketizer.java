package dev.fairlead.protocols.rtp.payload;

import io.netty.buffer.ByteBuf;

/**
 * Puts the payloads of one source together again. Confined to one thread.
 *
 * <p>Packets come in order of their sequence numbers, with gaps where packets are given up. What is
 * told of is whole; what is not is counted as lost by the caller, who is told of that as well.
 */
public interface Depacketizer {
  /** Takes what was put together. */
  interface Output {
    /**
     * One picture, or one frame of sound.
     *
     * @param payload in the form of the bus; one reference is taken over
     * @param timestampTicks as given with its packets
     */
    void complete(ByteBuf payload, long timestampTicks);

    /** A picture is lost, in whole or in part, and with it what refers to it. */
    void damaged(long timestampTicks);
  }

  /**
   * The next packet.
   *
   * @param packet borrowed for the call
   * @param index where the payload begins
   * @param lengthBytes of the payload; 0 is possible and tells nothing but the timestamp
   * @param timestampTicks RTP timestamp, unwrapped
   * @param marker the marker bit
   * @param gap whether packets are missing between this one and the one before
   */
  void packet(
      ByteBuf packet,
      int index,
      int lengthBytes,
      long timestampTicks,
      boolean marker,
      boolean gap,
      Output out);

  /** Lets go of what is under way; last call. */
  void close();
}
