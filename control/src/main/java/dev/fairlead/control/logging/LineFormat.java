package dev.fairlead.control.logging;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Writes one log event as one line. Stateless; any thread. */
final class LineFormat extends Formatter {
  /** Longer texts come from peers that try; the rest tells nothing more. */
  static final int MAX_VALUE_CHARS = 1_024;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final boolean json;

  /**
   * @param json one JSON object a line, or text
   */
  LineFormat(boolean json) {
    this.json = json;
  }

  @Override
  public String format(LogRecord record) {
    return json ? json(record) : text(record);
  }

  private static String text(LogRecord record) {
    StringBuilder line = new StringBuilder(160);
    line.append(TIME.format(record.getInstant()));
    line.append(' ').append("%-5s".formatted(level(record))).append(' ');
    line.append(room(record)).append(": ");
    appendSafe(line, message(record));
    fields(record)
        .forEach(
            (name, value) -> {
              line.append(' ').append(name).append('=');
              appendValue(line, String.valueOf(value));
            });
    line.append('\n');
    Throwable thrown = record.getThrown();
    if (thrown != null) {
      line.append(trace(thrown));
    }
    return line.toString();
  }

  private static String json(LogRecord record) {
    StringBuilder line = new StringBuilder(200);
    line.append("{\"time\":\"").append(TIME.format(record.getInstant()));
    line.append("\",\"level\":\"").append(level(record));
    line.append("\",\"room\":\"").append(room(record)).append("\",\"message\":");
    appendQuoted(line, message(record));
    fields(record)
        .forEach(
            (name, value) -> {
              line.append(",\"").append(name).append("\":");
              if (value instanceof Number || value instanceof Boolean) {
                line.append(value);
              } else {
                appendQuoted(line, String.valueOf(value));
              }
            });
    Throwable thrown = record.getThrown();
    if (thrown != null) {
      line.append(",\"exception\":\"");
      appendEscaped(line, trace(thrown), Integer.MAX_VALUE);
      line.append('"');
    }
    return line.append("}\n").toString();
  }

  private static String level(LogRecord record) {
    int value = record.getLevel().intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (value >= Level.WARNING.intValue()) {
      return "warn";
    }
    return value >= Level.INFO.intValue() ? "info" : "debug";
  }

  /** The package below the product's own, or the last part of a foreign logger's name. */
  private static String room(LogRecord record) {
    String name = record.getLoggerName() == null ? "" : record.getLoggerName();
    int end = name.lastIndexOf('.');
    if (name.startsWith("dev.fairlead.") && end > "dev.fairlead.".length()) {
      return name.substring("dev.fairlead.".length(), end);
    }
    return name.substring(end + 1);
  }

  private static String message(LogRecord record) {
    String message = record.getMessage() == null ? "" : record.getMessage();
    @Nullable Object[] parameters = record.getParameters();
    if (parameters == null
        || parameters.length == 0
        || parameters[0] instanceof LogFields
        || message.indexOf('{') < 0) {
      return message;
    }
    try {
      return MessageFormat.format(message, parameters);
    } catch (IllegalArgumentException e) {
      return message;
    }
  }

  private static Map<String, Object> fields(LogRecord record) {
    @Nullable Object[] parameters = record.getParameters();
    return parameters != null && parameters.length > 0 && parameters[0] instanceof LogFields given
        ? given.all()
        : Map.of();
  }

  private static void appendValue(StringBuilder line, String value) {
    boolean plain =
        !value.isEmpty()
            && value
                .chars()
                .allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\');
    if (plain && value.length() <= MAX_VALUE_CHARS) {
      line.append(value);
    } else {
      appendQuoted(line, value);
    }
  }

  /** Text of our own with words of a peer in it: no line breaks, no terminal sequences. */
  private static void appendSafe(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
  }

  private static void appendQuoted(StringBuilder line, String text) {
    line.append('"');
    appendEscaped(line, text, MAX_VALUE_CHARS);
    line.append('"');
  }

  private static void appendEscaped(StringBuilder line, String text, int maxChars) {
    for (int i = 0; i < Math.min(text.length(), maxChars); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        default -> {
          if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028') {
            line.append("\\u%04x".formatted((int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
