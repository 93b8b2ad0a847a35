package dev.fairlead.media.codec.flac;

import dev.fairlead.media.bits.BitReader;
import java.util.Arrays;

/**
 * STREAMINFO (RFC 9639 §8.2). Immutable.
 *
 * @param minBlockSamples smallest block
 * @param maxBlockSamples largest block
 * @param sampleRateHz 1 to 1,048,575
 * @param channels 1 to 8
 * @param bitsPerSample 4 to 32
 */
public record FlacInfo(
    int minBlockSamples, int maxBlockSamples, int sampleRateHz, int channels, int bitsPerSample) {
  /** Length of the block without its header. */
  public static final int SIZE_BYTES = 34;

  private static final int MARKER_BYTES = 4;
  private static final int BLOCK_HEADER_BYTES = 4;
  private static final int BLOCK_TYPE_MASK = 0x7F;

  /** Reads the block. */
  public static FlacInfo parse(byte[] bytes) {
    BitReader bits = new BitReader("STREAMINFO").wrap(bytes);
    int minBlockSamples = bits.readBits(16);
    int maxBlockSamples = bits.readBits(16);
    bits.skipBits(48); // frame sizes
    int sampleRateHz = bits.readBits(20);
    int channels = bits.readBits(3) + 1;
    int bitsPerSample = bits.readBits(5) + 1;
    bits.skipBits(36 + 128); // number of samples, MD5 of the whole
    if (sampleRateHz == 0) {
      throw bits.malformed("the sample rate is 0");
    }
    return new FlacInfo(minBlockSamples, maxBlockSamples, sampleRateHz, channels, bitsPerSample);
  }

  /**
   * Finds the block where it may stand with its block header, or with the marker {@code fLaC} and
   * the header, in front (E-RTMP v2, FlacSequenceStart; RFC 9639 §8.1), and cuts it out.
   */
  public static byte[] cutOut(byte[] bytes) {
    int start = 0;
    if (bytes.length > MARKER_BYTES
        && bytes[0] == 'f'
        && bytes[1] == 'L'
        && bytes[2] == 'a'
        && bytes[3] == 'C') {
      start = MARKER_BYTES;
    }
    if (bytes.length >= start + BLOCK_HEADER_BYTES + SIZE_BYTES
        && (bytes[start] & BLOCK_TYPE_MASK) == 0
        && bytes[start + 1] == 0
        && bytes[start + 2] == 0
        && bytes[start + 3] == SIZE_BYTES) {
      start += BLOCK_HEADER_BYTES;
    }
    return Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + SIZE_BYTES));
  }
}
