package dev.fairlead.control.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Named values of one log event, in order. Give it as the only parameter after the message. */
public final class LogFields {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** Adds one; the value's own text is written. */
  public LogFields with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  /** As in a line of text. */
  @Override
  public String toString() {
    StringJoiner line = new StringJoiner(" ");
    fields.forEach((name, value) -> line.add(name + "=" + value));
    return line.toString();
  }

  Map<String, Object> all() {
    return fields;
  }
}
