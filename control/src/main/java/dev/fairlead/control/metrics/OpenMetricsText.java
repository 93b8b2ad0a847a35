package dev.fairlead.control.metrics;

/**
 * Writes metric families in the OpenMetrics text format (OpenMetrics 1.0.0 §"Text Format").
 * Confined to one rendering.
 *
 * <p>A family whose name ends in a unit says so; units are base units, so times are in seconds.
 */
public final class OpenMetricsText {
  /** The content type of what is written here. */
  public static final String CONTENT_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** Before every name of our own. */
  public static final String PREFIX = "fairlead_";

  private static final int MILLIS_PER_SECOND = 1_000;

  private final StringBuilder text = new StringBuilder(32 << 10);
  private String family = "";
  private String suffix = "";

  /** Begins a family of values that only grow; its samples end in {@code _total}. */
  public OpenMetricsText counter(String name, String help) {
    return family(PREFIX + name, "counter", "_total", help);
  }

  /** Begins a family of values that come and go. */
  public OpenMetricsText gauge(String name, String help) {
    return family(PREFIX + name, "gauge", "", help);
  }

  /** Begins a family of labels that say something and do not change. */
  public OpenMetricsText info(String name, String help) {
    return family(PREFIX + name, "info", "_info", help);
  }

  /** As {@link #counter}, about the process, under the name that dashboards know. */
  public OpenMetricsText processCounter(String name, String help) {
    return family("process_" + name, "counter", "_total", help);
  }

  /** As {@link #gauge}, about the process, under the name that dashboards know. */
  public OpenMetricsText processGauge(String name, String help) {
    return family("process_" + name, "gauge", "", help);
  }

  /** Adds the only sample of a family without labels. */
  public OpenMetricsText sample(long value) {
    return add(Long.toString(value), "");
  }

  /** The same for a time, which is written in seconds. */
  public OpenMetricsText sampleMillis(long valueMs) {
    return add(seconds(valueMs), "");
  }

  /** Adds a sample under labels: name, value, name, value. */
  public OpenMetricsText sample(long value, String... labels) {
    return add(Long.toString(value), labels(labels));
  }

  /** The same for a time, which is written in seconds. */
  public OpenMetricsText sampleMillis(long valueMs, String... labels) {
    return add(seconds(valueMs), labels(labels));
  }

  /** Ends the text. */
  public String end() {
    return text.append("# EOF\n").toString();
  }

  private OpenMetricsText family(String name, String type, String sampleSuffix, String help) {
    family = name;
    suffix = sampleSuffix;
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    for (String unit : new String[] {"bytes", "seconds"}) {
      if (name.endsWith("_" + unit)) {
        text.append("# UNIT ").append(name).append(' ').append(unit).append('\n');
      }
    }
    text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
    return this;
  }

  private OpenMetricsText add(String value, String labels) {
    text.append(family).append(suffix);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(value).append('\n');
    return this;
  }

  private static String labels(String[] labels) {
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < labels.length; i += 2) {
      joined.append(i == 0 ? "" : ",").append(labels[i]);
      joined.append("=\"").append(escaped(labels[i + 1])).append('"');
    }
    return joined.toString();
  }

  private static String seconds(long millis) {
    String fraction = Long.toString(MILLIS_PER_SECOND + millis % MILLIS_PER_SECOND).substring(1);
    return millis / MILLIS_PER_SECOND + "." + fraction;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
