package dev.fairlead.media.codec.h264;

import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.codec.nal.SeiMessages;
import io.netty.buffer.ByteBuf;

/**
 * Tells from an access unit whether decoding can start there. Confined to one thread; reusable;
 * allocates nothing.
 *
 * <p>That is an IDR picture or a recovery point SEI message (H.264 (08/2021) §D.2.8). With gradual
 * refresh the picture is whole only {@code recovery_frame_cnt} frames later; such publishers may
 * never send another IDR picture, so waiting for one would keep viewers out.
 */
public final class RandomAccessDetector {
  private static final int RECOVERY_POINT = 6;

  private final NalUnits nalUnits = new NalUnits();
  private final SeiMessages messages = new SeiMessages(1);

  /**
   * Whether decoding can start with this access unit.
   *
   * @param payload NAL units in the form of the bus
   */
  public boolean isRandomAccess(ByteBuf payload) {
    nalUnits.wrap(payload);
    while (nalUnits.next()) {
      switch (NalUnitType.of(nalUnits.headerByte())) {
        case NalUnitType.IDR_SLICE -> {
          return true;
        }
        case NalUnitType.SEI -> {
          if (hasRecoveryPoint()) {
            return true;
          }
        }
        case NalUnitType.SLICE -> {
          return false;
        }
        default -> {
          // Delimiters and parameter sets say nothing about the picture behind them.
        }
      }
    }
    return false;
  }

  private boolean hasRecoveryPoint() {
    messages.wrap(nalUnits);
    while (messages.next()) {
      if (messages.payloadType() == RECOVERY_POINT) {
        return true;
      }
    }
    return false;
  }
}
