package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/** The payload formats that there are. Stateless; any thread. */
public final class PayloadFormats {
  /**
   * Payload that leaves room, within datagrams of 1,200 bytes, for a header with extensions (36
   * bytes), the original sequence number of a retransmission and the tag of SRTP (16 bytes). 1,200
   * bytes pass every path that QUIC passes (RFC 9000 §14).
   */
  public static final int MAX_PAYLOAD_BYTES = 1_146;

  private PayloadFormats() {}

  /** Whether a codec can be carried by RTP here. */
  public static boolean isCarried(Codec codec) {
    return switch (codec) {
      case H264, H265, VP8, VP9, AV1, OPUS -> true;
      default -> false;
    };
  }

  /** Ticks a second of a codec's RTP timestamps. */
  public static int clockRateHz(Codec codec) {
    return codec == Codec.OPUS ? OpusHead.SAMPLE_RATE_HZ : Timescale.MPEG_HZ;
  }

  /**
   * A packetizer for a track.
   *
   * @param allocator makes a buffer with room for at least so many bytes
   * @param maxPayloadBytes usually {@link #MAX_PAYLOAD_BYTES}
   */
  public static Packetizer packetizer(
      Codec codec, IntFunction<ByteBuf> allocator, int maxPayloadBytes) {
    return switch (codec) {
      case H264 -> new H264Packetizer(allocator, maxPayloadBytes);
      case H265 -> new H265Packetizer(allocator, maxPayloadBytes);
      case VP8 -> new Vp8Packetizer(allocator, maxPayloadBytes);
      case VP9 -> new Vp9Packetizer(allocator, maxPayloadBytes);
      case AV1 -> new Av1Packetizer(allocator, maxPayloadBytes);
      case OPUS -> new OpusPacketizer(allocator, maxPayloadBytes);
      default -> throw notCarried(codec);
    };
  }

  /**
   * A depacketizer for a source.
   *
   * @param allocator makes a buffer with room for at least so many bytes
   */
  public static Depacketizer depacketizer(Codec codec, IntFunction<ByteBuf> allocator) {
    return switch (codec) {
      case H264 -> new H264Depacketizer(allocator);
      case H265 -> new H265Depacketizer(allocator);
      case VP8 -> new Vp8Depacketizer(allocator);
      case VP9 -> new Vp9Depacketizer(allocator);
      case AV1 -> new Av1Depacketizer(allocator);
      case OPUS -> new OpusDepacketizer(allocator);
      default -> throw notCarried(codec);
    };
  }

  private static IllegalArgumentException notCarried(Codec codec) {
    return new IllegalArgumentException("RTP does not carry " + codec + " here");
  }
}
