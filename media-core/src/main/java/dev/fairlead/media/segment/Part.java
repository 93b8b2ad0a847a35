package dev.fairlead.media.segment;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

/**
 * A piece of a segment that can be sent before the segment is complete: one CMAF chunk, or a run of
 * whole TS packets. Immutable; any thread. Its bytes belong to the window that holds it.
 *
 * <p>Readers race the window's eviction, so holding is counted here and not on the pieces: pools
 * hand a released buffer object out again, and a late retain would take somebody else's bytes.
 */
public final class Part {
  private static final AtomicIntegerFieldUpdater<Part> HOLDERS =
      AtomicIntegerFieldUpdater.newUpdater(Part.class, "holders");

  private final long startTicks;
  private final long durationTicks;
  private final boolean independent;
  private final int offsetBytes;
  private final int sizeBytes;
  private final ByteBuf[] pieces;

  private volatile int holders = 1;

  /**
   * Takes over one reference to each piece.
   *
   * @param startTicks presentation time of its earliest sample, in the window's timescale
   * @param durationTicks length of its media, in the window's timescale
   * @param independent whether decoding can start with its first sample
   * @param offsetBytes bytes of the segment before this part
   * @param pieces its bytes, in order
   */
  public Part(
      long startTicks,
      long durationTicks,
      boolean independent,
      int offsetBytes,
      List<ByteBuf> pieces) {
    this.startTicks = startTicks;
    this.durationTicks = durationTicks;
    this.independent = independent;
    this.offsetBytes = offsetBytes;
    this.pieces = pieces.toArray(ByteBuf[]::new);
    int size = 0;
    for (ByteBuf piece : this.pieces) {
      size += piece.readableBytes();
    }
    sizeBytes = size;
  }

  /** Presentation time of the earliest sample, in the window's timescale. */
  public long startTicks() {
    return startTicks;
  }

  /** Length of the media, in the window's timescale. */
  public long durationTicks() {
    return durationTicks;
  }

  /** Whether decoding can start here. */
  public boolean isIndependent() {
    return independent;
  }

  /** Bytes of the segment before this part. */
  public int offsetBytes() {
    return offsetBytes;
  }

  /** Bytes of this part. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /**
   * Passes a retained duplicate of each piece, in order, each to be released by the taker.
   *
   * @return false when the window has let the bytes go; nothing was passed then
   */
  public boolean retainInto(Consumer<? super ByteBuf> taker) {
    int seen;
    do {
      seen = holders;
      if (seen == 0) {
        return false;
      }
    } while (!HOLDERS.compareAndSet(this, seen, seen + 1));
    try {
      for (ByteBuf piece : pieces) {
        taker.accept(piece.retainedDuplicate());
      }
    } finally {
      release();
    }
    return true;
  }

  /** Lets go of the bytes; the window's writer calls it once, on eviction. */
  void release() {
    if (HOLDERS.decrementAndGet(this) == 0) {
      for (ByteBuf piece : pieces) {
        piece.release();
      }
    }
  }
}
