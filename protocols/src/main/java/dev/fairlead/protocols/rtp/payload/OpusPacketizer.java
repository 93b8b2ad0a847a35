package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.track.Sample;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Opus: one packet is one payload (RFC 7587 §4.2). Confined to one thread. */
final class OpusPacketizer implements Packetizer {
  private final int maxPayloadBytes;
  private final BurstBuilder burst;

  OpusPacketizer(IntFunction<ByteBuf> allocator, int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
    burst = new BurstBuilder(allocator, OpusHead.SAMPLE_RATE_HZ);
  }

  @Override
  public @Nullable PayloadBurst packetize(Sample sample) {
    int bytes = sample.payloadBytes();
    // Nothing in the format splits a packet; 60 ms at 128 kbit/s fit.
    if (bytes == 0 || bytes > maxPayloadBytes) {
      return null;
    }
    burst.begin(bytes).writeBytes(sample.payload(), sample.payload().readerIndex(), bytes);
    burst.endPacket();
    return burst.finish(sample);
  }
}
