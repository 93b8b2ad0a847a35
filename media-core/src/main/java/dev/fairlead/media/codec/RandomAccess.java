package dev.fairlead.media.codec;

import dev.fairlead.media.codec.vp8.FrameHeader;
import dev.fairlead.media.codec.vp9.UncompressedHeader;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;

/**
 * Tells from a sample of any codec whether decoding can start there, where the carrier does not say
 * or is not to be trusted. Confined to one thread; reusable; allocates nothing.
 */
public final class RandomAccess {
  private final dev.fairlead.media.codec.h264.RandomAccessDetector h264 =
      new dev.fairlead.media.codec.h264.RandomAccessDetector();
  private final dev.fairlead.media.codec.h265.RandomAccessDetector h265 =
      new dev.fairlead.media.codec.h265.RandomAccessDetector();
  private final dev.fairlead.media.codec.av1.RandomAccessDetector av1 =
      new dev.fairlead.media.codec.av1.RandomAccessDetector();

  /**
   * Whether decoding can start with this sample. Sound and data always can.
   *
   * @param payload in the form of the bus; borrowed
   * @throws dev.fairlead.media.bits.MalformedMediaException when the payload is not in that form
   */
  public boolean isRandomAccess(Codec codec, ByteBuf payload) {
    return switch (codec) {
      case H264 -> h264.isRandomAccess(payload);
      case H265 -> h265.isRandomAccess(payload);
      case AV1 -> av1.isRandomAccess(payload);
      case VP8 -> FrameHeader.isKeyFrame(payload);
      case VP9 -> UncompressedHeader.isKeyFrame(payload);
      case AAC, OPUS, FLAC, AC3, EAC3, MP3, ID3 -> true;
    };
  }
}
