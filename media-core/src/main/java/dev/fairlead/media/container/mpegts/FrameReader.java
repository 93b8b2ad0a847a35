package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.time.Timescale;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Sound in frames that tell their own length: PES packets hold any number of them, and may cut them
 * anywhere. The time of a packet belongs to the first frame that begins in it; the others follow by
 * their samples.
 */
abstract class FrameReader implements ElementaryReader {
  /** What {@link #frameBytes} says when more bytes are needed. */
  static final int INCOMPLETE = 0;

  /** What {@link #frameBytes} says where no frame begins. */
  static final int NONE = -1;

  /** The longest frame of any such codec: ADTS has 13 bits for it. */
  private static final int MAX_FRAME_BYTES = 1 << 13;

  private ByteBuf carried = Unpooled.EMPTY_BUFFER;
  private boolean timed;
  private long anchorTicks;
  private long samplesSinceAnchor;

  /** Length of the frame at {@code index}, {@link #INCOMPLETE} or {@link #NONE}. */
  abstract int frameBytes(ByteBuf bytes, int index, int availableBytes);

  /** Samples of the frame that {@link #frameBytes} saw last. */
  abstract int frameSamples();

  /** Its samples a second. */
  abstract int sampleRateHz();

  /** A whole frame at its time. */
  abstract void frame(ByteBuf bytes, int index, int lengthBytes, long ticks);

  @Override
  public void read(long ptsTicks, long dtsTicks, ByteBuf payload) {
    int carriedBytes = carried.readableBytes();
    ByteBuf bytes = payload;
    if (carriedBytes > 0) {
      // A frame across two packets: rare, so that joining them by a copy is good enough.
      bytes = carried.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
      carried = Unpooled.EMPTY_BUFFER;
    }
    int freshIndex = bytes.readerIndex() + carriedBytes;
    int index = bytes.readerIndex();
    int endIndex = bytes.writerIndex();
    boolean anchored = ptsTicks == TsDemuxer.TIMESTAMP_UNSET;
    int skipped = 0;
    while (index < endIndex) {
      int length = frameBytes(bytes, index, endIndex - index);
      if (length == INCOMPLETE || length > endIndex - index) {
        break;
      }
      if (length == NONE) {
        index++;
        skipped++;
        continue;
      }
      if (!anchored && index >= freshIndex) {
        anchored = true;
        timed = true;
        anchorTicks = ptsTicks;
        samplesSinceAnchor = 0;
      }
      if (timed) {
        frame(bytes, index, length, timeTicks());
        samplesSinceAnchor += frameSamples();
      }
      index += length;
    }
    carry(bytes, index, endIndex);
    if (skipped > 0) {
      throw new MalformedMediaException(skipped + " bytes between frames");
    }
  }

  private long timeTicks() {
    return anchorTicks + Timescale.rescale(samplesSinceAnchor, sampleRateHz(), Timescale.MPEG_HZ);
  }

  private void carry(ByteBuf bytes, int index, int endIndex) {
    int left = endIndex - index;
    if (left > 0 && left < MAX_FRAME_BYTES) {
      carried = Unpooled.buffer(left + MAX_FRAME_BYTES).writeBytes(bytes, index, left);
    }
  }
}
