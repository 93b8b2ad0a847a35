package dev.fairlead.media.bits;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads a range of bytes bit by bit, most significant bit first. Confined to one thread; reusable.
 *
 * <p>The bytes are borrowed until the next {@code wrap}; their indices are not moved. Every read is
 * checked against the end of the range: what is missing is a {@link MalformedMediaException}, never
 * a zero. Nothing is allocated except for that exception.
 */
public final class BitReader {
  /** Longest prefix of an Exp-Golomb code: values reach 2^32 - 2 (H.264 (08/2021) §9.1). */
  private static final int MAX_EXP_GOLOMB_ZEROS = 32;

  /** Longest leb128 (AV1 v1.0.0 errata 1 §4.10.5). */
  private static final int MAX_LEB128_BYTES = 8;

  private final String structure;

  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private boolean escaped;
  private int nextIndex;
  private int endIndex;
  private int startIndex;

  /** The byte being read; its low {@code unreadBits} bits are still to come. */
  private int current;

  private int unreadBits;

  /** Zero bytes directly before {@code nextIndex}, for emulation prevention. */
  private int zeros;

  /**
   * @param structure the syntax structure that is read, as its specification calls it; begins the
   *     message of every error
   */
  public BitReader(String structure) {
    this.structure = structure;
  }

  /** Starts at the first bit of {@code lengthBytes} bytes at absolute {@code index}. */
  public BitReader wrap(ByteBuf source, int index, int lengthBytes) {
    if (index < 0 || lengthBytes < 0 || index > source.writerIndex() - lengthBytes) {
      throw new IndexOutOfBoundsException(index + " + " + lengthBytes);
    }
    bytes = source;
    escaped = false;
    startIndex = index;
    nextIndex = index;
    endIndex = index + lengthBytes;
    unreadBits = 0;
    zeros = 0;
    return this;
  }

  /** Starts at the first bit of {@code source}. */
  public BitReader wrap(byte[] source) {
    return wrap(Unpooled.wrappedBuffer(source), 0, source.length);
  }

  /**
   * Like {@link #wrap(ByteBuf, int, int)}, but leaves out each emulation_prevention_three_byte, so
   * that a NAL unit reads as its RBSP (H.264 (08/2021) §7.3.1, H.265 (08/2021) §7.3.1.1).
   */
  public BitReader wrapEscaped(ByteBuf source, int index, int lengthBytes) {
    wrap(source, index, lengthBytes);
    escaped = true;
    return this;
  }

  /** One bit. */
  public boolean readFlag() {
    return readBits(1) != 0;
  }

  /** An unsigned number of 0 to 31 bits. */
  public int readBits(int count) {
    assert count >= 0 && count <= 31 : count;
    int value = 0;
    int wanted = count;
    while (wanted > 0) {
      if (unreadBits == 0) {
        load();
      }
      int taken = Math.min(wanted, unreadBits);
      unreadBits -= taken;
      value = (value << taken) | ((current >>> unreadBits) & ((1 << taken) - 1));
      wanted -= taken;
    }
    return value;
  }

  /** An unsigned number of 0 to 63 bits. */
  public long readLongBits(int count) {
    assert count >= 0 && count <= 63 : count;
    long value = 0;
    for (int wanted = count; wanted > 0; ) {
      int taken = Math.min(wanted, 31);
      value = (value << taken) | readBits(taken);
      wanted -= taken;
    }
    return value;
  }

  /** Passes over {@code count} bits. */
  public void skipBits(int count) {
    int wanted = count;
    while (wanted > 0) {
      if (unreadBits == 0) {
        load();
      }
      int taken = Math.min(wanted, unreadBits);
      unreadBits -= taken;
      wanted -= taken;
    }
  }

  /** Passes over whole bytes of a range without emulation prevention, from a byte boundary. */
  public void skipBytes(int count) {
    assert unreadBits == 0 && !escaped;
    if (count > endIndex - nextIndex) {
      throw malformed("ends too early, after " + (endIndex - startIndex) + " bytes");
    }
    nextIndex += count;
  }

