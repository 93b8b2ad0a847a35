package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.nal.NalUnits;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/**
 * What the depacketizers of H.264 and H.265 do alike: NAL units that come alone, together or in
 * fragments are put behind lengths. Confined to one thread.
 *
 * <p>A fragment without its beginning or end, or an aggregate that ends too early, damages its
 * picture.
 */
abstract class NalDepacketizer implements Depacketizer {
  static final int FRAGMENT_START = 0x80;
  static final int FRAGMENT_END = 0x40;

  private static final int LENGTH_BYTES = 2;
  private static final int NONE = -1;

  /** What a packet is. */
  enum Kind {
    SINGLE,
    AGGREGATE,
    FRAGMENT,
    /** Of a type that is to be ignored. */
    IGNORED,
    /** Of a mode that nobody agreed to. */
    REFUSED
  }

  private final PictureBuffer picture;
  private final int headBytes;

  /** Where the length of the NAL unit that is gathered from fragments stands in the picture. */
  private int fragmentIndex = NONE;

  /**
   * @param headBytes length of a NAL unit header
   */
  NalDepacketizer(IntFunction<ByteBuf> allocator, int headBytes) {
    picture = new PictureBuffer(allocator);
    this.headBytes = headBytes;
  }

  /** What a packet with this first byte is. */
  abstract Kind kind(int first);

  /**
   * Whether a NAL unit can only be the first of its picture, or the first slice of it.
   *
   * @param header first byte of the header
   * @param next the byte behind the header
   */
  abstract boolean beginsPicture(int header, int next);

  /** The first byte of the header of a NAL unit whose fragment has these bytes. */
  abstract int fragmentedHeader(int first, int fragmentHead);

  @Override
  public final void packet(
      ByteBuf packet,
      int index,
      int lengthBytes,
      long timestampTicks,
      boolean marker,
      boolean gap,
      Output out) {
    if (gap || picture.isOver(timestampTicks)) {
      endFragments();
    }
    boolean whole = lengthBytes > headBytes;
    Kind kind = whole ? kind(packet.getByte(index)) : Kind.IGNORED;
    boolean begins = whole && isBeginning(kind, packet, index, lengthBytes);
    picture.packet(timestampTicks, gap, begins, out);
    switch (kind) {
      case SINGLE -> {
        endFragments();
        append(packet, index, lengthBytes);
      }
      case AGGREGATE -> aggregate(packet, index, lengthBytes);
      case FRAGMENT -> fragment(packet, index, lengthBytes);
      case IGNORED -> {}
      case REFUSED -> picture.damage();
    }
    if (marker) {
      endFragments();
      picture.marker(out);
    }
  }

  private boolean isBeginning(Kind kind, ByteBuf packet, int index, int lengthBytes) {
    return switch (kind) {
      case SINGLE -> beginsPicture(packet.getByte(index), packet.getByte(index + headBytes));
      case AGGREGATE -> {
        int at = index + headBytes + LENGTH_BYTES;
        yield at + headBytes < index + lengthBytes
            && beginsPicture(packet.getByte(at), packet.getByte(at + headBytes));
      }
      case FRAGMENT -> {
        int head = packet.getByte(index + headBytes);
        yield (head & FRAGMENT_START) != 0
            && lengthBytes > headBytes + 1
            && beginsPicture(
                fragmentedHeader(packet.getByte(index), head),
                packet.getByte(index + headBytes + 1));
      }
      case IGNORED, REFUSED -> false;
    };
  }

  private void aggregate(ByteBuf packet, int index, int lengthBytes) {
    endFragments();
    int at = index + headBytes;
    int end = index + lengthBytes;
    while (at < end) {
      int unitBytes = end - at < LENGTH_BYTES ? Integer.MAX_VALUE : packet.getUnsignedShort(at);
      at += LENGTH_BYTES;
      if (unitBytes > end - at) {
        picture.damage();
        return;
      }
      if (unitBytes > 0) {
        append(packet, at, unitBytes);
      }
      at += unitBytes;
    }
  }

  private void append(ByteBuf packet, int index, int lengthBytes) {
    if (picture.accepts(lengthBytes + NalUnits.BUS_LENGTH_BYTES)) {
      picture.bytes().writeInt(lengthBytes).writeBytes(packet, index, lengthBytes);
    }
  }

  private void fragment(ByteBuf packet, int index, int lengthBytes) {
    int bytes = lengthBytes - headBytes - 1;
    if (bytes < 1) {
      picture.damage();
      return;
    }
    int head = packet.getByte(index + headBytes);
    if ((head & FRAGMENT_START) != 0) {
      endFragments();
      if (picture.accepts(bytes + NalUnits.BUS_LENGTH_BYTES + headBytes)) {
        fragmentIndex = picture.bytes().writerIndex();
        picture.bytes().writeInt(0);
        picture.bytes().writeByte(fragmentedHeader(packet.getByte(index), head));
        picture.bytes().writeBytes(packet, index + 1, headBytes - 1);
      }
    } else if (fragmentIndex == NONE) {
      picture.damage();
    }
    if (fragmentIndex != NONE && picture.accepts(bytes)) {
      picture.bytes().writeBytes(packet, index + headBytes + 1, bytes);
      if ((head & FRAGMENT_END) != 0) {
        closeFragments();
      }
    }
  }

  private void closeFragments() {
    ByteBuf bytes = picture.bytes();
    bytes.setInt(fragmentIndex, bytes.writerIndex() - fragmentIndex - NalUnits.BUS_LENGTH_BYTES);
    fragmentIndex = NONE;
  }

  /** Whatever follows, the NAL unit under way will not get its end. */
  private void endFragments() {
    if (fragmentIndex != NONE) {
      picture.damage();
      fragmentIndex = NONE;
    }
  }

  @Override
  public final void close() {
    picture.close();
  }
}
