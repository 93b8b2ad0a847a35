package dev.fairlead.protocols.audio;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.bridge.AudioDecoder;
import dev.fairlead.media.bridge.CodecUnavailableException;
import dev.fairlead.media.bridge.PcmBuffer;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * One of FFmpeg's decoders with a resampler behind it. Confined to one thread. Owns its native
 * objects until {@link #close}.
 *
 * <p>The resampler is set up by what the decoder gives, not by what the format says: the rate and
 * the channels of AAC with implicit extensions show only there.
 */
final class FfmpegDecoder implements AudioDecoder {
  private static final int HZ = 48_000;

  /** The longest frame of any coding here, FLAC at its highest rates, is a fraction of this. */
  private static final int MAX_PAYLOAD_BYTES = 256 << 10;

  /** Ticks taken out of the resampler at a time. */
  private static final int CHUNK_TICKS = 6_144;

  /** Frames that one sample may hold; more than one is seen of damaged ones only. */
  private static final int MAX_FRAMES = 64;

  private static final int RATE_UNSET = 0;

  private final AVCodecContext context;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final AVFrame decoded = avutil.av_frame_alloc();
  private final BytePointer input =
      new BytePointer((long) MAX_PAYLOAD_BYTES + avcodec.AV_INPUT_BUFFER_PADDING_SIZE);
  private final AVChannelLayout stereo = new AVChannelLayout();
  private final FloatPointer chunk = new FloatPointer((long) CHUNK_TICKS * PcmBuffer.CHANNELS);
  private final PointerPointer<FloatPointer> chunkPlanes = new PointerPointer<>(1);
  private final DoublePointer bothSides = new DoublePointer(1.0, 1.0);
  private final float[] pairs = new float[CHUNK_TICKS * PcmBuffer.CHANNELS];
  private byte[] bytes = new byte[2_048];

  private @Nullable SwrContext resampler;
  private final AVChannelLayout layout = new AVChannelLayout();
  private int rateHz = RATE_UNSET;
  private int valueFormat;

  FfmpegDecoder(AudioFormat format) {
    AVCodec codec = avcodec.avcodec_find_decoder(id(format.codec()));
    if (codec == null) {
      throw new CodecUnavailableException("the codec library has no decoder of " + format.codec());
    }
    context = avcodec.avcodec_alloc_context3(codec);
    avutil.av_channel_layout_default(stereo, PcmBuffer.CHANNELS);
    chunkPlanes.put(0, chunk);
    byte[] configuration = format.configuration().toByteArray();
    if (configuration.length > 0) {
      BytePointer extra =
          new BytePointer(
              avutil.av_mallocz(
                  (long) configuration.length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE));
      extra.put(configuration, 0, configuration.length);
      // The context frees it.
      context.extradata(extra).extradata_size(configuration.length);
    }
    context.sample_rate(format.sampleRateHz());
    avutil.av_channel_layout_default(context.ch_layout(), format.channels());
    context.pkt_timebase().num(1).den(HZ);
    context.thread_count(1);
    // What a decoder puts aside at the beginning is accounted for by those who made the timestamps.
    context.flags2(context.flags2() | avcodec.AV_CODEC_FLAG2_SKIP_MANUAL);
    if (avcodec.avcodec_open2(context, codec, (AVDictionary) null) < 0) {
      close();
      throw new CodecUnavailableException("the codec library does not decode " + format);
    }
  }

  private static int id(Codec codec) {
    return switch (codec) {
      case AAC -> avcodec.AV_CODEC_ID_AAC;
      case OPUS -> avcodec.AV_CODEC_ID_OPUS;
      case MP3 -> avcodec.AV_CODEC_ID_MP3;
      case FLAC -> avcodec.AV_CODEC_ID_FLAC;
      case AC3 -> avcodec.AV_CODEC_ID_AC3;
      case EAC3 -> avcodec.AV_CODEC_ID_EAC3;
      default -> throw new IllegalArgumentException(codec + " is no sound");
    };
  }

  @Override
  public void decode(ByteBuf payload, PcmBuffer out) {
    int size = payload.readableBytes();
    if (size == 0 || size > MAX_PAYLOAD_BYTES) {
      throw new MalformedMediaException("sound of " + size + " bytes");
    }
    if (bytes.length < size) {
      bytes = new byte[size];
    }
    payload.getBytes(payload.readerIndex(), bytes, 0, size);
    input.position(0).put(bytes, 0, size);
    packet.data(input).size(size);
    int fault = Math.min(0, avcodec.avcodec_send_packet(context, packet));
    // Everything is taken out whatever went wrong, or the next sample would not go in.
    for (int i = 0; i < MAX_FRAMES; i++) {
      int received = avcodec.avcodec_receive_frame(context, decoded);
      if (received == avutil.AVERROR_EAGAIN() || received == avutil.AVERROR_EOF()) {
        break;
      }
      if (received < 0) {
        fault = received;
      } else if (!resample(out)) {
        fault = avutil.AVERROR_INVALIDDATA();
      }
      avutil.av_frame_unref(decoded);
    }
    if (fault < 0) {
      throw new MalformedMediaException("sound that does not decode: error " + fault);
    }
  }

  /** Returns whether the frame was of a kind that can be resampled. */
  private boolean resample(PcmBuffer out) {
    SwrContext into = resampler;
    if (into == null
        || decoded.sample_rate() != rateHz
        || decoded.format() != valueFormat
        || avutil.av_channel_layout_compare(decoded.ch_layout(), layout) != 0) {
      into = configure();
    }
    if (into == null) {
      return false;
    }
    int given =
        swresample.swr_convert(
            into, chunkPlanes, CHUNK_TICKS, decoded.extended_data(), decoded.nb_samples());
    while (given > 0) {
      chunk.position(0).get(pairs, 0, given * PcmBuffer.CHANNELS);
      out.append(pairs, given);
      boolean full = given == CHUNK_TICKS;
      given = full ? swresample.swr_convert(into, chunkPlanes, CHUNK_TICKS, null, 0) : 0;
    }
    return true;
  }

  private @Nullable SwrContext configure() {
    closeResampler();
    rateHz = decoded.sample_rate();
    valueFormat = decoded.format();
    avutil.av_channel_layout_copy(layout, decoded.ch_layout());
    SwrContext made = swresample.swr_alloc();
    swresample.swr_alloc_set_opts2(
        made, stereo, avutil.AV_SAMPLE_FMT_FLT, HZ, layout, valueFormat, rateHz, 0, null);
    // More channels than two add up to no more than full scale.
    avutil.av_opt_set_double(made, "rematrix_maxval", 1.0, 0);
    if (layout.nb_channels() == 1) {
      // Mono is as loud on both sides as it was coded, not 3 dB below.
      swresample.swr_set_matrix(made, bothSides, 1);
    }
    if (swresample.swr_init(made) < 0) {
      swresample.swr_free(made);
      rateHz = RATE_UNSET;
      return null;
    }
    resampler = made;
    return made;
  }

  @Override
  public int delayTicks() {
    SwrContext into = resampler;
    return into == null ? 0 : (int) swresample.swr_get_delay(into, HZ);
  }

  @Override
  public void reset() {
    avcodec.avcodec_flush_buffers(context);
    closeResampler();
  }

  private void closeResampler() {
    SwrContext old = resampler;
    resampler = null;
    if (old != null) {
      swresample.swr_free(old);
    }
  }

  @Override
  public void close() {
    closeResampler();
    avcodec.avcodec_free_context(context);
    avcodec.av_packet_free(packet);
    avutil.av_frame_free(decoded);
    avutil.av_channel_layout_uninit(layout);
    avutil.av_channel_layout_uninit(stereo);
    layout.close();
    stereo.close();
    input.close();
    chunk.close();
    chunkPlanes.close();
    bothSides.close();
  }
}
