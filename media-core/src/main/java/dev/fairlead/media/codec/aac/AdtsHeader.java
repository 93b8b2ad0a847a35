package dev.fairlead.media.codec.aac;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes the header that turns one raw access unit into an ADTS frame (ISO/IEC 14496-3:2019
 * §1.A.3.2). Immutable; any thread.
 *
 * <p>ADTS knows the core only: SBR and PS are signalled by what the access unit contains. Channels
 * that a program_config_element describes travel as the frame's first element.
 */
public final class AdtsHeader {
  private static final int HEADER_BYTES = 7;

  /** aac_frame_length has 13 bits and counts the header. */
  private static final int MAX_FRAME_BYTES = (1 << 13) - 1;

  /** Sync word, MPEG-4, layer 0, protection_absent. */
  private static final int FIRST_BYTES = 0xFFF1;

  private static final int BUFFER_FULLNESS_VARIABLE = 0x7FF;

  private final int thirdByte;
  private final int channelConfiguration;
  private final @Nullable ProgramConfigElement programConfig;
  private final int overheadBytes;

  private AdtsHeader(AudioSpecificConfig config) {
    int profile = config.objectType() - 1;
    int frequencyIndex = SamplingFrequency.indexOf(config.coreSampleRateHz());
    thirdByte = profile << 6 | frequencyIndex << 2 | config.channelConfiguration() >> 2;
    channelConfiguration = config.channelConfiguration();
    programConfig = config.programConfig();
    overheadBytes = HEADER_BYTES + (programConfig == null ? 0 : programConfig.sizeBytes());
  }

  /** Whether ADTS has room for this object type, sampling rate and channel configuration. */
  public static boolean carries(AudioSpecificConfig config) {
    return config.objectType() <= AudioObjectType.AAC_LTP
        && SamplingFrequency.indexOf(config.coreSampleRateHz()) != SamplingFrequency.NO_INDEX
        && config.channelConfiguration() <= 7;
  }

  /** The header for a configuration that ADTS {@linkplain #carries carries}. */
  public static AdtsHeader of(AudioSpecificConfig config) {
    if (!carries(config)) {
      throw new MalformedMediaException("ADTS cannot carry " + config);
    }
    return new AdtsHeader(config);
  }

  /** What {@link #write} appends in front of the access unit, in bytes. */
  public int overheadBytes() {
    return overheadBytes;
  }

  /** Whether an access unit of this size fits a frame. */
  public boolean fits(int accessUnitBytes) {
    return accessUnitBytes <= MAX_FRAME_BYTES - overheadBytes;
  }

  /**
   * Appends what stands in front of an access unit.
   *
   * @param accessUnitBytes a size that {@link #fits}
   */
  public void write(int accessUnitBytes, ByteBuf out) {
    if (!fits(accessUnitBytes)) {
      throw new IllegalArgumentException("ADTS frame of " + accessUnitBytes + " bytes");
    }
    int frameBytes = accessUnitBytes + overheadBytes;
    out.writeShort(FIRST_BYTES);
    out.writeByte(thirdByte);
    // channel_configuration 2 bits, four flags 0, aac_frame_length 13 bits,
    // adts_buffer_fullness 11 bits, number_of_raw_data_blocks_in_frame 0 in 2 bits.
    out.writeInt(channelConfiguration << 30 | frameBytes << 13 | BUFFER_FULLNESS_VARIABLE << 2);
    if (programConfig != null) {
      programConfig.writeTo(out);
    }
  }
}
