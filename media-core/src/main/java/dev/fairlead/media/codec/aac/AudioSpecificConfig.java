package dev.fairlead.media.codec.aac;

import dev.fairlead.media.bits.BitReader;
import org.jspecify.annotations.Nullable;

/**
 * AudioSpecificConfig (ISO/IEC 14496-3:2019 §1.6.2.1), for the object types that are AAC.
 * Immutable.
 *
 * <p>SBR and PS are found in both explicit forms: the hierarchical one, where the object type says
 * so, and the backward-compatible one, where an extension behind the core's configuration does.
 *
 * @param objectType of the core, below SBR and PS
 * @param coreSampleRateHz rate of the core
 * @param sampleRateHz rate after decoding: that of the extension when there is SBR
 * @param channelConfiguration 0 when {@code programConfig} tells
 * @param channels after decoding, PS included
 * @param frameSamples samples a frame decodes to, at {@code sampleRateHz}
 * @param sbr whether spectral band replication is signalled
 * @param ps whether parametric stereo is signalled
 * @param programConfig channels told apart from the configuration, or null
 */
public record AudioSpecificConfig(
    int objectType,
    int coreSampleRateHz,
    int sampleRateHz,
    int channelConfiguration,
    int channels,
    int frameSamples,
    boolean sbr,
    boolean ps,
    @Nullable ProgramConfigElement programConfig) {
  private static final int ESCAPE = 31;
  private static final int SYNC_EXTENSION_SBR = 0x2B7;
  private static final int SYNC_EXTENSION_PS = 0x548;

  /** Table 1.19; 0 where reserved, or where a program_config_element tells. */
  private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 24, 8, 0};

  /** Output frame length by coreSbrFrameLengthIndex (ISO/IEC 23003-3:2020 Table 75). */
  private static final int[] USAC_FRAME_SAMPLES = {768, 1024, 2048, 2048, 4096};

  /** Reads the configuration; what stands behind it is ignored. */
  public static AudioSpecificConfig parse(byte[] bytes) {
    BitReader bits = new BitReader("AudioSpecificConfig").wrap(bytes);
    int objectType = readObjectType(bits);
    int coreSampleRateHz = SamplingFrequency.read(bits);
    int channelConfiguration = bits.readBits(4);
    boolean sbr = objectType == AudioObjectType.SBR || objectType == AudioObjectType.PS;
    boolean ps = objectType == AudioObjectType.PS;
    int sampleRateHz = coreSampleRateHz;
    boolean hierarchical = sbr;
    if (hierarchical) {
      sampleRateHz = SamplingFrequency.read(bits);
      objectType = readObjectType(bits);
      if (objectType == AudioObjectType.ER_BSAC) {
        bits.skipBits(4); // extensionChannelConfiguration
      }
    }
    if (objectType == AudioObjectType.USAC) {
      return usac(bits, coreSampleRateHz, channelConfiguration);
    }
    ProgramConfigElement programConfig = null;
    int frameSamples;
    if (objectType == AudioObjectType.ER_AAC_ELD) {
      frameSamples = bits.readFlag() ? 480 : 512;
      bits.skipBits(3); // resilience flags
      if (bits.readFlag()) { // ldSbrPresentFlag
        sbr = true;
        if (bits.readFlag()) { // ldSbrSamplingRate: doubled
          sampleRateHz = 2 * coreSampleRateHz;
        }
      }
    } else {
      requireGeneralAudio(bits, objectType);
      boolean shortFrames = bits.readFlag(); // frameLengthFlag
      frameSamples = coreFrameSamples(objectType, shortFrames);
      if (bits.readFlag()) { // dependsOnCoreCoder
        bits.skipBits(14); // coreCoderDelay
      }
      boolean extension = bits.readFlag();
      if (channelConfiguration == 0) {
        programConfig = ProgramConfigElement.parse(bits);
      }
      skipGeneralAudioExtension(bits, objectType, extension);
      if (objectType >= AudioObjectType.ER_AAC_LC) {
        bits.skipBits(2); // epConfig
      }
      if (!hierarchical
          && bits.remainingBits() >= 16
          && bits.readBits(11) == SYNC_EXTENSION_SBR
          && readObjectType(bits) == AudioObjectType.SBR
          && bits.readFlag()) {
        sbr = true;
        sampleRateHz = SamplingFrequency.read(bits);
        ps =
            bits.remainingBits() >= 12 && bits.readBits(11) == SYNC_EXTENSION_PS && bits.readFlag();
      }
    }
    int channels =
        programConfig == null ? CHANNELS[channelConfiguration] : programConfig.channels();
    if (channels == 0) {
      throw bits.malformed("channelConfiguration is " + channelConfiguration);
    }
    return new AudioSpecificConfig(
        objectType,
        coreSampleRateHz,
        sampleRateHz,
        channelConfiguration,
        ps && channels == 1 ? 2 : channels,
        // The extension's rate may equal the core's (downsampled SBR); frames grow with the rate.
        (int) ((long) frameSamples * sampleRateHz / coreSampleRateHz),
        sbr,
        ps,
        programConfig);
  }

  /** {@code mp4a.40.} with the outermost object type (RFC 6381 §3.3). */
  public String codecString() {
    int outermost = objectType;
    if (objectType != AudioObjectType.ER_AAC_ELD) {
      outermost = ps ? AudioObjectType.PS : sbr ? AudioObjectType.SBR : objectType;
    }
    return "mp4a.40." + outermost;
  }

  private static AudioSpecificConfig usac(
      BitReader bits, int signalledRateHz, int signalledChannelConfiguration) {
    int index = bits.readBits(5); // usacSamplingFrequencyIndex
    if (index == 0x1F) {
      bits.skipBits(24);
    }
    int frameLengthIndex = bits.readBits(3);
    if (frameLengthIndex >= USAC_FRAME_SAMPLES.length) {
      throw bits.malformed("coreSbrFrameLengthIndex is " + frameLengthIndex);
    }
    int channels = CHANNELS[signalledChannelConfiguration];
    return new AudioSpecificConfig(
        AudioObjectType.USAC,
        signalledRateHz,
        signalledRateHz,
        signalledChannelConfiguration,
        // Configuration 0 is completed by speaker positions that only a decoder needs.
        channels == 0 ? 2 : channels,
        USAC_FRAME_SAMPLES[frameLengthIndex],
        false,
        false,
        null);
  }

  private static int readObjectType(BitReader bits) {
    int type = bits.readBits(5);
    return type == ESCAPE ? 32 + bits.readBits(6) : type;
  }

  private static void requireGeneralAudio(BitReader bits, int objectType) {
    switch (objectType) {
      case AudioObjectType.AAC_MAIN,
          AudioObjectType.AAC_LC,
          AudioObjectType.AAC_SSR,
          AudioObjectType.AAC_LTP,
          AudioObjectType.AAC_SCALABLE,
          AudioObjectType.ER_AAC_LC,
          AudioObjectType.ER_AAC_LTP,
          AudioObjectType.ER_AAC_SCALABLE,
          AudioObjectType.ER_BSAC,
          AudioObjectType.ER_AAC_LD -> {}
      default -> throw bits.malformed("audio object type " + objectType + " is not AAC");
    }
  }

  private static int coreFrameSamples(int objectType, boolean shortFrames) {
    if (objectType == AudioObjectType.ER_AAC_LD) {
      return shortFrames ? 480 : 512;
    }
    return shortFrames ? 960 : 1024;
  }

  /** The rest of GASpecificConfig() (§4.4.1). */
  private static void skipGeneralAudioExtension(BitReader bits, int objectType, boolean extension) {
    if (objectType == AudioObjectType.AAC_SCALABLE
        || objectType == AudioObjectType.ER_AAC_SCALABLE) {
      bits.skipBits(3); // layerNr
    }
    if (!extension) {
      return;
    }
    if (objectType == AudioObjectType.ER_BSAC) {
      bits.skipBits(16); // numOfSubFrame, layer_length
    } else if (objectType >= AudioObjectType.ER_AAC_LC) {
      bits.skipBits(3); // resilience flags
    }
    bits.skipBits(1); // extensionFlag3
  }
}
