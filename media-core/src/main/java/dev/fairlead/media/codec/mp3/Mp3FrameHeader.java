package dev.fairlead.media.codec.mp3;

import dev.fairlead.media.bits.BitReader;
import io.netty.buffer.ByteBuf;

/**
 * A frame header of layer III (ISO/IEC 11172-3:1993 §2.4.1.3). Immutable.
 *
 * @param mpeg1 whether it is of MPEG-1; the lower rates belong to MPEG-2 and its extension 2.5
 * @param bitrateKbps 8 to 320
 * @param sampleRateHz 8,000 to 48,000
 * @param channels 1 or 2
 * @param frameBytes length of the frame with its header
 */
public record Mp3FrameHeader(
    boolean mpeg1, int bitrateKbps, int sampleRateHz, int channels, int frameBytes) {
  private static final int SYNC = 0x7FF;
  private static final int LAYER_III = 1;
  private static final int MPEG_1 = 3;
  private static final int MPEG_2 = 2;
  private static final int RESERVED_VERSION = 1;
  private static final int SINGLE_CHANNEL = 3;

  private static final int[] MPEG1_BITRATES_KBPS = {
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };

  private static final int[] MPEG2_BITRATES_KBPS = {
    8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };

  private static final int[] MPEG1_SAMPLE_RATES_HZ = {44_100, 48_000, 32_000};

  /** Reads the header at the start of a frame. */
  public static Mp3FrameHeader parse(ByteBuf frame) {
    BitReader bits =
        new BitReader("MPEG audio header").wrap(frame, frame.readerIndex(), frame.readableBytes());
    if (bits.readBits(11) != SYNC) {
      throw bits.malformed("no syncword");
    }
    int version = bits.readBits(2);
    int layer = bits.readBits(2);
    if (version == RESERVED_VERSION || layer != LAYER_III) {
      throw bits.malformed("version " + version + ", layer code " + layer);
    }
    bits.skipBits(1); // protection_bit
    int bitrateIndex = bits.readBits(4);
    int frequencyIndex = bits.readBits(2);
    if (bitrateIndex == 0 || bitrateIndex == 15 || frequencyIndex == 3) {
      throw bits.malformed("bitrate_index " + bitrateIndex + ", sampling " + frequencyIndex);
    }
    int padding = bits.readBits(1);
    bits.skipBits(1); // private_bit
    int channels = bits.readBits(2) == SINGLE_CHANNEL ? 1 : 2;
    boolean mpeg1 = version == MPEG_1;
    int shift = mpeg1 ? 0 : version == MPEG_2 ? 1 : 2;
    int sampleRateHz = MPEG1_SAMPLE_RATES_HZ[frequencyIndex] >> shift;
    int bitrateKbps = (mpeg1 ? MPEG1_BITRATES_KBPS : MPEG2_BITRATES_KBPS)[bitrateIndex - 1];
    int samples = mpeg1 ? 1_152 : 576;
    return new Mp3FrameHeader(
        mpeg1,
        bitrateKbps,
        sampleRateHz,
        channels,
        samples / 8 * bitrateKbps * 1_000 / sampleRateHz + padding);
  }

  /** Samples that a frame decodes to. */
  public int frameSamples() {
    return mpeg1 ? 1_152 : 576;
  }

  /** {@code mp4a.6B} for MPEG-1, {@code mp4a.69} for MPEG-2 (RFC 6381 §3.3, object types). */
  public String codecString() {
    return mpeg1 ? "mp4a.6B" : "mp4a.69";
  }
}
