package dev.fairlead.protocols.rtp.core;

import io.netty.buffer.ByteBuf;

/**
 * What a sending side wants done. Called within calls of {@link SendSide}, which must not be called
 * back from here.
 *
 * <p>Packets of equal length follow each other wherever that is possible, so that whoever gathers
 * them in one buffer can hand them to the kernel in one call.
 */
public interface SendActions {
  /** The buffer that the header of the next packet is to be appended to. */
  ByteBuf header();

  /**
   * The packet whose header was just appended is to leave with this payload, encrypted.
   *
   * @param payload borrowed for the call, shared with others, not to be changed
   */
  void payload(ByteBuf payload, int index, int lengthBytes);

  /** What was handed over is to leave now: nothing follows at once. */
  void flush();

  /** Sends RTCP; borrowed for the call. */
  void send(ByteBuf compound);

  /**
   * The viewer needs a key picture.
   *
   * @param mediaIndex place of its media in the terms
   */
  void keyPictureWanted(int mediaIndex);
}
