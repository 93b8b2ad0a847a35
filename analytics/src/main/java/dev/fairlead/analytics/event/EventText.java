package dev.fairlead.analytics.event;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Texts in UTF-8 (RFC 3629 §3), written without allocating and read strictly. */
final class EventText {
  private static final int REPLACEMENT = 0xFFFD;

  private EventText() {}

  /**
   * Writes as many whole characters as fit; half a surrogate pair becomes U+FFFD.
   *
   * @return length in bytes
   */
  static int put(MutableDirectBuffer buffer, int offset, String text, int maxBytes) {
    int at = offset;
    int i = 0;
    while (i < text.length()) {
      int c = whole(text, i);
      int size = size(c);
      if (at - offset + size > maxBytes) {
        break;
      }
      at = put(buffer, at, c, size);
      i += Character.isSupplementaryCodePoint(c) ? 2 : 1;
    }
    return at - offset;
  }

  /** Length of the whole text. */
  static int bytes(String text) {
    int bytes = 0;
    int i = 0;
    while (i < text.length()) {
      int c = whole(text, i);
      bytes += size(c);
      i += Character.isSupplementaryCodePoint(c) ? 2 : 1;
    }
    return bytes;
  }

  private static int whole(String text, int i) {
    int c = text.codePointAt(i);
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c;
  }

  private static int size(int c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }

  private static int put(MutableDirectBuffer buffer, int offset, int c, int size) {
    int at = offset;
    if (size == 1) {
      buffer.putByte(at++, (byte) c);
      return at;
    }
    int lead = size == 2 ? 0xC0 : size == 3 ? 0xE0 : 0xF0;
    int shift = 6 * (size - 1);
    buffer.putByte(at++, (byte) (lead | (c >> shift)));
    while (shift > 0) {
      shift -= 6;
      buffer.putByte(at++, (byte) (0x80 | ((c >> shift) & 0x3F)));
    }
    return at;
  }

  /** Reads a text; what is not UTF-8 is refused. */
  static String of(DirectBuffer buffer, int offset, int length) throws MalformedEventException {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes));
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new MalformedEventException("a text is not UTF-8");
    }
  }
}
