package dev.fairlead.media.bridge;

import io.netty.buffer.ByteBuf;

/** Takes what a bridge makes. */
interface BridgeOutput {
  /**
   * The next packet.
   *
   * @param ptsTicks when what a decoder gives for it begins, at 48 kHz
   * @param discontinuity whether the timeline was interrupted before it
   * @param wallClockNs of what it was made of
   * @param payload one reference is taken over
   */
  void packet(long ptsTicks, boolean discontinuity, long wallClockNs, ByteBuf payload);
}
