package dev.fairlead.media.codec.aac;

import io.netty.buffer.ByteBuf;

/**
 * The head of an ADTS frame (ISO/IEC 14496-3:2019 §1.A.3.2). Flyweight: reads at an index of a
 * buffer that has {@link #HEADER_BYTES} there, holds nothing.
 */
public final class AdtsFrame {
  /** Length of the header without its checksum. */
  public static final int HEADER_BYTES = 7;

  /** Samples of a raw data block. */
  public static final int FRAME_SAMPLES = 1_024;

  /** The longest frame: aac_frame_length has 13 bits. */
  public static final int MAX_FRAME_BYTES = (1 << 13) - 1;

  private static final int CHECKSUM_BYTES = 2;

  private AdtsFrame() {}

  /** Whether a frame begins here: sync word, layer 0, and a length that holds the header. */
  public static boolean isAt(ByteBuf bytes, int index) {
    return (bytes.getUnsignedShort(index) & 0xFFF6) == 0xFFF0
        && SamplingFrequency.isKnown(samplingFrequencyIndex(bytes, index))
        && sizeBytes(bytes, index) > headerBytes(bytes, index);
  }

  /** Length of the header with its checksum. */
  public static int headerBytes(ByteBuf bytes, int index) {
    boolean protectionAbsent = (bytes.getByte(index + 1) & 1) != 0;
    return protectionAbsent ? HEADER_BYTES : HEADER_BYTES + CHECKSUM_BYTES;
  }

  /** Length of the frame with its header. */
  public static int sizeBytes(ByteBuf bytes, int index) {
    return bytes.getMedium(index + 3) >> 5 & MAX_FRAME_BYTES;
  }

  /** Whether the frame is one access unit: more than one raw data block is out of use. */
  public static boolean isOneAccessUnit(ByteBuf bytes, int index) {
    return (bytes.getByte(index + 6) & 3) == 0;
  }

  /** Samples a second of the core. */
  public static int sampleRateHz(ByteBuf bytes, int index) {
    return SamplingFrequency.rateHz(samplingFrequencyIndex(bytes, index));
  }

  private static int samplingFrequencyIndex(ByteBuf bytes, int index) {
    return bytes.getByte(index + 2) >> 2 & 0xF;
  }

  /** Channels, or 0 when a program_config_element tells. */
  public static int channelConfiguration(ByteBuf bytes, int index) {
    return bytes.getShort(index + 2) >> 6 & 7;
  }

  /**
   * The AudioSpecificConfig that says the same, in the 16 bits that it has: object type, sampling
   * frequency, channels.
   */
  public static int audioSpecificConfig(ByteBuf bytes, int index) {
    int objectType = (bytes.getByte(index + 2) >> 6 & 3) + 1;
    return objectType << 11
        | samplingFrequencyIndex(bytes, index) << 7
        | channelConfiguration(bytes, index) << 3;
  }
}
