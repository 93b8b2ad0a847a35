package dev.fairlead.media.container.flv;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.bits.amf.Amf0Writer;
import dev.fairlead.media.bits.amf.AmfJsonReader;
import dev.fairlead.media.bits.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Timed ID3 tags as script data again: the way back from what {@link ScriptData} makes of it. Other
 * tags have no form that players of FLV know, and are left out. Stateless.
 */
final class TimedScript {
  private static final int ID3_HEADER_BYTES = 10;
  private static final int FRAME_HEADER_BYTES = 10;
  private static final int ID3 = 'I' << 16 | 'D' << 8 | '3';
  private static final int TXXX = 'T' << 24 | 'X' << 16 | 'X' << 8 | 'X';
  private static final int UTF_8 = 3;

  private TimedScript() {}

  /**
   * Appends handler and argument of the first text frame whose description names a handler.
   *
   * @param tag one ID3v2.4 tag; borrowed, read by absolute index
   * @return false when it holds none; nothing is appended then
   */
  static boolean write(ByteBuf tag, ByteBuf out) {
    int index = tag.readerIndex() + ID3_HEADER_BYTES;
    int endIndex = tag.writerIndex();
    if (index > endIndex || tag.getUnsignedMedium(tag.readerIndex()) != ID3) {
      return false;
    }
    while (index + FRAME_HEADER_BYTES <= endIndex) {
      int frameIndex = index + FRAME_HEADER_BYTES;
      int frameBytes = syncSafe(tag.getInt(index + Integer.BYTES));
      if (frameBytes > endIndex - frameIndex) {
        return false;
      }
      if (tag.getInt(index) == TXXX && writeFrame(tag, frameIndex, frameBytes, out)) {
        return true;
      }
      index = frameIndex + frameBytes;
    }
    return false;
  }

  private static boolean writeFrame(ByteBuf tag, int index, int bytes, ByteBuf out) {
    int descriptionIndex = index + 1;
    int endIndex = index + bytes;
    if (bytes < 2 || tag.getByte(index) != UTF_8) {
      return false;
    }
    int zeroIndex = tag.indexOf(descriptionIndex, endIndex, (byte) 0);
    if (zeroIndex < 0) {
      return false;
    }
    String handler = text(tag, descriptionIndex, zeroIndex);
    if (!handler.startsWith(ScriptData.HANDLER_PREFIX)) {
      return false;
    }
    int valueEnd =
        tag.getByte(endIndex - 1) == 0 && endIndex - 1 > zeroIndex ? endIndex - 1 : endIndex;
    AmfValue argument;
    try {
      argument = AmfJsonReader.read(text(tag, zeroIndex + 1, valueEnd));
    } catch (MalformedMediaException e) {
      return false;
    }
    Amf0Writer.write(AmfValue.of(handler), out);
    Amf0Writer.write(argument, out);
    return true;
  }

  private static String text(ByteBuf tag, int from, int to) {
    return tag.toString(from, to - from, StandardCharsets.UTF_8);
  }

  /** Seven bits to a byte (ID3 v2.4.0 §6.2). */
  private static int syncSafe(int value) {
    return (value & 0x7F)
        | (value >> 1 & 0x7F << 7)
        | (value >> 2 & 0x7F << 14)
        | (value >> 3 & 0x7F << 21);
  }
}
