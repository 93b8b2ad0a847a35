package dev.fairlead.protocols.rtp.payload;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.IntFunction;

/**
 * The picture that a depacketizer is putting together. Confined to its depacketizer. Owns the bytes
 * until they are handed over: the one copy between datagram and viewers.
 *
 * <p>Tells where pictures end: at the marker, or where the timestamp changes. A gap damages the
 * picture under way, and the one that follows it unless that is seen to begin at its beginning.
 */
final class PictureBuffer {
  /** A 4K key picture at 100 Mbit/s stays under 4 MB. */
  static final int MAX_PICTURE_BYTES = 8 << 20;

  private static final int MIN_BYTES = 2_048;

  private final IntFunction<ByteBuf> allocator;

  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private boolean open;
  private boolean damaged;
  private long timestampTicks;
  private int lastBytes = MIN_BYTES;

  PictureBuffer(IntFunction<ByteBuf> allocator) {
    this.allocator = allocator;
  }

  /** Whether a packet with this timestamp belongs to another picture than the one under way. */
  boolean isOver(long ticks) {
    return open && ticks != timestampTicks;
  }

  /**
   * Begins the next packet's picture, and ends the one before when that lacks its marker.
   *
   * @param begins whether the packet is seen to begin a picture
   */
  void packet(long ticks, boolean gap, boolean begins, Depacketizer.Output out) {
    if (open && gap) {
      damaged = true;
    }
    if (open && ticks != timestampTicks) {
      end(out);
    }
    if (!open) {
      open = true;
      timestampTicks = ticks;
      damaged = gap && !begins;
      bytes = allocator.apply(lastBytes);
    }
  }

  /** Ends the picture at the marker. */
  void marker(Depacketizer.Output out) {
    if (open) {
      end(out);
    }
  }

  private void end(Depacketizer.Output out) {
    open = false;
    ByteBuf picture = bytes;
    bytes = Unpooled.EMPTY_BUFFER;
    if (damaged) {
      picture.release();
      out.damaged(timestampTicks);
    } else if (!picture.isReadable()) {
      picture.release(); // Nothing but padding, or parts that are not for the bus.
    } else {
      lastBytes = Math.max(MIN_BYTES, picture.readableBytes());
      out.complete(picture, timestampTicks);
    }
  }

  /** Whether anything may be appended: what belongs to a damaged picture need not be. */
  boolean accepts(int lengthBytes) {
    if (!damaged && bytes.readableBytes() + lengthBytes > MAX_PICTURE_BYTES) {
      damaged = true;
    }
    return !damaged;
  }

  /** The bytes so far; append to them. */
  ByteBuf bytes() {
    return bytes;
  }

  /** Whether nothing was appended yet. */
  boolean isEmpty() {
    return !bytes.isReadable();
  }

  /** The picture under way cannot be used. */
  void damage() {
    damaged = true;
  }

  void close() {
    if (open) {
      open = false;
      bytes.release();
      bytes = Unpooled.EMPTY_BUFFER;
    }
  }
}
