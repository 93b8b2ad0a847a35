package dev.fairlead.protocols.http.netty;

import java.util.Locale;

/** Which answers are compressed, and for whom (RFC 9110 §12.5.3). Stateless. */
final class TextCompression {
  private TextCompression() {}

  /** Whether bodies of this media type are text worth compressing. */
  static boolean suits(String contentType) {
    if (contentType.startsWith("video/") || contentType.startsWith("audio/")) {
      return false;
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon).trim();
    return type.startsWith("text/")
        || type.endsWith("json")
        || type.endsWith("xml")
        || type.endsWith("mpegurl")
        || type.endsWith("javascript")
        || type.endsWith("mpegURL");
  }

  static boolean isWorthwhile(long lengthBytes) {
    return lengthBytes >= Gzip.MIN_TEXT_BYTES && lengthBytes <= Gzip.MAX_TEXT_BYTES;
  }

  /** Whether {@code Accept-Encoding} allows gzip. */
  static boolean accepts(String acceptEncoding) {
    boolean wildcard = false;
    int from = 0;
    while (from < acceptEncoding.length()) {
      int comma = acceptEncoding.indexOf(',', from);
      int end = comma < 0 ? acceptEncoding.length() : comma;
      int semicolon = acceptEncoding.indexOf(';', from);
      int nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
      String coding = acceptEncoding.substring(from, nameEnd).trim().toLowerCase(Locale.ROOT);
      boolean refused = nameEnd < end && isZero(acceptEncoding.substring(nameEnd + 1, end));
      if (coding.equals("gzip") || coding.equals("x-gzip")) {
        return !refused;
      }
      wildcard |= coding.equals("*") && !refused;
      from = end + 1;
    }
    return wildcard;
  }

  private static boolean isZero(String weight) {
    String text = weight.trim();
    if (!text.regionMatches(true, 0, "q=", 0, 2)) {
      return false;
    }
    for (int i = 2; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '0' && c != '.') {
        return false;
      }
    }
    return true;
  }
}
