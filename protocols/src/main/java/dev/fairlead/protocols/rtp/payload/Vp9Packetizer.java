package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.VideoFormat;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * VP9 in non-flexible mode without picture ids and layers (RFC 9628 §4.2). Confined to one thread.
 *
 * <p>The first packet of a key picture carries a scalability structure that tells its size. For why
 * there are no picture ids see {@link Vp8Packetizer}.
 */
final class Vp9Packetizer implements Packetizer {
  static final int INTER_PICTURE = 0x40;
  static final int BEGIN = 0x08;
  static final int END = 0x04;
  static final int STRUCTURE = 0x02;

  /** No spatial layer above refers to this picture, for there is none. */
  static final int NOT_REFERENCED = 0x01;

  /** One spatial layer, its size, no picture group. */
  private static final int STRUCTURE_WITH_SIZE = 0x10;

  private static final int STRUCTURE_BYTES = 5;
  private static final int DESCRIPTOR_BYTES = 1;

  private final int maxPayloadBytes;
  private final BurstBuilder burst;

  Vp9Packetizer(IntFunction<ByteBuf> allocator, int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
    burst = new BurstBuilder(allocator, Timescale.MPEG_HZ);
  }

  @Override
  public @Nullable PayloadBurst packetize(Sample sample) {
    int restBytes = sample.payloadBytes();
    if (restBytes == 0) {
      return null;
    }
    int structureBytes = hasSize(sample) ? STRUCTURE_BYTES : 0;
    // The structure counts as part of what is split, so that the first packet is as long as others.
    int partBytes =
        BurstBuilder.equalPartBytes(structureBytes + restBytes, maxPayloadBytes - DESCRIPTOR_BYTES);
    int index = sample.payload().readerIndex();
    int always = NOT_REFERENCED | (sample.isRandomAccess() ? 0 : INTER_PICTURE);
    int flags = BEGIN | (structureBytes > 0 ? STRUCTURE : 0);
    int takenBytes = structureBytes;
    ByteBuf out = burst.begin(restBytes + restBytes / partBytes + STRUCTURE_BYTES + 2);
    while (restBytes > 0) {
      int bytes = Math.min(partBytes - takenBytes, restBytes);
      restBytes -= bytes;
      out.writeByte(always | flags | (restBytes == 0 ? END : 0));
      if (takenBytes > 0) {
        writeStructure((VideoFormat) sample.track().format(), out);
      }
      out.writeBytes(sample.payload(), index, bytes);
      burst.endPacket();
      index += bytes;
      flags = 0;
      takenBytes = 0;
    }
    return burst.finish(sample);
  }

  private static boolean hasSize(Sample sample) {
    return sample.isRandomAccess()
        && sample.track().format() instanceof VideoFormat format
        && format.widthPixels() > 0
        && format.widthPixels() <= 0xFFFF
        && format.heightPixels() <= 0xFFFF;
  }

  private static void writeStructure(VideoFormat format, ByteBuf out) {
    out.writeByte(STRUCTURE_WITH_SIZE);
    out.writeShort(format.widthPixels());
    out.writeShort(format.heightPixels());
  }
}
