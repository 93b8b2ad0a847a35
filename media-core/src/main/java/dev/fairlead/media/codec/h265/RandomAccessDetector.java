package dev.fairlead.media.codec.h265;

import dev.fairlead.media.codec.nal.NalUnits;
import io.netty.buffer.ByteBuf;

/**
 * Tells from an access unit whether decoding can start there: whether its picture is an intra
 * random access point (H.265 (08/2021) §3.75). Confined to one thread; reusable; allocates nothing.
 */
public final class RandomAccessDetector {
  private final NalUnits nalUnits = new NalUnits();

  /**
   * Whether decoding can start with this access unit.
   *
   * @param payload NAL units in the form of the bus
   */
  public boolean isRandomAccess(ByteBuf payload) {
    nalUnits.wrap(payload);
    while (nalUnits.next()) {
      int type = NalUnitType.of(nalUnits.headerByte());
      if (type <= NalUnitType.LAST_VCL) {
        return type >= NalUnitType.FIRST_IRAP && type <= NalUnitType.LAST_IRAP;
      }
    }
    return false;
  }
}
