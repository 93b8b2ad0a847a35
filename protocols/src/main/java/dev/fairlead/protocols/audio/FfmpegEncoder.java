package dev.fairlead.protocols.audio;

import dev.fairlead.media.bridge.AudioEncoder;
import dev.fairlead.media.bridge.CodecUnavailableException;
import dev.fairlead.media.bridge.PcmBuffer;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/**
 * One of FFmpeg's encoders, for stereo at 48 kHz. Confined to one thread. Owns its native objects
 * until {@link #close}; packets are pooled copies that belong to the caller.
 */
final class FfmpegEncoder implements AudioEncoder {
  private static final int HZ = 48_000;

  /** Transparent for stereo by listening tests of both codings, and little beside any picture. */
  private static final int OPUS_BPS = 128_000;

  private static final int AAC_BPS = 160_000;

  private final AVCodecContext context;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final AVFrame taken = avutil.av_frame_alloc();
  private final boolean planar;
  private final int frameTicks;
  private final float[] side;
  private final AudioFormat format;
  private byte[] bytes = new byte[2_048];
  private long ticks;

  static FfmpegEncoder opus() {
    return new FfmpegEncoder(Codec.OPUS, "libopus", OPUS_BPS);
  }

  static FfmpegEncoder aac() {
    return new FfmpegEncoder(Codec.AAC, "aac", AAC_BPS);
  }

  private FfmpegEncoder(Codec coding, String name, int bitrateBps) {
    AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
    if (codec == null) {
      throw new CodecUnavailableException("the codec library has no encoder of " + coding);
    }
    planar = coding == Codec.AAC;
    context = avcodec.avcodec_alloc_context3(codec);
    context
        .bit_rate(bitrateBps)
        .sample_rate(HZ)
        .sample_fmt(planar ? avutil.AV_SAMPLE_FMT_FLTP : avutil.AV_SAMPLE_FMT_FLT)
        .thread_count(1);
    context.time_base().num(1).den(HZ);
    avutil.av_channel_layout_default(context.ch_layout(), PcmBuffer.CHANNELS);
    if (coding == Codec.OPUS) {
      avutil.av_opt_set(context.priv_data(), "application", "audio", 0);
      // The usual length of WebRTC senders.
      avutil.av_opt_set_double(context.priv_data(), "frame_duration", 20, 0);
      // Packets stay below a datagram whatever the music does.
      avutil.av_opt_set(context.priv_data(), "vbr", "constrained", 0);
    }
    if (avcodec.avcodec_open2(context, codec, (AVDictionary) null) < 0) {
      close();
      throw new CodecUnavailableException("the codec library does not encode " + coding);
    }
    frameTicks = context.frame_size();
    side = new float[frameTicks];
    taken.nb_samples(frameTicks).format(context.sample_fmt()).sample_rate(HZ);
    avutil.av_channel_layout_default(taken.ch_layout(), PcmBuffer.CHANNELS);
    avutil.av_frame_get_buffer(taken, 0);
    byte[] configuration = new byte[context.extradata_size()];
    context.extradata().get(configuration, 0, configuration.length);
    format = (AudioFormat) TrackFormats.parse(coding, HZ, CodecConfiguration.of(configuration));
  }

  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public int frameTicks() {
    return frameTicks;
  }

  @Override
  public int delayTicks() {
    return context.initial_padding();
  }

  @Override
  public @Nullable ByteBuf encode(float[] frame) {
    avutil.av_frame_make_writable(taken);
    if (planar) {
      putSide(frame, 0);
      putSide(frame, 1);
    } else {
      new FloatPointer(taken.data(0)).put(frame, 0, frame.length);
    }
    taken.pts(ticks);
    ticks += frameTicks;
    int sent = avcodec.avcodec_send_frame(context, taken);
    if (sent < 0) {
      throw new IllegalStateException("sound that does not encode: error " + sent);
    }
    if (avcodec.avcodec_receive_packet(context, packet) < 0) {
      return null;
    }
    int size = packet.size();
    if (bytes.length < size) {
      bytes = new byte[size];
    }
    BytePointer data = packet.data();
    data.get(bytes, 0, size);
    ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(size);
    out.writeBytes(bytes, 0, size);
    avcodec.av_packet_unref(packet);
    return out;
  }

  private void putSide(float[] frame, int channel) {
    for (int i = 0; i < frameTicks; i++) {
      side[i] = frame[i * PcmBuffer.CHANNELS + channel];
    }
    new FloatPointer(taken.data(channel)).put(side, 0, frameTicks);
  }

  @Override
  public void close() {
    avcodec.avcodec_free_context(context);
    avcodec.av_packet_free(packet);
    avutil.av_frame_free(taken);
  }
}
