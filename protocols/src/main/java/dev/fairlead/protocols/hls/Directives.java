package dev.fairlead.protocols.hls;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of a media playlist (RFC 8216bis draft 17 §6.2.5). Immutable.
 *
 * @param sequence the segment it wants to see, or {@link #UNSET}
 * @param part the part of that segment it wants to see, or {@link #UNSET}
 * @param skip whether it takes a playlist delta update
 */
record Directives(long sequence, int part, boolean skip) {
  /** Says that a number was not given. */
  public static final int UNSET = -1;

  /** Nothing asked. */
  public static final Directives NONE = new Directives(UNSET, UNSET, false);

  /** Highest part number taken: a segment of an hour in parts of a hundredth of a second. */
  private static final long MAX_PART = 360_000;

  /** Most digits of a number: what fits a long without a check for overflow. */
  private static final int MAX_DIGITS = 18;

  private static final long MALFORMED = -2;

  /** Whether the answer waits for something to appear. */
  public boolean blocks() {
    return sequence != UNSET;
  }

  /**
   * Reads the query of a request.
   *
   * @return null when a directive is malformed: the answer is 400
   */
  public static @Nullable Directives parse(Map<String, String> query) {
    if (query.isEmpty()) {
      return NONE;
    }
    long sequence = number(query.get("_HLS_msn"));
    long part = number(query.get("_HLS_part"));
    if (sequence == MALFORMED || part == MALFORMED || part > MAX_PART) {
      return null;
    }
    if (part != UNSET && sequence == UNSET) {
      // A part without its segment means nothing (RFC 8216bis draft 17 §6.2.5.2).
      return null;
    }
    String skip = query.get("_HLS_skip");
    if (skip != null && !skip.equals("YES") && !skip.equals("v2")) {
      return null;
    }
    return new Directives(sequence, (int) part, skip != null);
  }

  private static long number(@Nullable String text) {
    if (text == null) {
      return UNSET;
    }
    if (text.isEmpty() || text.length() > MAX_DIGITS) {
      return MALFORMED;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return MALFORMED;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
