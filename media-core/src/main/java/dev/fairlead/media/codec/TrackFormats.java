package dev.fairlead.media.codec;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.aac.AudioSpecificConfig;
import dev.fairlead.media.codec.ac3.Ac3Configuration;
import dev.fairlead.media.codec.ac3.Eac3Configuration;
import dev.fairlead.media.codec.av1.Av1Configuration;
import dev.fairlead.media.codec.av1.SequenceHeader;
import dev.fairlead.media.codec.flac.FlacInfo;
import dev.fairlead.media.codec.h264.AvcConfiguration;
import dev.fairlead.media.codec.h265.HevcConfiguration;
import dev.fairlead.media.codec.mp3.Mp3FrameHeader;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.codec.opus.OpusPacket;
import dev.fairlead.media.codec.vp8.FrameHeader;
import dev.fairlead.media.codec.vp9.UncompressedHeader;
import dev.fairlead.media.codec.vp9.VpConfiguration;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.DataFormat;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;

/**
 * Makes track formats from what a publisher sends. Stateless; any thread.
 *
 * <p>The configuration of the result is in its canonical form: NAL unit lengths of four bytes, as
 * samples on the bus have them, and neither wrapping around the record nor anything behind its end.
 *
 * <p>A configuration need not tell everything: VP8 and VP9 records know no size, AV1 and H.264
 * records may leave the size to the first key frame. Such a format has width and height 0 until
 * {@link #completed} has seen that frame.
 */
public final class TrackFormats {
  private static final String VP8 = "vp08";
  private static final String VP9 = "vp09";

  private TrackFormats() {}

  /**
   * Reads a configuration in the form that {@link Codec} names.
   *
   * @throws MalformedMediaException when it does not follow its specification
   */
  public static TrackFormat parse(Codec codec, int timescaleHz, CodecConfiguration configuration) {
    byte[] bytes = configuration.toByteArray();
    return switch (codec) {
      case H264 ->
          NalFormats.h264(
              timescaleHz,
              AvcConfiguration.parse(bytes).withNalLengthBytes(NalUnits.BUS_LENGTH_BYTES));
      case H265 ->
          NalFormats.h265(
              timescaleHz,
              HevcConfiguration.parse(bytes).withNalLengthBytes(NalUnits.BUS_LENGTH_BYTES));
      case AV1 -> av1(timescaleHz, Av1Configuration.parse(bytes));
      case VP8 -> vp(Codec.VP8, VP8, timescaleHz, VpConfiguration.parse(bytes), 0, 0);
      case VP9 -> vp(Codec.VP9, VP9, timescaleHz, VpConfiguration.parse(bytes), 0, 0);
      case AAC -> aac(timescaleHz, configuration, AudioSpecificConfig.parse(bytes));
      case OPUS -> opus(timescaleHz, OpusHead.parse(bytes));
      case FLAC -> flac(timescaleHz, FlacInfo.cutOut(bytes));
      case AC3 -> ac3(timescaleHz, Ac3Configuration.parse(bytes));
      case EAC3 -> eac3(timescaleHz, configuration, Eac3Configuration.parse(bytes));
      case MP3 -> throw new MalformedMediaException("MP3 is described by its frames alone");
      case ID3 -> new DataFormat(Codec.ID3, timescaleHz, CodecConfiguration.NONE, "");
    };
  }

  /**
   * Reads a sample of a codec whose samples describe themselves: an MP3 frame, AC-3 or E-AC-3
   * syncframes, a VP8 or VP9 key frame, an AV1 temporal unit with a sequence header, or an H.264 or
   * H.265 access unit with parameter sets. What a configuration record needs is made from it.
   *
   * @param payload in the form of the bus; borrowed, indices unmoved
   * @throws MalformedMediaException when it does not tell
   */
  public static TrackFormat fromSample(Codec codec, int timescaleHz, ByteBuf payload) {
    return switch (codec) {
      case H264 -> NalFormats.h264(timescaleHz, NalFormats.inBandAvc(payload));
      case H265 -> NalFormats.h265(timescaleHz, NalFormats.inBandHevc(payload));
      case AV1 -> {
        Av1Configuration record = Av1Configuration.of(payload);
        if (record == null) {
          throw new MalformedMediaException("AV1 temporal unit: no sequence header");
        }
        yield av1(timescaleHz, record);
      }
      case VP8 -> {
        FrameHeader frame = FrameHeader.parse(payload);
        VpConfiguration record =
            VpConfiguration.ofVp8(frame.version(), frame.widthPixels(), frame.heightPixels());
        yield vp(Codec.VP8, VP8, timescaleHz, record, frame.widthPixels(), frame.heightPixels());
      }
      case VP9 -> {
        UncompressedHeader frame = UncompressedHeader.parse(payload);
        yield vp(
            Codec.VP9,
            VP9,
            timescaleHz,
            VpConfiguration.of(frame),
            frame.widthPixels(),
            frame.heightPixels());
      }
      case AC3 -> ac3(timescaleHz, Ac3Configuration.of(payload));
      case EAC3 -> {
        Eac3Configuration record = Eac3Configuration.of(payload);
        yield eac3(timescaleHz, CodecConfiguration.of(record.toByteArray()), record);
      }
      case MP3 -> mp3(timescaleHz, Mp3FrameHeader.parse(payload));
      case ID3 -> new DataFormat(Codec.ID3, timescaleHz, CodecConfiguration.NONE, "");
      case AAC, OPUS, FLAC ->
          throw new MalformedMediaException(codec + " needs its configuration beside the samples");
    };
  }

