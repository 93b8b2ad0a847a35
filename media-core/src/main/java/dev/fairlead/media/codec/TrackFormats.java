package dev.fairlead.media.codec;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.aac.AudioSpecificConfig;
import dev.fairlead.media.codec.h264.AvcConfiguration;
import dev.fairlead.media.codec.h264.Sps;
import dev.fairlead.media.codec.h264.Vui;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;

/**
 * Makes track formats from what a publisher sends. Stateless; any thread.
 *
 * <p>The configuration of the result is in its canonical form: NAL unit lengths of four bytes, as
 * samples on the bus have them, and nothing behind the end of the record.
 */
public final class TrackFormats {
  private TrackFormats() {}

  /**
   * Reads a configuration in the form that {@link Codec} names.
   *
   * @throws MalformedMediaException when it does not follow its specification
   */
  public static TrackFormat parse(Codec codec, int timescaleHz, CodecConfiguration configuration) {
    return switch (codec) {
      case H264 -> h264(timescaleHz, configuration);
      case AAC -> aac(timescaleHz, configuration);
      default -> throw new MalformedMediaException("no configuration is known for " + codec);
    };
  }

  private static VideoFormat h264(int timescaleHz, CodecConfiguration configuration) {
    AvcConfiguration record =
        AvcConfiguration.parse(configuration.toByteArray())
            .withNalLengthBytes(NalUnits.BUS_LENGTH_BYTES);
    CodecConfiguration canonical = CodecConfiguration.of(record.toByteArray());
    if (record.sps().isEmpty()) {
      return new VideoFormat(
          Codec.H264,
          timescaleHz,
          canonical,
          AvcConfiguration.codecString(
              record.profileIdc(), record.profileCompatibility(), record.levelIdc()),
          0,
          0,
          1,
          1,
          FrameRate.UNKNOWN);
    }
    Sps sps = Sps.parse(record.sps().getFirst());
    Vui vui = sps.vui();
    return new VideoFormat(
        Codec.H264,
        timescaleHz,
        canonical,
        AvcConfiguration.codecString(sps.profileIdc(), sps.constraintFlags(), sps.levelIdc()),
        sps.widthPixels(),
        sps.heightPixels(),
        vui == null ? 1 : vui.sarWidth(),
        vui == null ? 1 : vui.sarHeight(),
        vui == null ? FrameRate.UNKNOWN : vui.frameRate());
  }

  private static AudioFormat aac(int timescaleHz, CodecConfiguration configuration) {
    AudioSpecificConfig config = AudioSpecificConfig.parse(configuration.toByteArray());
    return new AudioFormat(
        Codec.AAC,
        timescaleHz,
        configuration,
        config.codecString(),
        config.sampleRateHz(),
        config.channels(),
        config.frameSamples());
  }
}
