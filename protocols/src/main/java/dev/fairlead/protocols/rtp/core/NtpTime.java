package dev.fairlead.protocols.rtp.core;

/**
 * Times as RTCP writes them: 32 bits of seconds since 1900 and 32 bits of fraction (RFC 3550 §4).
 * Stateless.
 */
public final class NtpTime {
  /** From 1900-01-01 to 1970-01-01, with 17 leap days. */
  private static final long EPOCH_OFFSET_S = (70 * 365 + 17) * 86_400L;

  private static final long NANOS = 1_000_000_000;

  private NtpTime() {}

  /** The NTP timestamp of nanoseconds since 1970. */
  public static long of(long epochNs) {
    long seconds = Math.floorDiv(epochNs, NANOS) + EPOCH_OFFSET_S;
    long fraction = (Math.floorMod(epochNs, NANOS) << 32) / NANOS;
    return seconds << 32 | fraction;
  }

  /** Nanoseconds since 1970; the era is the one that began in 1900 until 2036, then the next. */
  public static long toEpochNs(long ntp) {
    long seconds = ntp >>> 32;
    // The top bit is 0 again from 2036 on (RFC 4330 §3).
    long era = seconds >= 1L << 31 ? 0 : 1L << 32;
    long rounded = ((ntp & 0xFFFF_FFFFL) * NANOS + (1L << 31)) >>> 32;
    return (seconds + era - EPOCH_OFFSET_S) * NANOS + rounded;
  }

  /** A duration in 65,536ths of a second, as LSR and DLSR count. */
  public static long toMiddle32(long durationNs) {
    return (durationNs << 16) / NANOS;
  }

  /** Nanoseconds of a duration in 65,536ths of a second. */
  public static long ofMiddle32(long duration) {
    return (duration * NANOS) >> 16;
  }
}
