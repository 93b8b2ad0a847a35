package dev.fairlead.protocols.rtmp.core;

import io.netty.buffer.ByteBuf;

/** Takes messages as they become complete. */
interface ChunkMessages {
  /**
   * One message.
   *
   * @param typeId of {@link dev.fairlead.protocols.rtmp.wire.MessageType}
   * @param timestampMs absolute, 32 bits
   * @param body borrowed for the call; retain a slice to keep it
   */
  void message(int typeId, int messageStreamId, int timestampMs, ByteBuf body);
}
