package dev.fairlead.protocols.rtp.payload;

import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/** Opus: one payload is one packet (RFC 7587 §4.2). Confined to one thread. */
final class OpusDepacketizer implements Depacketizer {
  private final IntFunction<ByteBuf> allocator;

  OpusDepacketizer(IntFunction<ByteBuf> allocator) {
    this.allocator = allocator;
  }

  @Override
  public void packet(
      ByteBuf packet,
      int index,
      int lengthBytes,
      long timestampTicks,
      boolean marker,
      boolean gap,
      Output out) {
    if (lengthBytes > 0) {
      out.complete(
          allocator.apply(lengthBytes).writeBytes(packet, index, lengthBytes), timestampTicks);
    }
  }

  @Override
  public void close() {}
}
