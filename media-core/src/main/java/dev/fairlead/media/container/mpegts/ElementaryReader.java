package dev.fairlead.media.container.mpegts;

import io.netty.buffer.ByteBuf;

/** Turns the PES payloads of one PID into samples. Confined to the publisher's executor. */
interface ElementaryReader {
  /**
   * One PES packet.
   *
   * @param ptsTicks unwrapped, at 90 kHz; {@link TsDemuxer#TIMESTAMP_UNSET} when it tells none
   * @param dtsTicks likewise
   * @param payload borrowed
   * @throws dev.fairlead.media.bits.MalformedMediaException when it makes no sense
   */
  void read(long ptsTicks, long dtsTicks, ByteBuf payload);

  /** Lets go of what waits for its rest. */
  default void close() {}
}
