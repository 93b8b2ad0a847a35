package dev.fairlead.media.codec.vp9;

import dev.fairlead.media.bits.BitReader;
import io.netty.buffer.ByteBuf;

/**
 * The head of uncompressed_header() of a key frame, up to its size (VP9 v0.7 §6.2). Immutable.
 *
 * @param profile 0 to 3
 * @param bitDepth 8, 10 or 12
 * @param chromaSubsampling as the configuration record counts it
 * @param fullRange color_range
 * @param colourPrimaries as the configuration record counts it, 2 when unspecified
 * @param transferCharacteristics likewise
 * @param matrixCoefficients likewise
 * @param widthPixels frame_width_minus_1 + 1
 * @param heightPixels frame_height_minus_1 + 1
 */
public record UncompressedHeader(
    int profile,
    int bitDepth,
    int chromaSubsampling,
    boolean fullRange,
    int colourPrimaries,
    int transferCharacteristics,
    int matrixCoefficients,
    int widthPixels,
    int heightPixels) {
  private static final int FRAME_MARKER = 2;
  private static final int SYNC_CODE = 0x498342;
  private static final int RGB = 7;

  /**
   * Primaries, transfer and matrix by color_space (VP9 v0.7 §7.2.2); 0 and 6 say nothing, RGB has
   * the identity matrix.
   */
  private static final int[][] COLOURS = {
    {2, 2, 2}, {6, 6, 6}, {1, 1, 1}, {6, 6, 6}, {7, 7, 7}, {9, 14, 9}, {2, 2, 2}, {1, 13, 0}
  };

  /** Whether a frame or superframe is, or begins with, a key frame. Allocates nothing. */
  public static boolean isKeyFrame(ByteBuf frame) {
    if (!frame.isReadable()) {
      return false;
    }
    int first = frame.getUnsignedByte(frame.readerIndex());
    if (first >> 6 != FRAME_MARKER) {
      return false;
    }
    // Profile 3 has a reserved bit before show_existing_frame and frame_type.
    int bitsBefore = (first & 0x30) == 0x30 ? 5 : 4;
    return (first << bitsBefore & 0xC0) == 0;
  }

  /** Reads a key frame. */
  public static UncompressedHeader parse(ByteBuf frame) {
    BitReader bits =
        new BitReader("uncompressed_header")
            .wrap(frame, frame.readerIndex(), frame.readableBytes());
    if (!isKeyFrame(frame)) {
      throw bits.malformed("not a key frame");
    }
    bits.skipBits(2); // frame_marker
    int profile = bits.readBits(1) | bits.readBits(1) << 1;
    bits.skipBits(profile == 3 ? 1 : 0);
    bits.skipBits(4); // show_existing_frame, frame_type, show_frame, error_resilient_mode
    int syncCode = bits.readBits(24);
    if (syncCode != SYNC_CODE) {
      throw bits.malformed("frame_sync_code is " + syncCode);
    }
    int bitDepth = profile < 2 ? 8 : bits.readFlag() ? 12 : 10;
    int colorSpace = bits.readBits(3);
    boolean fullRange;
    int subsampling = 1;
    boolean oddProfile = (profile & 1) == 1;
    if (colorSpace == RGB) {
      if (!oddProfile) {
        throw bits.malformed("RGB in profile " + profile);
      }
      fullRange = true;
      subsampling = 3;
      bits.skipBits(1); // reserved_zero
    } else {
      fullRange = bits.readFlag();
      if (oddProfile) {
        boolean halfWidth = bits.readFlag();
        boolean halfHeight = bits.readFlag();
        subsampling = halfWidth && !halfHeight ? 2 : halfWidth ? 1 : 3;
        bits.skipBits(1); // reserved_zero
      }
    }
    int[] colours = COLOURS[colorSpace];
    return new UncompressedHeader(
        profile,
        bitDepth,
        subsampling,
        fullRange,
        colours[0],
        colours[1],
        colours[2],
        bits.readBits(16) + 1,
        bits.readBits(16) + 1);
  }
}
