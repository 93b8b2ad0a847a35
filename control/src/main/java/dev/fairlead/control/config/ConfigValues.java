package dev.fairlead.control.config;

import java.util.EnumMap;
import java.util.Map;

/** A checked value for every key, and where it comes from. Immutable; any thread. */
public final class ConfigValues {
  private final EnumMap<ConfigKey, Value> values;

  /**
   * One value.
   *
   * @param text as written
   * @param source who said so
   */
  public record Value(String text, ConfigSource source) {}

  /**
   * @param set what differs from the defaults, checked
   */
  ConfigValues(Map<ConfigKey, Value> set) {
    values = new EnumMap<>(ConfigKey.class);
    for (ConfigKey key : ConfigKey.values()) {
      Value value = set.get(key);
      values.put(key, value == null ? new Value(key.byDefault(), ConfigSource.DEFAULT) : value);
    }
  }

  /** The value of {@code key}. */
  public Value value(ConfigKey key) {
    Value value = values.get(key);
    assert value != null : "the constructor sets each";
    return value;
  }

  /** The text of {@code key}. */
  public String text(ConfigKey key) {
    return value(key).text();
  }

  /** The number of {@code key}. */
  public int number(ConfigKey key) {
    return Integer.parseInt(text(key));
  }

  /** Whether {@code key} is true. */
  public boolean isTrue(ConfigKey key) {
    return text(key).equals("true");
  }
}
