package dev.fairlead.protocols.rtp.core;

/**
 * Numbers everything that leaves over one transport (Transport-wide CC draft-01 §2). Implemented by
 * who wants to know what became of it.
 */
interface TransportSequence {
  /**
   * The number of the next packet, 16 bits.
   *
   * @param payloadBytes of the packet
   */
  int next(int payloadBytes, long nowNs);
}
