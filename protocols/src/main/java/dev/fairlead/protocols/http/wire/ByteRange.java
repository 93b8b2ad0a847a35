package dev.fairlead.protocols.http.wire;

import org.jspecify.annotations.Nullable;

/**
 * One range of bytes of a representation (RFC 9110 §14.1.2), both ends included. Immutable.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte
 */
public record ByteRange(long first, long last) {
  /** Asked for bytes that do not exist: answer 416. */
  public static final ByteRange UNSATISFIABLE = new ByteRange(0, -1);

  private static final String UNIT = "bytes=";

  /** Digits that still fit a long. */
  private static final int MAX_DIGITS = 18;

  /**
   * Reads a {@code Range} header.
   *
   * @param header its value
   * @param lengthBytes of the whole representation
   * @return what to send; {@link #UNSATISFIABLE}; or null when the header is to be ignored: another
   *     unit, more than one range, or malformed
   */
  public static @Nullable ByteRange parse(String header, long lengthBytes) {
    if (!header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    String range = header.substring(UNIT.length()).trim();
    int dash = range.indexOf('-');
    if (dash < 0 || range.indexOf(',') >= 0) {
      return null;
    }
    String from = range.substring(0, dash).trim();
    String to = range.substring(dash + 1).trim();
    if (!isNumberOrEmpty(from) || !isNumberOrEmpty(to)) {
      return null;
    }
    if (from.isEmpty()) {
      return to.isEmpty() ? null : suffix(Long.parseLong(to), lengthBytes);
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
    if (last < first) {
      return null;
    }
    return first >= lengthBytes
        ? UNSATISFIABLE
        : new ByteRange(first, Math.min(last, lengthBytes - 1));
  }

  /** Whether this is {@link #UNSATISFIABLE}. */
  public boolean isUnsatisfiable() {
    return last < first;
  }

  /** How many bytes it spans. */
  public long lengthBytes() {
    return last - first + 1;
  }

  private static ByteRange suffix(long suffixBytes, long lengthBytes) {
    if (suffixBytes == 0 || lengthBytes == 0) {
      return UNSATISFIABLE;
    }
    return new ByteRange(Math.max(0, lengthBytes - suffixBytes), lengthBytes - 1);
  }

  private static boolean isNumberOrEmpty(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return text.length() <= MAX_DIGITS;
  }
}
