package dev.fairlead.media.bits;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Appends bits to a buffer, most significant bit first. Confined to one thread; reusable.
 *
 * <p>The buffer is borrowed until the next {@code wrap} and grows as usual. A byte is written when
 * its eighth bit is known; {@link #alignToByte()} completes the last one.
 */
public final class BitWriter {
  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private int current;
  private int usedBits;

  /** Starts at the buffer's writer index. */
  public BitWriter wrap(ByteBuf target) {
    out = target;
    current = 0;
    usedBits = 0;
    return this;
  }

  /** One bit. */
  public BitWriter writeFlag(boolean value) {
    return writeBits(value ? 1 : 0, 1);
  }

  /** The low {@code count} bits of {@code value}, 0 to 64 of them. */
  public BitWriter writeBits(long value, int count) {
    assert count >= 0 && count <= 64 : count;
    int left = count;
    while (left > 0) {
      int taken = Math.min(left, 8 - usedBits);
      left -= taken;
      current = (current << taken) | ((int) (value >>> left) & ((1 << taken) - 1));
      usedBits += taken;
      if (usedBits == 8) {
        out.writeByte(current);
        current = 0;
        usedBits = 0;
      }
    }
    return this;
  }

  /** ue(v) (H.264 (08/2021) §9.1). */
  public BitWriter writeExpGolomb(long value) {
    assert value >= 0 && value < 0xFFFF_FFFFL : value;
    int lengthBits = 64 - Long.numberOfLeadingZeros(value + 1);
    return writeBits(0, lengthBits - 1).writeBits(value + 1, lengthBits);
  }

  /** se(v) (H.264 (08/2021) §9.1.1). */
  public BitWriter writeSignedExpGolomb(int value) {
    return writeExpGolomb(value > 0 ? 2L * value - 1 : -2L * value);
  }

  /** leb128() in its shortest form (AV1 v1.0.0 errata 1 §4.10.5). */
  public BitWriter writeLeb128(long value) {
    assert value >= 0 && value <= 0xFFFF_FFFFL : value;
    long rest = value;
    while (rest >= 0x80) {
      writeBits(0x80 | (rest & 0x7F), 8);
      rest >>>= 7;
    }
    return writeBits(rest, 8);
  }

  /** Fills the last byte with zeros. */
  public BitWriter alignToByte() {
    return usedBits == 0 ? this : writeBits(0, 8 - usedBits);
  }

  /** rbsp_trailing_bits(): a one, then zeros to the byte boundary (H.264 (08/2021) §7.3.2.11). */
  public BitWriter writeTrailingBits() {
    return writeBits(1, 1).alignToByte();
  }
}
