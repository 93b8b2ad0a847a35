package dev.fairlead.media.codec.av1;

import dev.fairlead.media.bits.BitReader;
import io.netty.buffer.ByteBuf;

/**
 * A cursor over OBUs in the low-overhead form (AV1 v1.0.0 errata 1 §5.2, §5.3). Confined to one
 * thread; reusable; allocates nothing.
 *
 * <p>The bytes are borrowed until the next {@code wrap}. The last OBU may come without a size, as
 * AV1-ISOBMFF v1.2.0 §2.4 allows. A size that leads past the end is malformed.
 */
public final class Obus {
  private final BitReader bits = new BitReader("open_bitstream_unit");

  private int nextIndex;
  private int endIndex;
  private int type;
  private int startIndex;
  private int payloadIndex;
  private int payloadBytes;

  /** Starts before the first OBU of the readable bytes. */
  public Obus wrap(ByteBuf source) {
    return wrap(source, source.readerIndex(), source.readableBytes());
  }

  /** Starts before the first OBU of {@code lengthBytes} bytes at absolute {@code index}. */
  public Obus wrap(ByteBuf source, int index, int lengthBytes) {
    bits.wrap(source, index, lengthBytes);
    nextIndex = index;
    endIndex = index + lengthBytes;
    return this;
  }

  /** Moves to the next OBU; false when there is none. */
  public boolean next() {
    if (nextIndex == endIndex) {
      return false;
    }
    startIndex = nextIndex;
    if (bits.readFlag()) {
      throw bits.malformed("obu_forbidden_bit is 1");
    }
    type = bits.readBits(4);
    boolean extension = bits.readFlag();
    boolean hasSize = bits.readFlag();
    bits.skipBits(extension ? 9 : 1);
    long size = hasSize ? bits.readLeb128() : bits.remainingBits() / 8;
    payloadIndex = bits.byteIndex();
    if (size > endIndex - payloadIndex) {
      throw bits.malformed("obu_size " + size + " passes the end");
    }
    payloadBytes = (int) size;
    nextIndex = payloadIndex + payloadBytes;
    bits.skipBytes(payloadBytes);
    return true;
  }

  /** obu_type of the current OBU. */
  public int type() {
    return type;
  }

  /** Absolute index of the current OBU's header. */
  public int index() {
    return startIndex;
  }

  /** Length of the current OBU with its header. */
  public int lengthBytes() {
    return nextIndex - startIndex;
  }

  /** Absolute index behind the current OBU's header and size. */
  public int payloadIndex() {
    return payloadIndex;
  }

  /** Length behind header and size. */
  public int payloadBytes() {
    return payloadBytes;
  }
}
