package dev.fairlead.media.codec.nal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the messages of one SEI NAL unit (H.264 (08/2021) §7.3.2.3.1, H.265 (08/2021)
 * §7.3.5). Confined to one thread; reusable; allocates nothing.
 *
 * <p>Sizes count bytes without emulation prevention; {@link #lengthBytes()} counts with it, so that
 * a reader that leaves it out can start at {@link #index()}. A message that passes the end of the
 * NAL unit ends the walk: SEI is a hint, and pictures do not depend on it.
 */
public final class SeiMessages {
  /**
   * ff_bytes that begin a type or a size: 16 allow messages of 4 kB, far above captions and timing.
   */
  private static final int MAX_FF_BYTES = 16;

  private final int headerBytes;

  private ByteBuf payload = Unpooled.EMPTY_BUFFER;
  private int nextIndex;
  private int endIndex;
  private int zeros;
  private boolean cutOff;

  private int payloadType;
  private int index;
  private int lengthBytes;

  /**
   * @param headerBytes length of a NAL unit header: 1 for H.264, 2 for H.265
   */
  public SeiMessages(int headerBytes) {
    this.headerBytes = headerBytes;
  }

  /** Starts before the first message of the cursor's current NAL unit. */
  public SeiMessages wrap(NalUnits nalUnits) {
    payload = nalUnits.payload();
    endIndex = nalUnits.index() + nalUnits.lengthBytes();
    nextIndex = Math.min(endIndex, nalUnits.index() + headerBytes);
    zeros = 0;
    cutOff = false;
    return this;
  }

  /** Moves to the next message; false when there is none. */
  public boolean next() {
    // What is shorter than type, size and one byte is trailing bits.
    if (cutOff || endIndex - nextIndex < 3) {
      return false;
    }
    payloadType = readSum();
    int size = readSum();
    index = nextIndex;
    for (int i = 0; i < size && !cutOff; i++) {
      readByte();
    }
    lengthBytes = nextIndex - index;
    return !cutOff;
  }

  /** payloadType of the current message. */
  public int payloadType() {
    return payloadType;
  }

  /** Absolute index of the current message's first byte. */
  public int index() {
    return index;
  }

  /** Length of the current message, emulation prevention included. */
  public int lengthBytes() {
    return lengthBytes;
  }

  private int readSum() {
    int sum = 0;
    for (int i = 0; i <= MAX_FF_BYTES; i++) {
      int value = readByte();
      sum += value;
      if (value != 0xFF) {
        return sum;
      }
    }
    cutOff = true;
    return 0;
  }

  private int readByte() {
    int value = rawByte();
    if (zeros >= 2 && value == 3) {
      zeros = 0;
      value = rawByte();
    }
    zeros = value == 0 ? zeros + 1 : 0;
    return value;
  }

  private int rawByte() {
    if (nextIndex == endIndex) {
      cutOff = true;
      return 0;
    }
    return payload.getUnsignedByte(nextIndex++);
  }
}
