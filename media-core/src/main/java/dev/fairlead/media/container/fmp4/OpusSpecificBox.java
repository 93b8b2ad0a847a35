package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * {@code dOps}: the identification header of RFC 7845 §5.1 in big-endian and without its magic
 * signature (Opus in ISOBMFF v0.8.1 §4.3.2).
 */
final class OpusSpecificBox {
  private static final int MAGIC_BYTES = 8;
  private static final int FIXED_BYTES = 19;

  private OpusSpecificBox() {}

  static void write(BoxWriter box, byte[] identificationHeader) {
    if (identificationHeader.length < FIXED_BYTES) {
      throw new MalformedMediaException(
          "Opus identification header of " + identificationHeader.length + " bytes");
    }
    ByteBuf head = Unpooled.wrappedBuffer(identificationHeader).skipBytes(MAGIC_BYTES + 1);
    box.begin("dOps")
        .u8(0) // Version
        .u8(head.readUnsignedByte()) // OutputChannelCount
        .u16(head.readUnsignedShortLE()) // PreSkip
        .u32(head.readIntLE()) // InputSampleRate
        .u16(head.readUnsignedShortLE()); // OutputGain
    // Family, and for families above 0 the mapping table, are bytes in both forms.
    byte[] mapping = new byte[head.readableBytes()];
    head.readBytes(mapping);
    box.bytes(mapping).end();
  }
}
