package dev.fairlead.control.config;

/**
 * Where a value comes from.
 *
 * @param name for people: {@code default}, {@code fairlead.yaml:12}, a variable, {@code --set}
 */
public record ConfigSource(String name) {
  /** Nothing set it. */
  public static final ConfigSource DEFAULT = new ConfigSource("default");

  /** A {@code --set} or {@code --data} flag. */
  static final ConfigSource FLAG = new ConfigSource("--set");

  static ConfigSource line(String file, int line) {
    return new ConfigSource(file + ":" + line);
  }

  @Override
  public String toString() {
    return name;
  }
}
