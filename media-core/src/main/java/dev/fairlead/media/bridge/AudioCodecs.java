package dev.fairlead.media.bridge;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;

/**
 * The port to whatever library decodes and encodes sound. Any thread may ask; what it makes is
 * confined to one.
 */
public interface AudioCodecs {
  /** Whether sound of this coding can be decoded, as far as can be told without trying. */
  boolean decodes(Codec codec);

  /** Whether sound of this coding can be made, as far as can be told without trying. */
  boolean encodes(Codec codec);

  /**
   * Makes a decoder.
   *
   * @throws CodecUnavailableException when this machine lacks the library, or the library the
   *     coding
   */
  AudioDecoder decoder(AudioFormat format);

  /**
   * Makes an encoder of stereo at 48 kHz.
   *
   * @throws CodecUnavailableException when this machine lacks the library, or the library the
   *     coding
   */
  AudioEncoder encoder(Codec codec);
}
