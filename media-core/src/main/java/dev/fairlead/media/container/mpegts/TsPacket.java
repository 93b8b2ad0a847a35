package dev.fairlead.media.container.mpegts;

/**
 * Sizes and codes of a transport stream packet (ISO/IEC 13818-1:2022 §2.4.3.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+-+-+-+-------------------------+---+---+-------+
 * |   sync 0x47   |E|S|P|           PID           |scr|afc| count |
 * +---------------+-+-+-+-------------------------+---+---+-------+
 * | adaptation field, when afc has bit 1; payload, when bit 0 ... |
 * </pre>
 */
final class TsPacket {
  static final int SIZE_BYTES = 188;
  static final int HEADER_BYTES = 4;
  static final int BODY_BYTES = SIZE_BYTES - HEADER_BYTES;
  static final int SYNC_BYTE = 0x47;

  static final int PAYLOAD_ONLY = 0x10;
  static final int ADAPTATION_ONLY = 0x20;
  static final int ADAPTATION_AND_PAYLOAD = 0x30;

  static final int DISCONTINUITY_INDICATOR = 0x80;
  static final int RANDOM_ACCESS_INDICATOR = 0x40;
  static final int PCR_FLAG = 0x10;
  static final int PCR_BYTES = 6;

  static final int CONTINUITY_MASK = 0x0F;

  static final int PAT_PID = 0;
  static final int PMT_PID = 0x1000;

  /** PID of track 0; PIDs follow from track ids, so that every muxer gives the same. */
  static final int FIRST_TRACK_PID = 0x100;

  static final int PROGRAM_NUMBER = 1;

  /** Timestamps and the base of the PCR have 33 bits. */
  static final long TIMESTAMP_MASK = (1L << 33) - 1;

  private TsPacket() {}
}
