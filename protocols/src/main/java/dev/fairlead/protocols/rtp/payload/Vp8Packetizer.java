package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Sample;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * VP8 with the shortest descriptor (RFC 7741 §4.2). Confined to one thread.
 *
 * <p>Picture ids are left out: receivers then go by sequence numbers, which stay continuous when a
 * viewer is switched between renditions, where ids would have to be rewritten inside of payloads
 * that all viewers share.
 */
final class Vp8Packetizer implements Packetizer {
  private static final int NON_REFERENCE = 0x20;
  private static final int START_OF_PARTITION = 0x10;
  private static final int DESCRIPTOR_BYTES = 1;

  private final int maxPayloadBytes;
  private final BurstBuilder burst;

  Vp8Packetizer(IntFunction<ByteBuf> allocator, int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
    burst = new BurstBuilder(allocator, Timescale.MPEG_HZ);
  }

  @Override
  public @Nullable PayloadBurst packetize(Sample sample) {
    int restBytes = sample.payloadBytes();
    if (restBytes == 0) {
      return null;
    }
    int partBytes = BurstBuilder.equalPartBytes(restBytes, maxPayloadBytes - DESCRIPTOR_BYTES);
    int index = sample.payload().readerIndex();
    int always = (sample.flags() & Sample.DISPOSABLE) != 0 ? NON_REFERENCE : 0;
    int position = START_OF_PARTITION;
    ByteBuf out = burst.begin(restBytes + restBytes / partBytes + DESCRIPTOR_BYTES);
    while (restBytes > 0) {
      int bytes = Math.min(partBytes, restBytes);
      out.writeByte(always | position);
      out.writeBytes(sample.payload(), index, bytes);
      burst.endPacket();
      index += bytes;
      restBytes -= bytes;
      position = 0;
    }
    return burst.finish(sample);
  }
}
