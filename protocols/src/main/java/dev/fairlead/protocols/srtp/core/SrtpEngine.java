package dev.fairlead.protocols.srtp.core;

/**
 * Does the ciphering for all sessions of one loop. Confined to it.
 *
 * <p>Implementations: {@link JavaEngine}, which always works.
 */
public interface SrtpEngine {
  /** The longest packet, protected: a jumbo frame. */
  int MAX_PACKET_BYTES = 9_000;

  /** What protects RTP of one direction. */
  PacketTransform rtp(MasterKey master);

  /** What protects RTCP of one direction. */
  PacketTransform rtcp(MasterKey master);
}