  /** Passes over the bits up to the next byte boundary, counted from the start of the range. */
  public void alignToByte() {
    unreadBits = 0;
  }

  /** ue(v) in its whole range, 0 to 2^32 - 2 (H.264 (08/2021) §9.1). */
  public long readLongExpGolomb() {
    int leadingZeros = 0;
    while (!readFlag()) {
      if (++leadingZeros > MAX_EXP_GOLOMB_ZEROS) {
        throw malformed("an Exp-Golomb code is longer than 32 bits");
      }
    }
    return (1L << leadingZeros) - 1 + readLongBits(leadingZeros);
  }

  /**
   * ue(v) with a bound.
   *
   * @param max largest value that is allowed
   * @param element what is read, for the error
   */
  public int readExpGolomb(int max, String element) {
    long value = readLongExpGolomb();
    if (value > max) {
      throw malformed(element + " is " + value + ", at most " + max + " is allowed");
    }
    return (int) value;
  }

  /** se(v): -2^31 + 1 to 2^31 - 1 (H.264 (08/2021) §9.1.1). */
  public int readSignedExpGolomb() {
    long code = readLongExpGolomb();
    long magnitude = (code + 1) >> 1;
    if (magnitude > Integer.MAX_VALUE) {
      throw malformed("a signed Exp-Golomb code passes 2^31 - 1");
    }
    return (int) ((code & 1) == 1 ? magnitude : -magnitude);
  }

  /** leb128() of at most 32 bits (AV1 v1.0.0 errata 1 §4.10.5). */
  public long readLeb128() {
    long value = 0;
    for (int i = 0; i < MAX_LEB128_BYTES; i++) {
      int group = readBits(8);
      value |= (long) (group & 0x7F) << (7 * i);
      if (group < 0x80) {
        if (value > 0xFFFF_FFFFL) {
          throw malformed("a leb128 passes 2^32 - 1");
        }
        return value;
      }
    }
    throw malformed("a leb128 is longer than 8 bytes");
  }

  /** Unread bits of the range; with emulation prevention, those of the escaped form. */
  public long remainingBits() {
    return 8L * (endIndex - nextIndex) + unreadBits;
  }

  /** Absolute index of the byte that the next whole-byte read would start at. */
  public int byteIndex() {
    return nextIndex;
  }

  /** Whether anything but the trailing bits follows: more_rbsp_data() (H.264 (08/2021) §7.2). */
  public boolean hasMoreRbspData() {
    int last = endIndex - 1;
    // cabac_zero_words and their prevention bytes belong to the trailing bits.
    while (last >= startIndex && (bytes.getByte(last) == 0 || isTrailingPrevention(last))) {
      last--;
    }
    if (last < startIndex) {
      return false;
    }
    int stopBit = Integer.numberOfTrailingZeros(bytes.getByte(last));
    int currentIndex = nextIndex - 1;
    if (currentIndex == last) {
      return unreadBits > stopBit + 1;
    }
    return currentIndex < last && (currentIndex + 1 < last || unreadBits > 0 || stopBit < 7);
  }

  private boolean isTrailingPrevention(int index) {
    return escaped
        && bytes.getByte(index) == 3
        && index >= startIndex + 2
        && bytes.getByte(index - 1) == 0
        && bytes.getByte(index - 2) == 0;
  }

  /** An error that names the structure. */
  public MalformedMediaException malformed(String what) {
    return new MalformedMediaException(structure + ": " + what);
  }

  private void load() {
    int value = nextByte();
    if (escaped) {
      if (zeros >= 2 && value == 3) {
        zeros = 0;
        value = nextByte();
      }
      zeros = value == 0 ? zeros + 1 : 0;
    }
    current = value;
    unreadBits = 8;
  }

  private int nextByte() {
    if (nextIndex == endIndex) {
      throw malformed("ends too early, after " + (endIndex - startIndex) + " bytes");
    }
    return bytes.getUnsignedByte(nextIndex++);
  }
}
