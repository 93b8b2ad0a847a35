package dev.fairlead.protocols.http.wire;

/** Compares entity tags (RFC 9110 §8.8.3). Stateless. */
public final class EntityTags {
  private static final String WEAK = "W/";

  private EntityTags() {}

  /**
   * Whether {@code If-None-Match} names {@code tag}, by weak comparison (RFC 9110 §13.1.2).
   *
   * @param header a list of tags, or {@code *}
   * @param tag of the current representation
   */
  public static boolean matchesAny(String header, String tag) {
    if (header.trim().equals("*")) {
      return true;
    }
    String opaque = opaque(tag);
    int at = 0;
    while (at < header.length()) {
      int open = header.indexOf('"', at);
      int close = open < 0 ? -1 : header.indexOf('"', open + 1);
      if (close < 0) {
        return false;
      }
      if (close + 1 - open == opaque.length() && header.startsWith(opaque, open)) {
        return true;
      }
      at = close + 1;
    }
    return false;
  }

  /** Whether both are strong and the same (RFC 9110 §8.8.3.2), as {@code If-Range} wants. */
  public static boolean strongMatch(String one, String other) {
    return !one.startsWith(WEAK) && one.equals(other);
  }

  /** The same tag, saying that the bytes may differ while the meaning does not. */
  public static String weaken(String tag) {
    return tag.startsWith(WEAK) ? tag : WEAK + tag;
  }

  private static String opaque(String tag) {
    return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
  }
}
