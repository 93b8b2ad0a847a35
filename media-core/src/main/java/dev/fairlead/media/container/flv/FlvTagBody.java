package dev.fairlead.media.container.flv;

import dev.fairlead.media.bits.amf.Amf0Writer;
import dev.fairlead.media.bits.amf.AmfValue;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes tag bodies: the part that FLV files and RTMP messages share. Stateless; any thread.
 *
 * <p>H.264, AAC and MP3 take the form that every player knows (FLV 10.1 §E.4); all else takes the
 * enhanced form (E-RTMP v2). A body is a header from here followed by the sample's payload as it
 * is.
 */
public final class FlvTagBody {
  private static final int AVC_HEADER_BYTES = 5;
  private static final int AAC_HEADER_BYTES = 2;
  private static final int MP3_HEADER_BYTES = 1;
  private static final int EX_HEADER_BYTES = 5;
  private static final int EX_COMPOSITION_BYTES = 3;

  private FlvTagBody() {}

  /** The first track of {@code kind} that FLV can carry, or null. */
  public static @Nullable Track choose(Iterable<Track> tracks, MediaKind kind) {
    for (Track track : tracks) {
      if (track.kind() == kind && kind != MediaKind.DATA) {
        return track;
      }
    }
    return null;
  }

  /** The tag type of a track. */
  public static int tagType(Track track) {
    return switch (track.kind()) {
      case VIDEO -> FlvTagType.VIDEO;
      case AUDIO -> FlvTagType.AUDIO;
      case DATA -> FlvTagType.SCRIPT;
    };
  }

  /**
   * Appends the whole body of a timed metadata sample.
   *
   * @return false when FLV has no form for it; nothing is appended then
   */
  public static boolean writeTimedData(Sample sample, ByteBuf out) {
    return sample.track().format().codec() == Codec.ID3 && TimedScript.write(sample.payload(), out);
  }

  /** Decoding time in milliseconds; its low 32 bits are the tag's timestamp. */
  public static long timestampMs(Sample sample) {
    return Timescale.toMillis(sample.dtsTicks(), sample.track().timescaleHz());
  }

  /** Bytes that {@link #writeHeader} appends. */
  public static int headerBytes(Sample sample) {
    return switch (sample.track().format().codec()) {
      case H264 -> AVC_HEADER_BYTES;
      case AAC -> AAC_HEADER_BYTES;
      case MP3 -> MP3_HEADER_BYTES;
      case H265 ->
          sample.ctsOffsetTicks() == 0 ? EX_HEADER_BYTES : EX_HEADER_BYTES + EX_COMPOSITION_BYTES;
      default -> EX_HEADER_BYTES;
    };
  }

  /** Appends what stands before the payload of {@code sample}. */
  public static void writeHeader(Sample sample, ByteBuf out) {
    Codec codec = sample.track().format().codec();
    switch (codec) {
      case H264 ->
          out.writeByte(VideoTag.frameType(sample) << 4 | VideoTag.CODEC_AVC)
              .writeByte(VideoTag.AVC_NALU)
              .writeMedium(compositionMs(sample));
      case AAC ->
          out.writeByte(AudioTag.FORMAT_AAC << 4 | AudioTag.RATE_SIZE_TYPE)
              .writeByte(AudioTag.AAC_RAW);
      case MP3 -> out.writeByte(AudioTag.FORMAT_MP3 << 4 | AudioTag.RATE_SIZE_TYPE);
      case H265 -> {
        int compositionMs = compositionMs(sample);
        // The header's length was told from ticks: a fraction of a millisecond still needs it.
        boolean shifted = sample.ctsOffsetTicks() != 0;
        writeExVideo(
            VideoTag.frameType(sample),
            shifted ? VideoTag.CODED_FRAMES : VideoTag.CODED_FRAMES_X,
            codec,
            out);
        if (shifted) {
          out.writeMedium(compositionMs);
        }
      }
      default -> {
        if (codec.kind() == MediaKind.VIDEO) {
          // Only AVC and HEVC frames have a composition offset here, so this is the plain form.
          writeExVideo(VideoTag.frameType(sample), VideoTag.CODED_FRAMES, codec, out);
        } else {
          writeExAudio(AudioTag.CODED_FRAMES, codec, out);
        }
      }
    }
  }

  /** Whether {@code track} needs a sequence header before its samples. */
  public static boolean hasSequenceHeader(Track track) {
    return track.format().configuration().sizeBytes() > 0
        && track.format().codec() != Codec.AC3
        && track.format().codec() != Codec.EAC3;
  }

  /** Appends the body that carries the decoder configuration of {@code track}. */
  public static void writeSequenceHeader(Track track, ByteBuf out) {
    Codec codec = track.format().codec();
    switch (codec) {
      case H264 ->
          out.writeByte(VideoTag.FRAME_KEY << 4 | VideoTag.CODEC_AVC)
              .writeByte(VideoTag.AVC_SEQUENCE_HEADER)
              .writeMedium(0);
      case AAC ->
          out.writeByte(AudioTag.FORMAT_AAC << 4 | AudioTag.RATE_SIZE_TYPE)
              .writeByte(AudioTag.AAC_SEQUENCE_HEADER);
      default -> {
        if (codec.kind() == MediaKind.VIDEO) {
          writeExVideo(VideoTag.FRAME_KEY, VideoTag.SEQUENCE_START, codec, out);
        } else {
          writeExAudio(AudioTag.SEQUENCE_START, codec, out);
        }
      }
    }
    SequenceHeader.write(codec, track.format().configuration(), out);
  }

  /** Appends the script data that introduces {@code tracks}, without RTMP's setter in front. */
  public static void writeMetadata(@Nullable Track video, @Nullable Track audio, ByteBuf out) {
    AmfValue.ObjectBuilder said = new AmfValue.ObjectBuilder();
    said.put("duration", 0);
    if (video != null && video.format() instanceof VideoFormat format) {
      if (format.widthPixels() > 0 && format.heightPixels() > 0) {
        said.put("width", format.widthPixels()).put("height", format.heightPixels());
      }
      if (format.frameRate().isKnown()) {
        said.put(
            "framerate",
            (double) format.frameRate().numerator() / format.frameRate().denominator());
      }
      said.put(
          "videocodecid",
          format.codec() == Codec.H264 ? VideoTag.CODEC_AVC : FourCc.of(format.codec()));
    }
    if (audio != null && audio.format() instanceof AudioFormat format) {
      said.put("audiosamplerate", format.sampleRateHz())
          .put("audiochannels", format.channels())
          .put("stereo", format.channels() > 1)
          .put(
              "audiocodecid",
              switch (format.codec()) {
                case AAC -> AudioTag.FORMAT_AAC;
                case MP3 -> AudioTag.FORMAT_MP3;
                default -> FourCc.of(format.codec());
              });
    }
    said.put("encoder", "Fairlead");
    Amf0Writer.write(AmfValue.of("onMetaData"), out);
    Amf0Writer.write(said.ecmaArray(), out);
  }

  private static int compositionMs(Sample sample) {
    return (int)
        (Timescale.toMillis(sample.ptsTicks(), sample.track().timescaleHz()) - timestampMs(sample));
  }

  private static void writeExVideo(int frameType, int packetType, Codec codec, ByteBuf out) {
    out.writeByte(VideoTag.EX_HEADER | frameType << 4 | packetType).writeInt(FourCc.of(codec));
  }

  private static void writeExAudio(int packetType, Codec codec, ByteBuf out) {
    out.writeByte(AudioTag.FORMAT_EX_HEADER << 4 | packetType).writeInt(FourCc.of(codec));
  }
}
