package dev.fairlead.protocols.rtp.payload;

import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/**
 * VP8 (RFC 7741 §4.2). Confined to one thread.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |X|R|N|S|R| PID |
 * +-+-+-+-+-+-+-+-+
 * |I|L|T|K| RSV   |  when X
 * +-+-+-+-+-+-+-+-+
 * |M| PictureID   |  when I, and eight more bits when M
 * +-+-+-+-+-+-+-+-+
 * |   TL0PICIDX   |  when L
 * +-+-+-+-+-+-+-+-+
 * |TID|Y| KEYIDX  |  when T or K
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
final class Vp8Depacketizer implements Depacketizer {
  private static final int EXTENDED = 0x80;
  private static final int START_OF_PARTITION = 0x10;
  private static final int PARTITION = 0x07;
  private static final int HAS_PICTURE_ID = 0x80;
  private static final int HAS_TL0_PIC_IDX = 0x40;
  private static final int HAS_TID_OR_KEY_IDX = 0x30;
  private static final int LONG_PICTURE_ID = 0x80;

  private final PictureBuffer picture;

  Vp8Depacketizer(IntFunction<ByteBuf> allocator) {
    picture = new PictureBuffer(allocator);
  }

  @Override
  public void packet(
      ByteBuf packet,
      int index,
      int lengthBytes,
      long timestampTicks,
      boolean marker,
      boolean gap,
      Output out) {
    boolean begins =
        lengthBytes > 0
            && (packet.getByte(index) & (START_OF_PARTITION | PARTITION)) == START_OF_PARTITION;
    picture.packet(timestampTicks, gap, begins, out);
    if (lengthBytes > 0) {
      int bytes = lengthBytes - descriptorBytes(packet, index, lengthBytes);
      if (bytes < 1 || (picture.isEmpty() && !begins)) {
        picture.damage();
      } else if (picture.accepts(bytes)) {
        picture.bytes().writeBytes(packet, index + lengthBytes - bytes, bytes);
      }
    }
    if (marker) {
      picture.marker(out);
    }
  }

  /** May be more than there is. */
  private static int descriptorBytes(ByteBuf packet, int index, int lengthBytes) {
    if ((packet.getByte(index) & EXTENDED) == 0) {
      return 1;
    }
    if (lengthBytes < 3) {
      return lengthBytes;
    }
    int flags = packet.getByte(index + 1);
    int bytes = 2;
    if ((flags & HAS_PICTURE_ID) != 0) {
      bytes += (packet.getByte(index + 2) & LONG_PICTURE_ID) != 0 ? 2 : 1;
    }
    bytes += (flags & HAS_TL0_PIC_IDX) != 0 ? 1 : 0;
    bytes += (flags & HAS_TID_OR_KEY_IDX) != 0 ? 1 : 0;
    return bytes;
  }

  @Override
  public void close() {
    picture.close();
  }
}
