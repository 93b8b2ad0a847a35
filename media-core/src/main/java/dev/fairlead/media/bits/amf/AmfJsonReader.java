package dev.fairlead.media.bits.amf;

import dev.fairlead.media.bits.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one JSON text (RFC 8259) as an AMF value: what {@link AmfJson} wrote comes back, save for
 * what JSON has no form for. Confined to one call of {@link #read}.
 */
public final class AmfJsonReader {
  private static final int HEX_DIGITS = 4;
  private static final int RADIX = 16;

  private final String text;
  private final AmfBudget budget = new AmfBudget();
  private int index;

  private AmfJsonReader(String text) {
    this.text = text;
  }

  /**
   * The value that {@code text} says.
   *
   * @throws MalformedMediaException when it is not JSON, nests too deep or holds too much
   */
  public static AmfValue read(String text) {
    AmfJsonReader reader = new AmfJsonReader(text);
    AmfValue value = reader.value();
    reader.skipSpace();
    if (reader.index != text.length()) {
      throw reader.malformed();
    }
    return value;
  }

  private AmfValue value() {
    budget.spend();
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> items();
      case '"' -> AmfValue.of(string());
      case 't' -> word("true", AmfValue.of(true));
      case 'f' -> word("false", AmfValue.of(false));
      case 'n' -> word("null", AmfValue.NULL);
      default -> number();
    };
  }

  private AmfValue object() {
    budget.enter();
    index++;
    AmfValue.ObjectBuilder members = new AmfValue.ObjectBuilder();
    skipSpace();
    if (!take('}')) {
      do {
        skipSpace();
        String name = string();
        skipSpace();
        expect(':');
        members.put(name, value());
        skipSpace();
      } while (take(','));
      expect('}');
    }
    budget.leave();
    return members.object();
  }

  private AmfValue items() {
    budget.enter();
    index++;
    List<AmfValue> values = new ArrayList<>();
    skipSpace();
    if (!take(']')) {
      do {
        values.add(value());
        skipSpace();
      } while (take(','));
      expect(']');
    }
    budget.leave();
    return new AmfValue.Items(List.copyOf(values));
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '"', '\\', '/' -> c;
      case 'u' -> {
        int value = 0;
        for (int i = 0; i < HEX_DIGITS; i++) {
          int digit = Character.digit(next(), RADIX);
          if (digit < 0) {
            throw malformed();
          }
          value = value * RADIX + digit;
        }
        yield (char) value;
      }
      default -> throw malformed();
    };
  }

  private AmfValue word(String word, AmfValue value) {
    if (!text.startsWith(word, index)) {
      throw malformed();
    }
    index += word.length();
    return value;
  }

  private AmfValue number() {
    int start = index;
    while (index < text.length() && "+-.0123456789eE".indexOf(text.charAt(index)) >= 0) {
      index++;
    }
    try {
      return AmfValue.of(Double.parseDouble(text.substring(start, index)));
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private void skipSpace() {
    while (index < text.length() && " \t\r\n".indexOf(text.charAt(index)) >= 0) {
      index++;
    }
  }

  private char peek() {
    if (index == text.length()) {
      throw malformed();
    }
    return text.charAt(index);
  }

  private char next() {
    char c = peek();
    index++;
    return c;
  }

  private boolean take(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    index++;
    return true;
  }

  private void expect(char wanted) {
    if (!take(wanted)) {
      throw malformed();
    }
  }

  private MalformedMediaException malformed() {
    return new MalformedMediaException("no JSON at character " + index);
  }
}
