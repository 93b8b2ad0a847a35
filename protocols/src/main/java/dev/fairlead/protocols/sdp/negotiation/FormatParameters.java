package dev.fairlead.protocols.sdp.negotiation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The parameters of one payload type from its {@code fmtp} line, which browsers, and standards,
 * list as {@code name=value} with semicolons between. Immutable.
 *
 * @param text as offered, for answers that repeat it
 * @param values by name in lower case
 */
public record FormatParameters(String text, Map<String, String> values) {
  /** No parameters. */
  public static final FormatParameters NONE = new FormatParameters("", Map.of());

  /** H.265 has the most, about 25 by its specification. */
  private static final int MAX_PARAMETERS = 32;

  public FormatParameters {
    values = Map.copyOf(values);
  }

  /** Reads what stands behind the payload type. What does not look like a parameter is left out. */
  public static FormatParameters parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : text.split(";", MAX_PARAMETERS + 1)) {
      int equals = part.indexOf('=');
      if (equals > 0 && values.size() < MAX_PARAMETERS) {
        values.putIfAbsent(
            part.substring(0, equals).trim().toLowerCase(Locale.ROOT),
            part.substring(equals + 1).trim());
      }
    }
    return new FormatParameters(text, values);
  }

  /**
   * The text without what the offerer says of its own media, which is not for us to repeat: names
   * that begin with sprop.
   */
  public String forAnswer() {
    StringBuilder kept = new StringBuilder(text.length());
    for (String part : text.split(";", MAX_PARAMETERS + 1)) {
      String parameter = part.trim();
      if (!parameter.isEmpty() && !parameter.toLowerCase(Locale.ROOT).startsWith("sprop-")) {
        kept.append(kept.isEmpty() ? "" : ";").append(parameter);
      }
    }
    return kept.toString();
  }

  /** The value of a parameter, or a default. */
  public String value(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** Whether a parameter has the value 1. */
  public boolean isSet(String name) {
    return value(name, "0").equals("1");
  }
}
