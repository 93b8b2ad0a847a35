package dev.fairlead.media.track;

/**
 * How timed metadata is coded.
 *
 * @param codec a data codec
 * @param timescaleHz ticks a second, at least 1
 * @param configuration usually {@link CodecConfiguration#NONE}
 * @param codecString RFC 6381 name, empty when none is registered
 */
public record DataFormat(
    Codec codec, int timescaleHz, CodecConfiguration configuration, String codecString)
    implements TrackFormat {
  public DataFormat {
    if (codec.kind() != MediaKind.DATA || timescaleHz < 1) {
      throw new IllegalArgumentException("no data format: " + codec + " at " + timescaleHz + " Hz");
    }
  }
}
