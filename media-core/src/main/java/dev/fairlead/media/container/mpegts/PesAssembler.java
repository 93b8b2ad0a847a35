package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.counter.CounterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the PES packets of one PID together (ISO/IEC 13818-1:2022 §2.4.3.6). Confined to one thread;
 * owns its buffer until {@link #close()}.
 *
 * <p>A packet that tells its length is handed on with its last byte, another when the next begins.
 */
final class PesAssembler implements AutoCloseable {
  private static final int NO_CONTINUITY = -1;
  private static final int START_CODE_PREFIX = 1;
  private static final int FIXED_HEADER_BYTES = 9;
  private static final int LENGTH_COUNTS_FROM = 6;
  private static final int TIMESTAMP_BYTES = 5;
  private static final int FIRST_BUFFER_BYTES = 4_096;

  private final int pid;
  private final CounterSet<MpegTsCounter> counters;
  private final ByteBufAllocator allocator;

  private @Nullable ByteBuf bytes;
  private int lastContinuity = NO_CONTINUITY;

  /** Whether a PES packet has begun and lost nothing. */
  private boolean open;

  private int flags;
  private int nextFlags;

  PesAssembler(int pid, CounterSet<MpegTsCounter> counters, ByteBufAllocator allocator) {
    this.pid = pid;
    this.counters = counters;
    this.allocator = allocator;
  }

  int pid() {
    return pid;
  }

  /** Notes the indicators of an adaptation field; they belong to the next PES packet. */
  void fieldFlags(int fieldFlags) {
    if ((fieldFlags & TsPacket.DISCONTINUITY_INDICATOR) != 0) {
      nextFlags |= TsDemuxer.DISCONTINUITY;
      lastContinuity = NO_CONTINUITY;
    }
    if ((fieldFlags & TsPacket.RANDOM_ACCESS_INDICATOR) != 0) {
      nextFlags |= TsDemuxer.RANDOM_ACCESS;
    }
  }

  /** Takes one packet's payload. */
  void append(
      ByteBuf source,
      int payloadIndex,
      int endIndex,
      boolean unitStart,
      int continuity,
      TsDemuxerOutput out) {
    if (lastContinuity != NO_CONTINUITY) {
      if (continuity == lastContinuity) {
        return; // A packet may be sent twice (§2.4.3.3).
      }
      if (continuity != ((lastContinuity + 1) & TsPacket.CONTINUITY_MASK)) {
        counters.increment(MpegTsCounter.CONTINUITY_ERRORS);
        nextFlags |= TsDemuxer.LOSS;
        open = false;
      }
    }
    lastContinuity = continuity;
    if (unitStart) {
      end(out);
      open = true;
      flags = nextFlags;
      nextFlags = 0;
    }
    if (!open || payloadIndex >= endIndex) {
      return;
    }
    ByteBuf target = buffer();
    if (target.readableBytes() + endIndex - payloadIndex > TsDemuxer.MAX_PES_BYTES) {
      counters.increment(MpegTsCounter.PES_TOO_LARGE);
      nextFlags |= TsDemuxer.LOSS;
      drop();
      return;
    }
    target.writeBytes(source, payloadIndex, endIndex - payloadIndex);
    if (isComplete(target)) {
      end(out);
    }
  }

  /** Hands on what has been put together, if anything, and begins anew. */
  void end(TsDemuxerOutput out) {
    ByteBuf whole = bytes;
    if (open && whole != null && whole.isReadable()) {
      handOn(whole, out);
    }
    drop();
  }

  @Override
  public void close() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
    open = false;
  }

  private void drop() {
    open = false;
    if (bytes != null) {
      bytes.clear();
    }
  }

  private ByteBuf buffer() {
    ByteBuf existing = bytes;
    if (existing == null) {
      existing = allocator.buffer(FIRST_BUFFER_BYTES, TsDemuxer.MAX_PES_BYTES);
      bytes = existing;
    }
    return existing;
  }

  private static boolean isComplete(ByteBuf pes) {
    if (pes.readableBytes() < LENGTH_COUNTS_FROM) {
      return false;
    }
    int lengthBytes = pes.getUnsignedShort(4);
    return lengthBytes > 0 && pes.readableBytes() >= lengthBytes + LENGTH_COUNTS_FROM;
  }

  private void handOn(ByteBuf pes, TsDemuxerOutput out) {
    int available = pes.readableBytes();
    if (available < FIXED_HEADER_BYTES
        || pes.getUnsignedMedium(0) != START_CODE_PREFIX
        || (pes.getByte(6) & 0xC0) != 0x80) {
      malformed();
      return;
    }
    int lengthBytes = pes.getUnsignedShort(4);
    int endIndex = lengthBytes == 0 ? available : lengthBytes + LENGTH_COUNTS_FROM;
    int payloadIndex = FIXED_HEADER_BYTES + pes.getUnsignedByte(8);
    int timeFlags = pes.getUnsignedByte(7) >> 6;
    int timeBytes = timeFlags == 3 ? 2 * TIMESTAMP_BYTES : timeFlags == 2 ? TIMESTAMP_BYTES : 0;
    if (payloadIndex > endIndex
        || endIndex > available
        || payloadIndex < FIXED_HEADER_BYTES + timeBytes) {
      malformed();
      return;
    }
    long ptsTicks = timeBytes == 0 ? TsDemuxer.TIMESTAMP_UNSET : timestamp(pes, 9);
    long dtsTicks = timeFlags == 3 ? timestamp(pes, 9 + TIMESTAMP_BYTES) : ptsTicks;
    out.pes(pid, ptsTicks, dtsTicks, flags, pes.slice(payloadIndex, endIndex - payloadIndex));
  }

  private void malformed() {
    counters.increment(MpegTsCounter.PES_MALFORMED);
    nextFlags |= TsDemuxer.LOSS;
  }

  private static long timestamp(ByteBuf pes, int index) {
    return (long) (pes.getByte(index) >> 1 & 7) << 30
        | (pes.getUnsignedShort(index + 1) >> 1) << 15
        | pes.getUnsignedShort(index + 3) >> 1;
  }
}
