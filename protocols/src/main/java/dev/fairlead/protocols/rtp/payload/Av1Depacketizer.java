package dev.fairlead.protocols.rtp.payload;

import dev.fairlead.media.codec.av1.ObuType;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/**
 * AV1 (AV1 RTP v1.0 §4). Confined to one thread.
 *
 * <p>OBUs get their size back. How many bytes that takes is known only when the last fragment has
 * come, so room is left for it and the OBU moved when less was needed.
 */
final class Av1Depacketizer implements Depacketizer {
  private static final int NONE = -1;

  /** A length of 2^28 passes every bound of a picture. */
  private static final int MAX_LENGTH_BYTES = 4;

  private static final int ROOM_FOR_SIZE = 4;

  private final PictureBuffer picture;

  /** Where the OBU under way begins in the picture, behind the room for its size. */
  private int obuIndex = NONE;

  // Scratch (never escapes a call).
  private int lengthValue;

  Av1Depacketizer(IntFunction<ByteBuf> allocator) {
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
    if (gap || picture.isOver(timestampTicks)) {
      breakOff();
    }
    int head = lengthBytes == 0 ? 0 : packet.getByte(index);
    boolean begins =
        (head & (Av1Payload.NEW_SEQUENCE | Av1Payload.CONTINUES)) == Av1Payload.NEW_SEQUENCE;
    picture.packet(timestampTicks, gap, begins, out);
    if (lengthBytes > 0) {
      elements(packet, index + Av1Payload.HEAD_BYTES, index + lengthBytes, head);
    }
    if (marker) {
      breakOff();
      picture.marker(out);
    }
  }

  private void elements(ByteBuf packet, int from, int end, int head) {
    boolean continues = (head & Av1Payload.CONTINUES) != 0;
    if (continues != (obuIndex != NONE)) {
      // A fragment without its beginning, or a beginning without the rest.
      breakOff();
      picture.damage();
      return;
    }
    int count = head >> Av1Payload.COUNT_SHIFT & Av1Payload.COUNT;
    int at = from;
    for (int element = 1; at < end; element++) {
      int bytes = end - at;
      if (element != count) {
        int fieldBytes = readLength(packet, at, end);
        at += fieldBytes;
        bytes = lengthValue;
        if (fieldBytes == 0 || bytes > end - at) {
          obuIndex = NONE;
          picture.damage();
          return;
        }
      }
      if (obuIndex == NONE) {
        begin();
      }
      if (obuIndex != NONE && picture.accepts(bytes)) {
        picture.bytes().writeBytes(packet, at, bytes);
      }
      at += bytes;
      boolean goesOn = at == end && (head & Av1Payload.CONTINUED) != 0;
      if (!goesOn) {
        complete();
      }
    }
  }

  /** Bytes of a leb128, 0 when it is cut off or too long. */
  private int readLength(ByteBuf packet, int index, int end) {
    lengthValue = 0;
    for (int i = 0; i < MAX_LENGTH_BYTES && index + i < end; i++) {
      int group = packet.getUnsignedByte(index + i);
      lengthValue |= (group & 0x7F) << (7 * i);
      if (group < 0x80) {
        return i + 1;
      }
    }
    return 0;
  }

  private void begin() {
    if (picture.accepts(ROOM_FOR_SIZE)) {
      picture.bytes().writeZero(ROOM_FOR_SIZE);
      obuIndex = picture.bytes().writerIndex();
    }
  }

  /** The OBU under way is whole: gives it its size, or leaves it out. */
  private void complete() {
    int index = obuIndex;
    obuIndex = NONE;
    if (index == NONE || !picture.accepts(0)) {
      return;
    }
    ByteBuf bytes = picture.bytes();
    int start = index - ROOM_FOR_SIZE;
    int obuBytes = bytes.writerIndex() - index;
    int header = obuBytes == 0 ? 0 : bytes.getUnsignedByte(index);
    if (obuBytes == 0 || !isForTheBus(Av1Payload.obuType(header))) {
      bytes.writerIndex(start);
      return;
    }
    int headerBytes = (header & Av1Payload.OBU_HAS_EXTENSION) == 0 ? 1 : 2;
    if (headerBytes > obuBytes) {
      picture.damage();
      return;
    }
    if ((header & Av1Payload.OBU_HAS_SIZE) != 0) {
      int fieldBytes = readLength(bytes, index + headerBytes, bytes.writerIndex());
      if (fieldBytes == 0 || headerBytes + fieldBytes + lengthValue != obuBytes) {
        picture.damage();
        return;
      }
      move(bytes, index, start, obuBytes);
      return;
    }
    int payloadBytes = obuBytes - headerBytes;
    bytes.setByte(start, header | Av1Payload.OBU_HAS_SIZE);
    if (headerBytes == 2) {
      bytes.setByte(start + 1, bytes.getByte(index + 1));
    }
    int at = start + headerBytes;
    int rest = payloadBytes;
    while (rest >= 0x80) {
      bytes.setByte(at++, 0x80 | (rest & 0x7F));
      rest >>>= 7;
    }
    bytes.setByte(at++, rest);
    move(bytes, index + headerBytes, at, payloadBytes);
  }

  /** Moves the tail of the picture to the left. */
  private static void move(ByteBuf bytes, int from, int to, int length) {
    if (from != to) {
      bytes.setBytes(to, bytes, from, length);
    }
    bytes.writerIndex(to + length);
  }

  private static boolean isForTheBus(int obuType) {
    return switch (obuType) {
      case ObuType.TEMPORAL_DELIMITER, ObuType.TILE_LIST, ObuType.PADDING -> false;
      default -> true;
    };
  }

  /** Whatever follows, the OBU under way will not get its end. */
  private void breakOff() {
    if (obuIndex != NONE) {
      obuIndex = NONE;
      picture.damage();
    }
  }

  @Override
  public void close() {
    picture.close();
  }
}
