package dev.fairlead.media.container.mpegts;

import io.netty.buffer.ByteBuf;

/** The head of a PES packet with timestamps (ISO/IEC 13818-1:2022 §2.4.3.6). Stateless. */
final class PesHeader {
  static final int VIDEO_ID = 0xE0;
  static final int AUDIO_ID = 0xC0;
  static final int PRIVATE_ID = 0xBD;

  /** With PTS and DTS. */
  static final int MAX_BYTES = 19;

  private static final int START_CODE_PREFIX = 0x0000_0100;
  private static final int FIXED_BYTES = 9;
  private static final int LENGTH_COUNTS_FROM = 6;
  private static final int TIMESTAMP_BYTES = 5;

  /** Largest PES_packet_length. */
  private static final int MAX_LENGTH = 0xFFFF;

  /** Marker 10 and data_alignment_indicator: an access unit begins right behind the header. */
  private static final int ALIGNED = 0x84;

  private PesHeader() {}

  /** Length of the header. */
  static int sizeBytes(boolean withDts) {
    return FIXED_BYTES + TIMESTAMP_BYTES * (withDts ? 2 : 1);
  }

  /** Whether a PES packet can tell its length; only video may leave it open. */
  static boolean canTellLength(int headerBytes, int payloadBytes) {
    return payloadBytes <= MAX_LENGTH - (headerBytes - LENGTH_COUNTS_FROM);
  }

  /** Appends the header; times are 33 bits wide. */
  static void write(
      ByteBuf out, int pesId, int payloadBytes, long ptsTicks, long dtsTicks, boolean withDts) {
    int headerBytes = sizeBytes(withDts);
    out.writeInt(START_CODE_PREFIX | pesId);
    // A length lets receivers hand on the access unit without waiting for the next to begin.
    out.writeShort(
        canTellLength(headerBytes, payloadBytes)
            ? payloadBytes + headerBytes - LENGTH_COUNTS_FROM
            : 0);
    out.writeByte(ALIGNED);
    out.writeByte(withDts ? 0xC0 : 0x80);
    out.writeByte(headerBytes - FIXED_BYTES);
    writeTimestamp(out, withDts ? 3 : 2, ptsTicks);
    if (withDts) {
      writeTimestamp(out, 1, dtsTicks);
    }
  }

  private static void writeTimestamp(ByteBuf out, int prefix, long ticks) {
    out.writeByte(prefix << 4 | (int) (ticks >> 30 & 7) << 1 | 1);
    out.writeShort((int) (ticks >> 15 & 0x7FFF) << 1 | 1);
    out.writeShort((int) (ticks & 0x7FFF) << 1 | 1);
  }
}
