package dev.fairlead.protocols.rtmp.wire;

import java.nio.charset.StandardCharsets;

/** Percent-encoded text of URLs (RFC 3986 §2.1). Stateless. */
public final class PercentEncoding {
  private static final int RADIX = 16;

  private PercentEncoding() {}

  /** {@code text} decoded as UTF-8; a percent sign that encodes nothing is taken as it stands. */
  public static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[encoded.length];
    int length = 0;
    int index = 0;
    while (index < encoded.length) {
      int value = encoded[index] == '%' ? hexByte(encoded, index + 1) : Integer.MIN_VALUE;
      if (value >= 0) {
        bytes[length++] = (byte) value;
        index += 3;
      } else {
        bytes[length++] = encoded[index++];
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Two digits as a byte, or a negative number. */
  private static int hexByte(byte[] encoded, int index) {
    if (index + 1 >= encoded.length) {
      return Integer.MIN_VALUE;
    }
    int high = Character.digit(encoded[index], RADIX);
    int low = Character.digit(encoded[index + 1], RADIX);
    return high < 0 || low < 0 ? Integer.MIN_VALUE : high << 4 | low;
  }
}
