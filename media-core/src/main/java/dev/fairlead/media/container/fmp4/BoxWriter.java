package dev.fairlead.media.container.fmp4;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes nested boxes whose sizes are filled in when they end (ISO/IEC 14496-12:2022 §4.2).
 * Confined to one thread; the buffer stays the caller's. For headers, which are written once;
 * fragments know their sizes beforehand and do without.
 */
final class BoxWriter {
  /** The deepest nesting here is moov/trak/mdia/minf/stbl/stsd/mp4a/esds: 8. */
  private static final int MAX_DEPTH = 12;

  private final ByteBuf out;
  private final int[] starts = new int[MAX_DEPTH];
  private int depth;

  BoxWriter(ByteBuf out) {
    this.out = out;
  }

  /** Where the fields of the box under way go. */
  ByteBuf out() {
    return out;
  }

  BoxWriter begin(String type) {
    starts[depth++] = out.writerIndex();
    out.writeInt(0);
    out.writeInt(BoxType.of(type));
    return this;
  }

  BoxWriter beginFull(String type, int version, int flags) {
    begin(type);
    out.writeInt(version << 24 | flags);
    return this;
  }

  BoxWriter end() {
    int start = starts[--depth];
    out.setInt(start, out.writerIndex() - start);
    return this;
  }

  BoxWriter u8(int value) {
    out.writeByte(value);
    return this;
  }

  BoxWriter u16(int value) {
    out.writeShort(value);
    return this;
  }

  BoxWriter u32(int value) {
    out.writeInt(value);
    return this;
  }

  BoxWriter code(String fourCc) {
    out.writeInt(BoxType.of(fourCc));
    return this;
  }

  BoxWriter zeros(int bytes) {
    out.writeZero(bytes);
    return this;
  }

  BoxWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Text with its terminating zero. */
  BoxWriter text(String text) {
    out.writeCharSequence(text, StandardCharsets.UTF_8);
    out.writeByte(0);
    return this;
  }
}
