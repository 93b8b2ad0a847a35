package dev.fairlead.protocols.srtp.core;

import io.netty.buffer.ByteBuf;

/**
 * Encryption and authentication under the session keys of one direction. Confined to a loop.
 *
 * <p>The implementation decides where ciphering happens: on the heap, or straight in the memory
 * that is sent.
 */
interface PacketTransform {
  /**
   * Encrypts a payload that other sessions may be using too.
   *
   * @param out holds the header from {@code headerAt} to its end; encrypted payload and tag are
   *     written behind it
   * @param payload not changed, its indices neither
   */
  void sealRtp(
      ByteBuf out,
      int headerAt,
      int ssrc,
      long index,
      ByteBuf payload,
      int payloadAt,
      int payloadBytes);

  /**
   * Decrypts.
   *
   * @param packet as received; not changed
   * @param headerBytes of it stay in the clear
   * @param plain header and payload are written to it, when authentic
   * @return whether the packet is authentic
   */
  boolean openRtp(
      ByteBuf packet, int at, int bytes, int headerBytes, int ssrc, long index, ByteBuf plain);

  /**
   * Protects a compound RTCP packet.
   *
   * @param packet readable bytes are the packet; not changed
   * @param out the protected packet is written to it
   */
  void sealRtcp(ByteBuf packet, int ssrc, long index, ByteBuf out);

  /** Opens what {@link #sealRtcp} makes; the index was read from the packet. */
  boolean openRtcp(ByteBuf packet, int at, int bytes, int ssrc, int indexWord, ByteBuf plain);
}
