package dev.fairlead.media.container.flv;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import io.netty.buffer.ByteBuf;

/**
 * Sequence headers ⇄ the configuration bytes that {@link Codec} names. They differ in framing only,
 * most of which the codecs' own parsers take off. Stateless.
 */
final class SequenceHeader {
  /**
   * No decoder configuration in use passes this; hvcC with many parameter sets stays under 1 kB.
   */
  static final int MAX_BYTES = 65_536;

  private static final int AVC_LENGTH_SIZE_INDEX = 4;
  private static final int HEVC_LENGTH_SIZE_INDEX = 21;
  private static final int LENGTH_SIZE_MASK = 3;

  private static final int FLAC_STREAMINFO_BYTES = 34;

  /** Last metadata block, type 0, and its length (RFC 9639 §8.1). */
  private static final int FLAC_LAST_STREAMINFO = 0x80000000 | FLAC_STREAMINFO_BYTES;

  /** An AV1 video descriptor of MPEG-2 TS: tag, length, then four bytes as in av1C. */
  private static final int AV1_DESCRIPTOR = 0x8004;

  private static final int AV1_RECORD_BYTES = 4;
  private static final int AV1_DELAY_MASK = 0x1F;

  private SequenceHeader() {}

  /** The bytes that remain in {@code body}, as they came. */
  static byte[] read(ByteBuf body) {
    if (body.readableBytes() > MAX_BYTES) {
      throw new MalformedMediaException(
          "sequence header of " + body.readableBytes() + " bytes is too long");
    }
    byte[] bytes = new byte[body.readableBytes()];
    body.readBytes(bytes);
    return bytes;
  }

  /** Length bytes in front of NAL units under {@code header}; 0 for codecs without NAL units. */
  static int nalLengthBytes(Codec codec, byte[] header) {
    int index = lengthSizeIndex(codec);
    if (index < 0) {
      return 0;
    }
    if (header.length <= index) {
      throw new MalformedMediaException(codec + " sequence header is cut off");
    }
    return (header[index] & LENGTH_SIZE_MASK) + 1;
  }

  /** The av1C record that an MPEG-2 TS descriptor of AV1 stands for. */
  static byte[] fromAv1Descriptor(byte[] header) {
    int from =
        header.length >= 2 && ((header[0] & 0xFF) << 8 | header[1]) == AV1_DESCRIPTOR ? 2 : 0;
    if (header.length - from < AV1_RECORD_BYTES) {
      throw new MalformedMediaException("AV1 video descriptor is cut off");
    }
    byte[] record = new byte[AV1_RECORD_BYTES];
    System.arraycopy(header, from, record, 0, AV1_RECORD_BYTES);
    record[AV1_RECORD_BYTES - 1] &= AV1_DELAY_MASK;
    return record;
  }

  /** Appends {@code configuration} as a sequence header of {@code codec}. */
  static void write(Codec codec, CodecConfiguration configuration, ByteBuf out) {
    if (codec == Codec.FLAC) {
      out.writeInt(FourCc.FLAC).writeInt(FLAC_LAST_STREAMINFO);
    }
    out.writeBytes(configuration.toByteArray());
  }

  private static int lengthSizeIndex(Codec codec) {
    return switch (codec) {
      case H264 -> AVC_LENGTH_SIZE_INDEX;
      case H265 -> HEVC_LENGTH_SIZE_INDEX;
      default -> Integer.MIN_VALUE;
    };
  }
}
