package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.counter.CounterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Puts one table section together from packet payloads (ISO/IEC 13818-1:2022 §2.4.4). Confined to
 * one thread. Of several sections in one packet the first is read: tables here have one each.
 */
final class SectionAssembler {
  static final int HEADER_BYTES = 8;
  static final int CRC_BYTES = 4;

  /** section_length of program tables is at most 1,021, counted behind its own three bytes. */
  private static final int MAX_SECTION_BYTES = 1_024;

  private static final int LENGTH_COUNTS_FROM = 3;

  private final ByteBuf section = Unpooled.wrappedBuffer(new byte[MAX_SECTION_BYTES]).clear();
  private boolean open;

  /** Drops what has begun. */
  void reset() {
    open = false;
    section.clear();
  }

  /**
   * Takes one packet's payload.
   *
   * @return whether {@link #section()} is complete and its checksum right
   */
  boolean append(
      ByteBuf bytes,
      int payloadIndex,
      int endIndex,
      boolean unitStart,
      CounterSet<MpegTsCounter> counters) {
    int index = payloadIndex;
    if (unitStart) {
      reset();
      if (index >= endIndex) {
        return false;
      }
      index += 1 + bytes.getUnsignedByte(index); // pointer_field
      open = index < endIndex;
    }
    if (!open) {
      return false;
    }
    section.writeBytes(bytes, index, Math.min(endIndex - index, section.writableBytes()));
    if (section.readableBytes() < LENGTH_COUNTS_FROM) {
      return false;
    }
    int lengthBytes = LENGTH_COUNTS_FROM + (section.getUnsignedShort(1) & 0xFFF);
    if (lengthBytes > MAX_SECTION_BYTES || lengthBytes < HEADER_BYTES + CRC_BYTES) {
      counters.increment(MpegTsCounter.SECTIONS_MALFORMED);
      reset();
      return false;
    }
    if (section.readableBytes() < lengthBytes) {
      return false;
    }
    open = false;
    section.writerIndex(lengthBytes);
    boolean current = (section.getByte(5) & 1) != 0;
    if (SectionCrc.of(section, 0, lengthBytes) != 0) {
      counters.increment(MpegTsCounter.SECTIONS_MALFORMED);
      return false;
    }
    return current;
  }

  /** The section with its CRC, from index 0; valid until the next {@link #append}. */
  ByteBuf section() {
    return section;
  }
}