  /**
   * The format with the size that a key frame tells, where its configuration left that open. The
   * configuration of VP8 and VP9 stays the publisher's; that of the others gains what was in band.
   *
   * @param payload a sample under that format, in the form of the bus; borrowed
   * @return {@code format} itself when it is complete or the sample does not tell
   */
  public static TrackFormat completed(TrackFormat format, ByteBuf payload) {
    if (!(format instanceof VideoFormat video) || video.widthPixels() > 0) {
      return format;
    }
    VideoFormat seen;
    try {
      seen = (VideoFormat) fromSample(format.codec(), format.timescaleHz(), payload);
    } catch (MalformedMediaException e) {
      return format; // Not a key frame, or nothing in band; the next one may tell.
    }
    boolean publisherTellsMore = video.codec() == Codec.VP8 || video.codec() == Codec.VP9;
    if (!publisherTellsMore) {
      return seen;
    }
    return new VideoFormat(
        video.codec(),
        video.timescaleHz(),
        video.configuration(),
        video.codecString(),
        seen.widthPixels(),
        seen.heightPixels(),
        video.sarWidth(),
        video.sarHeight(),
        video.frameRate());
  }

  private static VideoFormat av1(int timescaleHz, Av1Configuration record) {
    SequenceHeader header = record.sequenceHeader();
    return new VideoFormat(
        Codec.AV1,
        timescaleHz,
        CodecConfiguration.of(record.toByteArray()),
        record.codecString(),
        header == null ? 0 : header.widthPixels(),
        header == null ? 0 : header.heightPixels(),
        1,
        1,
        header == null ? FrameRate.UNKNOWN : header.frameRate());
  }

  private static VideoFormat vp(
      Codec codec,
      String name,
      int timescaleHz,
      VpConfiguration record,
      int widthPixels,
      int heightPixels) {
    return new VideoFormat(
        codec,
        timescaleHz,
        CodecConfiguration.of(record.toByteArray()),
        record.codecString(name),
        widthPixels,
        heightPixels,
        1,
        1,
        FrameRate.UNKNOWN);
  }

  private static AudioFormat aac(
      int timescaleHz, CodecConfiguration configuration, AudioSpecificConfig config) {
    return new AudioFormat(
        Codec.AAC,
        timescaleHz,
        configuration,
        config.codecString(),
        config.sampleRateHz(),
        config.channels(),
        config.frameSamples());
  }

  private static AudioFormat opus(int timescaleHz, OpusHead head) {
    return new AudioFormat(
        Codec.OPUS,
        timescaleHz,
        CodecConfiguration.of(head.toByteArray()),
        "opus",
        OpusHead.SAMPLE_RATE_HZ,
        head.channels(),
        OpusPacket.DURATION_VARIES);
  }

  private static AudioFormat flac(int timescaleHz, byte[] block) {
    FlacInfo info = FlacInfo.parse(block);
    boolean fixed = info.minBlockSamples() == info.maxBlockSamples();
    return new AudioFormat(
        Codec.FLAC,
        timescaleHz,
        CodecConfiguration.of(block),
        "fLaC",
        info.sampleRateHz(),
        info.channels(),
        fixed ? info.maxBlockSamples() : 0);
  }

  private static AudioFormat ac3(int timescaleHz, Ac3Configuration record) {
    return new AudioFormat(
        Codec.AC3,
        timescaleHz,
        CodecConfiguration.of(record.toByteArray()),
        "ac-3",
        record.sampleRateHz(),
        record.channels(),
        Ac3Configuration.FRAME_SAMPLES);
  }

  private static AudioFormat eac3(
      int timescaleHz, CodecConfiguration configuration, Eac3Configuration record) {
    return new AudioFormat(
        Codec.EAC3,
        timescaleHz,
        configuration,
        "ec-3",
        record.sampleRateHz(),
        record.channels(),
        record.frameSamples());
  }

  private static AudioFormat mp3(int timescaleHz, Mp3FrameHeader header) {
    return new AudioFormat(
        Codec.MP3,
        timescaleHz,
        CodecConfiguration.NONE,
        header.codecString(),
        header.sampleRateHz(),
        header.channels(),
        header.frameSamples());
  }
}
