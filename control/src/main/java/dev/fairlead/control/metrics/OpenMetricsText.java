package dev.fairlead.control.metrics;

/**
 * Writes metric families in the OpenMetrics text format (OpenMetrics 1.0.0 §"Text Format").
 * Confined to one rendering.
 */
public final class OpenMetricsText {
  /** The content type of what is written here. */
  public static final String CONTENT_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final String PREFIX = "fairlead_";

  private final StringBuilder text = new StringBuilder(16 << 10);
  private String family = "";
  private boolean counter;

  /** Begins a family of values that only grow; its samples end in {@code _total}. */
  public OpenMetricsText counter(String name, String help) {
    return family(name, "counter", help);
  }

  /** Begins a family of values that come and go. */
  public OpenMetricsText gauge(String name, String help) {
    return family(name, "gauge", help);
  }

  /** Adds the only sample of a family without labels. */
  public OpenMetricsText sample(long value) {
    return sample(value, "");
  }

  /** Adds a sample under one label. */
  public OpenMetricsText sample(long value, String label, String labelValue) {
    return sample(value, label + "=\"" + escaped(labelValue) + "\"");
  }

  /** Adds a sample under two labels. */
  public OpenMetricsText sample(
      long value, String first, String firstValue, String second, String secondValue) {
    return sample(
        value,
        "%s=\"%s\",%s=\"%s\"".formatted(first, escaped(firstValue), second, escaped(secondValue)));
  }

  /** Ends the text. */
  public String end() {
    return text.append("# EOF\n").toString();
  }

  private OpenMetricsText family(String name, String type, String help) {
    family = PREFIX + name;
    counter = type.equals("counter");
    text.append("# TYPE ").append(family).append(' ').append(type).append('\n');
    text.append("# HELP ").append(family).append(' ').append(escaped(help)).append('\n');
    return this;
  }

  private OpenMetricsText sample(long value, String labels) {
    text.append(family).append(counter ? "_total" : "");
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(value).append('\n');
    return this;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
