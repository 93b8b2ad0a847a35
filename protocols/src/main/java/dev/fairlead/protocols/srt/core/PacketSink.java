package dev.fairlead.protocols.srt.core;

import io.netty.buffer.ByteBuf;

/** Takes packets for one peer. Called within calls of what writes them. */
public interface PacketSink {
  /**
   * A buffer to which one packet is appended; valid until {@link #packetComplete}.
   *
   * @param maxBytes how long it may get
   */
  ByteBuf packet(int maxBytes);

  /** What was appended since {@link #packet} is complete. */
  void packetComplete();
}
