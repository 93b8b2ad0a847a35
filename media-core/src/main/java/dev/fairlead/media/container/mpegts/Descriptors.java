package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.container.mpegts.TsDemuxerOutput.ElementaryPid;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The descriptors of one entry of a program map (ISO/IEC 13818-1:2022 §2.6). Stateless. */
final class Descriptors {
  private static final int REGISTRATION = 0x05;
  private static final int LANGUAGE = 0x0A;

  private Descriptors() {}

  /** Reads the entry that begins at {@code index} and whose descriptors end at {@code end}. */
  static ElementaryPid read(ByteBuf section, int index, int end) {
    int registration = 0;
    String language = "";
    int at = index + 5;
    while (at + 2 <= end) {
      int tag = section.getUnsignedByte(at);
      int lengthBytes = section.getUnsignedByte(at + 1);
      if (at + 2 + lengthBytes > end) {
        break;
      }
      if (tag == REGISTRATION && lengthBytes >= 4) {
        registration = section.getInt(at + 2);
      } else if (tag == LANGUAGE && lengthBytes >= 4) {
        language = section.toString(at + 2, 3, StandardCharsets.ISO_8859_1);
      }
      at += 2 + lengthBytes;
    }
    return new ElementaryPid(
        section.getUnsignedShort(index + 1) & 0x1FFF,
        section.getUnsignedByte(index),
        registration,
        language);
  }
}
