package dev.fairlead.protocols.rtp.payload;

import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/**
 * VP9 of both modes (RFC 9628 §4.2). Confined to one thread.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |I|P|L|F|B|E|V|Z|
 * +-+-+-+-+-+-+-+-+
 * |M| PICTURE ID  |  when I, and eight more bits when M
 * +-+-+-+-+-+-+-+-+
 * | TID |U| SID |D|  when L
 * +-+-+-+-+-+-+-+-+
 * |   TL0PICIDX   |  when L and not F
 * +-+-+-+-+-+-+-+-+
 * | P_DIFF      |N|  when F and P, up to three times while N
 * +-+-+-+-+-+-+-+-+
 * | scalability structure, when V                 .
 * </pre>
 *
 * <p>The frames of several spatial layers become one superframe (VP9 v0.7 Annex B), which is how
 * they travel everywhere else.
 */
final class Vp9Depacketizer implements Depacketizer {
  private static final int HAS_PICTURE_ID = 0x80;
  private static final int HAS_LAYERS = 0x20;
  private static final int FLEXIBLE = 0x10;
  private static final int LONG_PICTURE_ID = 0x80;
  private static final int MORE_REFERENCES = 0x01;
  private static final int MAX_REFERENCES = 3;
  private static final int STRUCTURE_SIZES = 0x10;
  private static final int STRUCTURE_GROUP = 0x08;

  /** Spatial layers have 3 bits, a superframe's index as well. */
  private static final int MAX_FRAMES = 8;

  private static final int SUPERFRAME_MARKER = 0xC0;

  private final PictureBuffer picture;

  /** Where each frame of the picture under way ends. */
  private final int[] frameEnds = new int[MAX_FRAMES];

  private int frames;
  private boolean inFrame;

  Vp9Depacketizer(IntFunction<ByteBuf> allocator) {
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
    if (picture.isOver(timestampTicks)) {
      endPicture();
    }
    boolean empty = lengthBytes == 0;
    int flags = empty ? 0 : packet.getByte(index);
    boolean begins = (flags & Vp9Packetizer.BEGIN) != 0;
    boolean lowestLayer = !empty && spatialLayer(packet, index, lengthBytes) == 0;
    picture.packet(timestampTicks, gap, begins && lowestLayer, out);
    if (picture.isEmpty()) {
      frames = 0;
      inFrame = false;
    }
    if (!empty) {
      append(packet, index, lengthBytes, begins, (flags & Vp9Packetizer.END) != 0);
    }
    if (marker) {
      endPicture();
      picture.marker(out);
    }
  }

  private void append(ByteBuf packet, int index, int lengthBytes, boolean begins, boolean ends) {
    int bytes = lengthBytes - descriptorBytes(packet, index, lengthBytes);
    if (bytes < 1 || begins == inFrame || (begins && frames == MAX_FRAMES)) {
      picture.damage();
      return;
    }
    inFrame = !ends;
    if (picture.accepts(bytes)) {
      picture.bytes().writeBytes(packet, index + lengthBytes - bytes, bytes);
      if (ends) {
        frameEnds[frames++] = picture.bytes().readableBytes();
      }
    }
  }

  /** Appends the index that makes a superframe of several frames. */
  private void endPicture() {
    if (inFrame) {
      picture.damage();
      inFrame = false;
    }
    if (frames < 2 || !picture.accepts(2 + MAX_FRAMES * Integer.BYTES)) {
      return;
    }
    int largest = 0;
    for (int i = 0; i < frames; i++) {
      largest = Math.max(largest, frameBytes(i));
    }
    int sizeBytes = (Integer.SIZE - Integer.numberOfLeadingZeros(largest) + 7) / 8;
    int marker = SUPERFRAME_MARKER | (sizeBytes - 1) << 3 | (frames - 1);
    ByteBuf out = picture.bytes();
    out.writeByte(marker);
    for (int i = 0; i < frames; i++) {
      int size = frameBytes(i);
      for (int j = 0; j < sizeBytes; j++) {
        out.writeByte(size >> (8 * j));
      }
    }
    out.writeByte(marker);
  }

  private int frameBytes(int frame) {
    return frame == 0 ? frameEnds[0] : frameEnds[frame] - frameEnds[frame - 1];
  }

  private static int pictureIdBytes(ByteBuf packet, int index, int lengthBytes) {
    if ((packet.getByte(index) & HAS_PICTURE_ID) == 0) {
      return 0;
    }
    return lengthBytes > 1 && (packet.getByte(index + 1) & LONG_PICTURE_ID) != 0 ? 2 : 1;
  }

  private static int spatialLayer(ByteBuf packet, int index, int lengthBytes) {
    int at = 1 + pictureIdBytes(packet, index, lengthBytes);
    boolean has = (packet.getByte(index) & HAS_LAYERS) != 0 && at < lengthBytes;
    return has ? packet.getByte(index + at) >> 1 & 7 : 0;
  }

  /** May be more than there is. */
  private static int descriptorBytes(ByteBuf packet, int index, int lengthBytes) {
    int flags = packet.getByte(index);
    boolean flexible = (flags & FLEXIBLE) != 0;
    int at = 1 + pictureIdBytes(packet, index, lengthBytes);
    if ((flags & HAS_LAYERS) != 0) {
      at += flexible ? 1 : 2;
    }
    if (flexible && (flags & Vp9Packetizer.INTER_PICTURE) != 0) {
      for (int i = 0; i < MAX_REFERENCES && at < lengthBytes; i++) {
        if ((packet.getByte(index + at++) & MORE_REFERENCES) == 0) {
          break;
        }
      }
    }
    return (flags & Vp9Packetizer.STRUCTURE) == 0
        ? at
        : structureEnd(packet, index, at, lengthBytes);
  }

  private static int structureEnd(ByteBuf packet, int index, int from, int lengthBytes) {
    if (from >= lengthBytes) {
      return lengthBytes;
    }
    int head = packet.getByte(index + from);
    int at = from + 1;
    if ((head & STRUCTURE_SIZES) != 0) {
      at += ((head >> 5 & 7) + 1) * 2 * Short.BYTES;
    }
    if ((head & STRUCTURE_GROUP) != 0) {
      if (at >= lengthBytes) {
        return lengthBytes;
      }
      int pictures = packet.getUnsignedByte(index + at++);
      for (int i = 0; i < pictures && at < lengthBytes; i++) {
        at += 1 + (packet.getByte(index + at) >> 2 & 3);
      }
    }
    return at;
  }

  @Override
  public void close() {
    picture.close();
  }
}
