package dev.fairlead.media.container.flv;

import dev.fairlead.media.bits.amf.AmfValue;

/**
 * What {@code onMetaData} says (FLV 10.1 §E.5). For information: encoders get it wrong, so tracks
 * never depend on it.
 *
 * @param encoder what made it, empty when not said
 * @param widthPixels 0 when not said
 * @param heightPixels 0 when not said
 * @param frameRate pictures a second, 0 when not said
 * @param videoBitrateBps 0 when not said
 * @param audioBitrateBps 0 when not said
 */
public record FlvMetadata(
    String encoder,
    int widthPixels,
    int heightPixels,
    double frameRate,
    long videoBitrateBps,
    long audioBitrateBps) {
  /** Nothing said. */
  public static final FlvMetadata NONE = new FlvMetadata("", 0, 0, 0, 0, 0);

  /** Text from a peer is kept up to this length. */
  private static final int MAX_ENCODER_CHARS = 128;

  private static final int BITS_PER_KILOBIT = 1_000;

  static FlvMetadata of(AmfValue.Obj said) {
    String encoder = said.text("encoder", "");
    return new FlvMetadata(
        encoder.substring(0, Math.min(encoder.length(), MAX_ENCODER_CHARS)),
        (int) said.number("width", 0),
        (int) said.number("height", 0),
        said.number("framerate", 0),
        (long) (said.number("videodatarate", 0) * BITS_PER_KILOBIT),
        (long) (said.number("audiodatarate", 0) * BITS_PER_KILOBIT));
  }
}
