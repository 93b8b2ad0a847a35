package dev.fairlead.media.codec.nal;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A cursor over the NAL units of a payload in which each stands behind its big-endian length
 * (ISO/IEC 14496-15:2022 §4.3.2). Confined to one thread; reusable; allocates nothing.
 *
 * <p>The payload is borrowed until the next {@code wrap} and read by absolute index. Empty NAL
 * units are passed over. A length that leads past the end is a {@link MalformedMediaException}.
 */
public final class NalUnits {
  /** Length bytes in front of each NAL unit on the bus. */
  public static final int BUS_LENGTH_BYTES = 4;

  private static final int START_CODE = 1;

  private ByteBuf payload = Unpooled.EMPTY_BUFFER;
  private int lengthFieldBytes = BUS_LENGTH_BYTES;
  private int nextIndex;
  private int endIndex;
  private int index;
  private int lengthBytes;

  /** Starts before the first NAL unit of the readable bytes, in the form of the bus. */
  public NalUnits wrap(ByteBuf source) {
    return wrap(source, BUS_LENGTH_BYTES);
  }

  /**
   * Starts before the first NAL unit of the readable bytes.
   *
   * @param fieldBytes 1 to 4 length bytes in front of each
   */
  public NalUnits wrap(ByteBuf source, int fieldBytes) {
    if (fieldBytes < 1 || fieldBytes > 4) {
      throw new IllegalArgumentException("length field of " + fieldBytes + " bytes");
    }
    payload = source;
    lengthFieldBytes = fieldBytes;
    nextIndex = source.readerIndex();
    endIndex = source.writerIndex();
    lengthBytes = 0;
    return this;
  }

  /** Moves to the next NAL unit; false when there is none. */
  public boolean next() {
    do {
      if (nextIndex == endIndex) {
        lengthBytes = 0;
        return false;
      }
      if (endIndex - nextIndex < lengthFieldBytes) {
        throw new MalformedMediaException("NAL unit length is cut off");
      }
      long length = readLength();
      if (length > endIndex - nextIndex - lengthFieldBytes) {
        throw new MalformedMediaException(
            "NAL unit of " + length + " bytes does not fit its access unit");
      }
      index = nextIndex + lengthFieldBytes;
      lengthBytes = (int) length;
      nextIndex = index + lengthBytes;
    } while (lengthBytes == 0);
    return true;
  }

  private long readLength() {
    long length = 0;
    for (int i = 0; i < lengthFieldBytes; i++) {
      length = (length << 8) | payload.getUnsignedByte(nextIndex + i);
    }
    return length;
  }

  /** Absolute index of the current NAL unit's header. */
  public int index() {
    return index;
  }

  /** Length of the current NAL unit with its header, at least 1. */
  public int lengthBytes() {
    return lengthBytes;
  }

  /** First byte of the current NAL unit. */
  public int headerByte() {
    return payload.getUnsignedByte(index);
  }

  /** The payload as given. */
  public ByteBuf payload() {
    return payload;
  }

  /** Appends the current NAL unit behind a four-byte start code (H.264 (08/2021) §B.1). */
  public void writeAnnexB(ByteBuf out) {
    out.writeInt(START_CODE).writeBytes(payload, index, lengthBytes);
  }

  /** Appends every NAL unit of {@code source} behind a four-byte start code. */
  public void writeAnnexB(ByteBuf source, ByteBuf out) {
    wrap(source);
    while (next()) {
      writeAnnexB(out);
    }
  }

  /** Appends one parameter set behind a four-byte start code. */
  public static void writeAnnexB(ParameterSet set, ByteBuf out) {
    out.writeInt(START_CODE);
    set.writeTo(out);
  }

  /**
   * Appends every NAL unit of {@code source} behind a length of four bytes, the form of the bus.
   *
   * @param fieldBytes length bytes in {@code source}, as its configuration says
   */
  public void writeBusForm(ByteBuf source, int fieldBytes, ByteBuf out) {
    wrap(source, fieldBytes);
    while (next()) {
      out.writeInt(lengthBytes).writeBytes(payload, index, lengthBytes);
    }
  }
}
