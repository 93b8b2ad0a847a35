package dev.fairlead.media.codec.av1;

import dev.fairlead.media.bits.BitReader;

/**
 * color_config() (AV1 v1.0.0 errata 1 §5.5.2). Immutable.
 *
 * @param bitDepth 8, 10 or 12
 * @param monochrome mono_chrome
 * @param colorPrimaries 2 when unspecified
 * @param transferCharacteristics 2 when unspecified
 * @param matrixCoefficients 2 when unspecified
 * @param fullRange color_range
 * @param subsamplingX whether chroma is halved horizontally
 * @param subsamplingY whether chroma is halved vertically
 * @param chromaSamplePosition 0 when unknown
 */
public record ColorConfig(
    int bitDepth,
    boolean monochrome,
    int colorPrimaries,
    int transferCharacteristics,
    int matrixCoefficients,
    boolean fullRange,
    boolean subsamplingX,
    boolean subsamplingY,
    int chromaSamplePosition) {
  private static final int UNSPECIFIED = 2;
  private static final int BT_709 = 1;
  private static final int SRGB = 13;
  private static final int IDENTITY = 0;

  /** Reads the structure at the reader's position. */
  static ColorConfig parse(BitReader bits, int seqProfile) {
    boolean highBitDepth = bits.readFlag();
    boolean twelveBit = seqProfile == 2 && highBitDepth && bits.readFlag();
    int bitDepth = twelveBit ? 12 : highBitDepth ? 10 : 8;
    boolean monochrome = seqProfile != 1 && bits.readFlag();
    int primaries = UNSPECIFIED;
    int transfer = UNSPECIFIED;
    int matrix = UNSPECIFIED;
    if (bits.readFlag()) { // color_description_present_flag
      primaries = bits.readBits(8);
      transfer = bits.readBits(8);
      matrix = bits.readBits(8);
    }
    boolean fullRange;
    boolean subsamplingX = true;
    boolean subsamplingY = true;
    int position = 0;
    if (monochrome) {
      fullRange = bits.readFlag();
    } else if (primaries == BT_709 && transfer == SRGB && matrix == IDENTITY) {
      fullRange = true;
      subsamplingX = false;
      subsamplingY = false;
      bits.skipBits(1); // separate_uv_delta_q
    } else {
      fullRange = bits.readFlag();
      if (seqProfile == 1) {
        subsamplingX = false;
        subsamplingY = false;
      } else if (seqProfile == 2) {
        subsamplingX = bitDepth != 12 || bits.readFlag();
        subsamplingY = bitDepth == 12 && subsamplingX && bits.readFlag();
      }
      if (subsamplingX && subsamplingY) {
        position = bits.readBits(2);
      }
      bits.skipBits(1); // separate_uv_delta_q
    }
    return new ColorConfig(
        bitDepth,
        monochrome,
        primaries,
        transfer,
        matrix,
        fullRange,
        subsamplingX,
        subsamplingY,
        position);
  }

  /** Whether a player that is told nothing would be right about everything but the bit depth. */
  boolean isUsual() {
    return !monochrome
        && subsamplingX
        && subsamplingY
        && !fullRange
        && isUsual(colorPrimaries)
        && isUsual(transferCharacteristics)
        && isUsual(matrixCoefficients);
  }

  private static boolean isUsual(int code) {
    return code == BT_709 || code == UNSPECIFIED;
  }
}
