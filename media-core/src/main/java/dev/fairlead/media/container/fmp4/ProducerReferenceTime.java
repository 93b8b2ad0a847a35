package dev.fairlead.media.container.fmp4;

import io.netty.buffer.ByteBuf;

/**
 * {@code prft}: which time of day belongs to a media time (ISO/IEC 14496-12:2022 §8.16.5).
 * Stateless.
 */
public final class ProducerReferenceTime {
  /** Length of what {@link #write} appends. */
  public static final int BOX_BYTES = 32;

  /** The media was captured, or else arrived, at that time. */
  private static final int CAPTURED = 24;

  /** Seconds from 1900 (RFC 5905 §6) to 1970. */
  private static final long NTP_TO_UNIX_S = 2_208_988_800L;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private ProducerReferenceTime() {}

  /**
   * Appends the box.
   *
   * @param trackId the track that {@code mediaTicks} is counted in
   * @param wallClockNs nanoseconds since 1970-01-01T00:00Z
   * @param mediaTicks presentation time in the track's timescale
   */
  public static void write(ByteBuf out, int trackId, long wallClockNs, long mediaTicks) {
    long seconds = Math.floorDiv(wallClockNs, NANOS_PER_SECOND);
    long fraction = (Math.floorMod(wallClockNs, NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
    out.writeInt(BOX_BYTES);
    out.writeInt(BoxType.PRFT);
    out.writeInt(1 << 24 | CAPTURED);
    out.writeInt(trackId);
    out.writeLong((seconds + NTP_TO_UNIX_S) << 32 | fraction);
    out.writeLong(mediaTicks);
  }
}
