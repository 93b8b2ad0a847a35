package dev.fairlead.media.bits.amf;

import java.util.Map;

/** Writes AMF values as JSON (RFC 8259), for metadata that leaves towards players. Stateless. */
public final class AmfJson {
  private static final long EXACT_LIMIT = 1L << 53;

  private AmfJson() {}

  /** Appends one value. What JSON cannot say becomes null. */
  public static void write(AmfValue value, StringBuilder out) {
    switch (value) {
      case AmfValue.Num number -> writeNumber(number.value(), out);
      case AmfValue.Bool bool -> out.append(bool.value());
      case AmfValue.Text text -> writeText(text.value(), out);
      case AmfValue.Date date -> writeNumber(date.epochMs(), out);
      case AmfValue.Null nothing -> out.append("null");
      case AmfValue.Undefined undefined -> out.append("null");
      case AmfValue.Items items -> {
        out.append('[');
        String separator = "";
        for (AmfValue item : items.values()) {
          out.append(separator);
          write(item, out);
          separator = ",";
        }
        out.append(']');
      }
      case AmfValue.Obj object -> {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, AmfValue> member : object.members().entrySet()) {
          out.append(separator);
          writeText(member.getKey(), out);
          out.append(':');
          write(member.getValue(), out);
          separator = ",";
        }
        out.append('}');
      }
    }
  }

  private static void writeNumber(double value, StringBuilder out) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT_LIMIT) {
      out.append((long) value);
    } else if (Double.isFinite(value)) {
      out.append(value);
    } else {
      out.append("null");
    }
  }

  private static void writeText(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
