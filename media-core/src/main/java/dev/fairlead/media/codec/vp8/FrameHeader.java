package dev.fairlead.media.codec.vp8;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * The head of a key frame (RFC 6386 §9.1). Immutable.
 *
 * @param version 0 to 3, which a configuration record calls the profile
 * @param widthPixels 14 bits
 * @param heightPixels 14 bits
 */
public record FrameHeader(int version, int widthPixels, int heightPixels) {
  private static final int KEY_FRAME_BYTES = 10;
  private static final int START_CODE = 0x9D012A;
  private static final int SIZE_MASK = 0x3FFF;

  /** Whether a frame is a key frame. Allocates nothing. */
  public static boolean isKeyFrame(ByteBuf frame) {
    return frame.isReadable() && (frame.getByte(frame.readerIndex()) & 1) == 0;
  }

  /** Reads a key frame. */
  public static FrameHeader parse(ByteBuf frame) {
    int index = frame.readerIndex();
    if (frame.readableBytes() < KEY_FRAME_BYTES
        || !isKeyFrame(frame)
        || frame.getUnsignedMedium(index + 3) != START_CODE) {
      throw new MalformedMediaException("VP8 frame header: not a key frame");
    }
    // The two bits above each size are an upscaling hint for display.
    int width = frame.getUnsignedShortLE(index + 6) & SIZE_MASK;
    int height = frame.getUnsignedShortLE(index + 8) & SIZE_MASK;
    if (width == 0 || height == 0) {
      throw new MalformedMediaException("VP8 frame header: no size");
    }
    return new FrameHeader(frame.getByte(index) >> 1 & 7, width, height);
  }
}
