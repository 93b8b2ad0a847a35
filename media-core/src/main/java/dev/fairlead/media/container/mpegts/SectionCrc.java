package dev.fairlead.media.container.mpegts;

import io.netty.buffer.ByteBuf;

/** CRC_32 of table sections (ISO/IEC 13818-1:2022 Annex A). Stateless. */
final class SectionCrc {
  private static final int POLYNOMIAL = 0x04C1_1DB7;
  private static final int[] TABLE = table();

  private SectionCrc() {}

  /** Zero over a whole section with its CRC; else the CRC that belongs behind it. */
  static int of(ByteBuf section, int index, int lengthBytes) {
    int crc = -1; // All ones, by the model decoder's initial state.
    for (int i = index; i < index + lengthBytes; i++) {
      crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ section.getUnsignedByte(i)];
    }
    return crc;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = (value << 1) ^ (value < 0 ? POLYNOMIAL : 0);
      }
      table[i] = value;
    }
    return table;
  }
}
