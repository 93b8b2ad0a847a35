package dev.fairlead.control.logging;

import java.util.LinkedHashMap;
import java.util.Map;

/** Named values of one log event, in order. Give it as the only parameter after the message. */
public final class LogFields {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** Adds one; the value's own text is written. */
  public LogFields with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  Map<String, Object> all() {
    return fields;
  }
}
