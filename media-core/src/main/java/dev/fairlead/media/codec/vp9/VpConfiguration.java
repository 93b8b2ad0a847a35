package dev.fairlead.media.codec.vp9;

import dev.fairlead.media.bits.BitReader;
import dev.fairlead.media.bits.BitWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Locale;

/**
 * VPCodecConfigurationRecord of VP8 and VP9, without the full-box header (VP-ISOBMFF v1.0).
 * Immutable.
 *
 * @param profile 0 to 3
 * @param level ten times the level
 * @param bitDepth 8, 10 or 12
 * @param chromaSubsampling 0 and 1: 4:2:0, 2: 4:2:2, 3: 4:4:4
 * @param fullRange videoFullRangeFlag
 * @param colourPrimaries 2 when unspecified
 * @param transferCharacteristics 2 when unspecified
 * @param matrixCoefficients 2 when unspecified
 */
public record VpConfiguration(
    int profile,
    int level,
    int bitDepth,
    int chromaSubsampling,
    boolean fullRange,
    int colourPrimaries,
    int transferCharacteristics,
    int matrixCoefficients) {
  private static final int UNSPECIFIED = 2;
  private static final int BT_709 = 1;
  private static final int MAX_PROFILE = 3;
  private static final int RECORD_BYTES = 8;

  /** Version 1 and no flags, where a writer put the whole box. */
  private static final int FULL_BOX_HEADER = 0x0100_0000;

  /** Reads a record, with or without the full-box header in front. */
  public static VpConfiguration parse(byte[] bytes) {
    ByteBuf source = Unpooled.wrappedBuffer(bytes);
    BitReader bits = new BitReader("VPCodecConfigurationRecord");
    // Level 0 does not exist, so a record never begins like the header does.
    boolean boxed = bytes.length >= RECORD_BYTES + 4 && source.getInt(0) == FULL_BOX_HEADER;
    bits.wrap(source, boxed ? 4 : 0, bytes.length - (boxed ? 4 : 0));
    int profile = bits.readBits(8);
    if (profile > MAX_PROFILE) {
      throw bits.malformed("profile is " + profile);
    }
    int level = bits.readBits(8);
    int bitDepth = bits.readBits(4);
    if (bitDepth != 8 && bitDepth != 10 && bitDepth != 12) {
      throw bits.malformed("bitDepth is " + bitDepth);
    }
    VpConfiguration record =
        new VpConfiguration(
            profile,
            level,
            bitDepth,
            bits.readBits(3),
            bits.readFlag(),
            bits.readBits(8),
            bits.readBits(8),
            bits.readBits(8));
    bits.skipBits(16); // codecInitializationDataSize, 0 for both codecs
    return record;
  }

  /** The record of what a VP9 key frame says. */
  public static VpConfiguration of(UncompressedHeader keyFrame) {
    return new VpConfiguration(
        keyFrame.profile(),
        VpLevel.of(keyFrame.widthPixels(), keyFrame.heightPixels()),
        keyFrame.bitDepth(),
        keyFrame.chromaSubsampling(),
        keyFrame.fullRange(),
        keyFrame.colourPrimaries(),
        keyFrame.transferCharacteristics(),
        keyFrame.matrixCoefficients());
  }

  /** The record of what a VP8 key frame says. */
  public static VpConfiguration ofVp8(int version, int widthPixels, int heightPixels) {
    return new VpConfiguration(
        version,
        VpLevel.of(widthPixels, heightPixels),
        8,
        1,
        false,
        UNSPECIFIED,
        UNSPECIFIED,
        UNSPECIFIED);
  }

  /** The record's bytes. */
  public byte[] toByteArray() {
    byte[] bytes = new byte[RECORD_BYTES];
    new BitWriter()
        .wrap(Unpooled.wrappedBuffer(bytes).writerIndex(0))
        .writeBits(profile, 8)
        .writeBits(level, 8)
        .writeBits(bitDepth, 4)
        .writeBits(chromaSubsampling, 3)
        .writeFlag(fullRange)
        .writeBits(colourPrimaries, 8)
        .writeBits(transferCharacteristics, 8)
        .writeBits(matrixCoefficients, 8)
        .writeBits(0, 16);
    return bytes;
  }

  /**
   * The codec's name with profile, level and bit depth, and the colours where they are unusual.
   *
   * @param name {@code vp08} or {@code vp09}
   */
  public String codecString(String name) {
    String text = String.format(Locale.ROOT, "%s.%02d.%02d.%02d", name, profile, level, bitDepth);
    boolean usual =
        chromaSubsampling <= 1
            && !fullRange
            && isUsual(colourPrimaries)
            && isUsual(transferCharacteristics)
            && isUsual(matrixCoefficients);
    return usual
        ? text
        : text
            + String.format(
                Locale.ROOT,
                ".%02d.%02d.%02d.%02d.%02d",
                chromaSubsampling,
                colourPrimaries,
                transferCharacteristics,
                matrixCoefficients,
                fullRange ? 1 : 0);
  }

  private static boolean isUsual(int code) {
    return code == BT_709 || code == UNSPECIFIED;
  }
}
