package dev.fairlead.media.codec.av1;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * AV1CodecConfigurationRecord (AV1-ISOBMFF v1.2.0 §2.3). Immutable.
 *
 * <p>The sequence header may be missing; it then comes with the first key frame.
 */
public final class Av1Configuration {
  /** marker 1 and version 1. */
  private static final int MARKER_AND_VERSION = 0x81;

  private static final int HEAD_BYTES = 4;

  private final byte[] bytes;
  private final @Nullable SequenceHeader sequenceHeader;

  private Av1Configuration(byte[] bytes, @Nullable SequenceHeader sequenceHeader) {
    this.bytes = bytes;
    this.sequenceHeader = sequenceHeader;
  }

  /** Reads a record. */
  public static Av1Configuration parse(byte[] bytes) {
    BitReader bits = new BitReader("AV1CodecConfigurationRecord").wrap(bytes);
    int first = bits.readBits(8);
    if (first != MARKER_AND_VERSION) {
      throw bits.malformed("marker and version are " + first);
    }
    bits.skipBytes(HEAD_BYTES - 1);
    return new Av1Configuration(
        bytes.clone(), findSequenceHeader(Unpooled.wrappedBuffer(bytes).skipBytes(HEAD_BYTES)));
  }

  /**
   * Makes the record from a temporal unit that holds a sequence header.
   *
   * @return null when there is none
   */
  public static @Nullable Av1Configuration of(ByteBuf temporalUnit) {
    Obus obus = new Obus().wrap(temporalUnit);
    while (obus.next()) {
      if (obus.type() == ObuType.SEQUENCE_HEADER) {
        SequenceHeader header =
            SequenceHeader.parse(temporalUnit, obus.payloadIndex(), obus.payloadBytes());
        ByteBuf out = Unpooled.buffer(HEAD_BYTES + obus.lengthBytes());
        writeHead(header, out);
        out.writeBytes(temporalUnit, obus.index(), obus.lengthBytes());
        return new Av1Configuration(Arrays.copyOf(out.array(), out.writerIndex()), header);
      }
    }
    return null;
  }

  private static void writeHead(SequenceHeader header, ByteBuf out) {
    ColorConfig color = header.color();
    out.writeByte(MARKER_AND_VERSION);
    out.writeByte(header.seqProfile() << 5 | header.seqLevelIdx());
    out.writeByte(
        (header.highTier() ? 0x80 : 0)
            | (color.bitDepth() > 8 ? 0x40 : 0)
            | (color.bitDepth() == 12 ? 0x20 : 0)
            | (color.monochrome() ? 0x10 : 0)
            | (color.subsamplingX() ? 0x08 : 0)
            | (color.subsamplingY() ? 0x04 : 0)
            | color.chromaSamplePosition());
    out.writeByte(0); // No initial presentation delay.
  }

  private static @Nullable SequenceHeader findSequenceHeader(ByteBuf configObus) {
    Obus obus = new Obus().wrap(configObus);
    while (obus.next()) {
      if (obus.type() == ObuType.SEQUENCE_HEADER) {
        return SequenceHeader.parse(configObus, obus.payloadIndex(), obus.payloadBytes());
      }
    }
    return null;
  }

  /** The sequence header in configOBUs, or null. */
  public @Nullable SequenceHeader sequenceHeader() {
    return sequenceHeader;
  }

  /** The OBUs behind the head of the record, in the low-overhead form; may be empty. */
  public byte[] configObus() {
    return Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
  }

  /** The record's bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** From the sequence header, else from the record's own fields (AV1-ISOBMFF v1.2.0 §5). */
  public String codecString() {
    if (sequenceHeader != null) {
      return sequenceHeader.codecString();
    }
    int bitDepth = (bytes[2] & 0x40) == 0 ? 8 : (bytes[2] & 0x20) == 0 ? 10 : 12;
    return String.format(
        Locale.ROOT,
        "av01.%d.%02d%s.%02d",
        (bytes[1] & 0xFF) >> 5,
        bytes[1] & 0x1F,
        (bytes[2] & 0x80) == 0 ? "M" : "H",
        bitDepth);
  }

  /** The sequence header, which must be there. */
  public SequenceHeader requireSequenceHeader() {
    if (sequenceHeader == null) {
      throw new MalformedMediaException("AV1CodecConfigurationRecord: no sequence header");
    }
    return sequenceHeader;
  }
}
