package dev.fairlead.media.codec.av1;

import dev.fairlead.media.bits.BitReader;
import io.netty.buffer.ByteBuf;

/**
 * Tells from a temporal unit whether decoding can start there: whether its first frame is a key
 * frame that is shown (AV1 v1.0.0 errata 1 §7.6.1). Confined to one thread; reusable; allocates
 * nothing.
 */
public final class RandomAccessDetector {
  private static final int KEY_FRAME = 0;

  private final Obus obus = new Obus();
  private final BitReader bits = new BitReader("uncompressed_header");

  /**
   * Whether decoding can start with this temporal unit.
   *
   * @param payload OBUs in the form of the bus
   */
  public boolean isRandomAccess(ByteBuf payload) {
    obus.wrap(payload);
    boolean reducedHeaders = false;
    while (obus.next()) {
      switch (obus.type()) {
        case ObuType.SEQUENCE_HEADER -> reducedHeaders = hasReducedHeaders(payload);
        case ObuType.FRAME_HEADER, ObuType.FRAME -> {
          return reducedHeaders || isShownKeyFrame(payload);
        }
        default -> {
          // Nothing else tells what kind of frame follows.
        }
      }
    }
    return false;
  }

  private boolean hasReducedHeaders(ByteBuf payload) {
    bits.wrap(payload, obus.payloadIndex(), obus.payloadBytes());
    bits.skipBits(4); // seq_profile, still_picture
    return bits.readFlag();
  }

  private boolean isShownKeyFrame(ByteBuf payload) {
    bits.wrap(payload, obus.payloadIndex(), obus.payloadBytes());
    boolean showExistingFrame = bits.readFlag();
    return !showExistingFrame && bits.readBits(2) == KEY_FRAME && bits.readFlag();
  }
}
