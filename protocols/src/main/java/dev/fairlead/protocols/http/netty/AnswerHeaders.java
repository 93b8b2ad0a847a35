package dev.fairlead.protocols.http.netty;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The headers a handler puts on its answer, in order. Confined to the exchange's loop. */
final class AnswerHeaders {
  private static final int EXPECTED_HEADERS = 6;

  private String[] pairs = new String[2 * EXPECTED_HEADERS];
  private int used;

  /** Sets or replaces; names are kept in lower case, as HTTP/2 wants them. */
  void set(String name, String value) {
    checkValue(value);
    put(lowerCaseToken(name), value);
  }

  /** The same for a name in lower case and a value that are known to be well formed. */
  void put(String key, String value) {
    int at = indexOf(key);
    if (at < 0) {
      if (used == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * used);
      }
      at = used;
      used += 2;
      pairs[at] = key;
    }
    pairs[at + 1] = value;
  }

  void remove(String key) {
    int at = indexOf(key);
    if (at >= 0) {
      System.arraycopy(pairs, at + 2, pairs, at, used - at - 2);
      used -= 2;
    }
  }

  /** The value of {@code key}, which is in lower case. */
  @Nullable String get(String key) {
    int at = indexOf(key);
    return at < 0 ? null : pairs[at + 1];
  }

  void clear() {
    used = 0;
  }

  int count() {
    return used / 2;
  }

  String name(int index) {
    return pairs[2 * index];
  }

  String value(int index) {
    return pairs[2 * index + 1];
  }

  private int indexOf(String key) {
    for (int i = 0; i < used; i += 2) {
      if (pairs[i].equals(key)) {
        return i;
      }
    }
    return NOT_FOUND;
  }

  private static final int NOT_FOUND = -1;

  private static String lowerCaseToken(String name) {
    boolean lower = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':') {
        throw new IllegalArgumentException("not a header name: " + name);
      }
      lower &= c < 'A' || c > 'Z';
    }
    return lower ? name : name.toLowerCase(Locale.ROOT);
  }

  /** A line break would let whoever chose the value write headers of its own. */
  private static void checkValue(String value) {
    if (!isValue(value)) {
      throw new IllegalArgumentException("header values are printable ASCII");
    }
  }

  /** Whether {@code value} may stand in a header. */
  static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
