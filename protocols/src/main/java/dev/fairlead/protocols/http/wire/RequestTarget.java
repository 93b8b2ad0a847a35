package dev.fairlead.protocols.http.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decodes request targets (RFC 9112 §3.2, RFC 3986 §2.1). Stateless.
 *
 * <p>A path that could mean two things to two programs is refused, not repaired: dot segments,
 * encoded slashes, backslashes, control characters, malformed escapes.
 */
public final class RequestTarget {
  /** Query parameters kept; players send fewer than ten. */
  public static final int MAX_QUERY_PARAMETERS = 64;

  /** Names under which players and tenants send credentials. */
  private static final Set<String> SECRETS =
      Set.of("token", "jwt", "tkn", "access_token", "key", "password", "secret", "signature");

  private RequestTarget() {}

  /** Where the path begins in {@code target}: after scheme and authority in the absolute form. */
  private static int pathStart(String target) {
    if (target.startsWith("/")) {
      return 0;
    }
    int scheme = target.indexOf("://");
    if (scheme < 0) {
      return 0;
    }
    int slash = target.indexOf('/', scheme + 3);
    return slash < 0 ? target.length() : slash;
  }

  private static int pathEnd(String target, int from) {
    for (int i = from; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c == '?' || c == '#') {
        return i;
      }
    }
    return target.length();
  }

  /**
   * The decoded path, or null when the target is not acceptable.
   *
   * @param target origin form, absolute form or {@code *}
   */
  public static @Nullable String path(String target) {
    if (target.equals("*")) {
      return target;
    }
    int from = pathStart(target);
    int end = pathEnd(target, from);
    if (from == end) {
      // The absolute form may leave an empty path out (RFC 9112 §3.2.2).
      return from > 0 ? "/" : null;
    }
    if (target.charAt(from) != '/') {
      return null;
    }
    boolean escaped = false;
    for (int i = from; i < end; i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '\\') {
        return null;
      }
      if (c == '.' && isDotSegment(target, i, end)) {
        return null;
      }
      escaped |= c == '%';
    }
    String raw = from == 0 && end == target.length() ? target : target.substring(from, end);
    return escaped ? decodedPath(raw) : raw;
  }

  private static @Nullable String decodedPath(String raw) {
    String path = decode(raw, false);
    if (path == null) {
      return null;
    }
    int slashes = 0;
    for (int i = 0; i < raw.length(); i++) {
      slashes += raw.charAt(i) == '/' ? 1 : 0;
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      slashes -= c == '/' ? 1 : 0;
      if (c < ' ' || c == 0x7f || c == '\\' || (c == '.' && isDotSegment(path, i, path.length()))) {
        return null;
      }
    }
    return slashes == 0 ? path : null;
  }

  /** Whether a segment that is {@code .} or {@code ..} begins at {@code i}. */
  private static boolean isDotSegment(String path, int i, int end) {
    if (i == 0 || path.charAt(i - 1) != '/') {
      return false;
    }
    int next = i + 1;
    if (next < end && path.charAt(next) == '.') {
      next++;
    }
    return next == end || path.charAt(next) == '/';
  }

  /**
   * Query parameters, decoded; the first of each name, at most {@link #MAX_QUERY_PARAMETERS}. What
   * cannot be decoded is left out.
   */
  public static Map<String, String> query(String target) {
    int mark = target.indexOf('?');
    if (mark < 0 || mark + 1 == target.length()) {
      return Map.of();
    }
    int hash = target.indexOf('#', mark);
    int end = hash < 0 ? target.length() : hash;
    Map<String, String> parameters = new LinkedHashMap<>();
    int from = mark + 1;
    for (int pieces = 0; from < end && pieces < MAX_QUERY_PARAMETERS; pieces++) {
      int ampersand = target.indexOf('&', from);
      int to = ampersand < 0 || ampersand > end ? end : ampersand;
      int equals = target.indexOf('=', from);
      int nameEnd = equals < 0 || equals > to ? to : equals;
      String name = decode(target.substring(from, nameEnd), true);
      String value = nameEnd == to ? "" : decode(target.substring(nameEnd + 1, to), true);
      if (name != null && value != null && !name.isEmpty()) {
        parameters.putIfAbsent(name, value);
      }
      from = to + 1;
    }
    return parameters;
  }

  /** {@code target} with another path and the same query. */
  public static String withPath(String target, String path) {
    int mark = target.indexOf('?');
    return mark < 0 ? path : path + target.substring(mark);
  }

  /** The target for logs: values of parameters that carry secrets are replaced. */
  public static String redacted(String target) {
    int mark = target.indexOf('?');
    if (mark < 0) {
      return target;
    }
    StringBuilder out = new StringBuilder(target.length());
    int at = mark + 1;
    out.append(target, 0, at);
    while (at <= target.length()) {
      int ampersand = target.indexOf('&', at);
      int end = ampersand < 0 ? target.length() : ampersand;
      int equals = target.indexOf('=', at);
      if (equals >= 0 && equals < end && isSecret(target.substring(at, equals))) {
        out.append(target, at, equals).append("=***");
      } else {
        out.append(target, at, end);
      }
      if (ampersand >= 0) {
        out.append('&');
      }
      at = end + 1;
    }
    return out.toString();
  }

  private static boolean isSecret(String rawName) {
    String name = decode(rawName, true);
    return name == null || SECRETS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Undoes percent encoding of UTF-8; null when it is malformed. */
  static @Nullable String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
      return text;
    }
    byte[] bytes = new byte[3 * text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : NOT_HEX;
        int low = high < 0 ? NOT_HEX : Character.digit(text.charAt(i + 2), 16);
        if (low < 0) {
          return null;
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes[length++] = ' ';
      } else if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else {
        return null;
      }
    }
    String decoded = new String(bytes, 0, length, StandardCharsets.UTF_8);
    return decoded.indexOf(REPLACEMENT) >= 0 ? null : decoded;
  }

  /** What Character.digit gives for other characters. */
  private static final int NOT_HEX = -1;

  /** What the decoder puts in place of bytes that are not UTF-8. */
  private static final char REPLACEMENT = '\ufffd';
}
