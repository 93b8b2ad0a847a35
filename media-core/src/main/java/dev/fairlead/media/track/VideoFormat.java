package dev.fairlead.media.track;

/**
 * How pictures are coded.
 *
 * @param codec a video codec
 * @param timescaleHz ticks a second, at least 1
 * @param configuration the decoder's out-of-band bytes
 * @param codecString RFC 6381 name
 * @param widthPixels width after cropping, 0 when unknown
 * @param heightPixels height after cropping, 0 when unknown
 * @param sarWidth sample aspect ratio, horizontal part, at least 1
 * @param sarHeight sample aspect ratio, vertical part, at least 1
 * @param frameRate as declared by the bitstream, {@link FrameRate#UNKNOWN} when it is not
 */
public record VideoFormat(
    Codec codec,
    int timescaleHz,
    CodecConfiguration configuration,
    String codecString,
    int widthPixels,
    int heightPixels,
    int sarWidth,
    int sarHeight,
    FrameRate frameRate)
    implements TrackFormat {
  public VideoFormat {
    if (codec.kind() != MediaKind.VIDEO || timescaleHz < 1 || sarWidth < 1 || sarHeight < 1) {
      throw new IllegalArgumentException(
          "no video format: " + codec + " at " + timescaleHz + " Hz");
    }
  }
}
