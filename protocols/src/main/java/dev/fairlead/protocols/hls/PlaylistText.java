package dev.fairlead.protocols.hls;

import dev.fairlead.media.time.Timescale;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Values as playlists write them (RFC 8216bis draft 17 §4.2). Stateless; any thread. */
final class PlaylistText {
  private static final int MICROSECONDS_HZ = 1_000_000;
  private static final long NS_PER_MS = 1_000_000;

  private PlaylistText() {}

  /** Appends a duration in seconds with six decimals, to the nearest microsecond. */
  static void seconds(StringBuilder out, long ticks, int timescaleHz) {
    micros(out, Timescale.rescale(ticks, timescaleHz, MICROSECONDS_HZ));
  }

  /** Appends a whole number of milliseconds as seconds with three decimals. */
  static void millis(StringBuilder out, long durationMs) {
    out.append(durationMs / 1_000).append('.');
    padded(out, durationMs % 1_000, 3);
  }

  private static void micros(StringBuilder out, long durationUs) {
    out.append(durationUs / MICROSECONDS_HZ).append('.');
    padded(out, durationUs % MICROSECONDS_HZ, 6);
  }

  /** Appends a time of day in UTC with milliseconds (RFC 3339 §5.6). */
  static void dateTime(StringBuilder out, long epochNs) {
    long epochMs = Math.floorDiv(epochNs, NS_PER_MS);
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(Math.floorDiv(epochMs, 1_000L), 0, ZoneOffset.UTC);
    padded(out, time.getYear(), 4);
    padded(out.append('-'), time.getMonthValue(), 2);
    padded(out.append('-'), time.getDayOfMonth(), 2);
    padded(out.append('T'), time.getHour(), 2);
    padded(out.append(':'), time.getMinute(), 2);
    padded(out.append(':'), time.getSecond(), 2);
    padded(out.append('.'), Math.floorMod(epochMs, 1_000L), 3);
    out.append('Z');
  }

  /**
   * Appends a quoted string without what a quoted string cannot hold (RFC 8216bis draft 17 §4.2).
   */
  static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c < 0x7f) {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static void padded(StringBuilder out, long number, int digits) {
    long limit = 1;
    for (int i = 1; i < digits; i++) {
      limit *= 10;
    }
    for (; limit > 1 && number < limit; limit /= 10) {
      out.append('0');
    }
    out.append(number);
  }
}
