package dev.fairlead.media.track;

/**
 * How sound is coded.
 *
 * @param codec an audio codec
 * @param timescaleHz ticks a second of the track's timestamps, at least 1
 * @param configuration the decoder's out-of-band bytes
 * @param codecString RFC 6381 name
 * @param sampleRateHz PCM samples a second after decoding (with SBR: the doubled rate)
 * @param channels decoded channels, at least 1
 * @param frameSamples PCM samples (at {@code sampleRateHz}) that one sample of the track decodes
 *     to, 0 when it varies
 */
public record AudioFormat(
    Codec codec,
    int timescaleHz,
    CodecConfiguration configuration,
    String codecString,
    int sampleRateHz,
    int channels,
    int frameSamples)
    implements TrackFormat {
  public AudioFormat {
    if (codec.kind() != MediaKind.AUDIO || timescaleHz < 1 || sampleRateHz < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "no audio format: " + codec + " at " + timescaleHz + " Hz");
    }
  }
}
