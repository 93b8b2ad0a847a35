package dev.fairlead.control.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers values from file, environment and flags, and says what is wrong with them. */
public final class ConfigLoader {
  /** Read when it lies in the working folder and no other file is named. */
  public static final Path DEFAULT_FILE = Path.of("fairlead.yaml");

  private final Map<ConfigKey, ConfigValues.Value> values = new EnumMap<>(ConfigKey.class);
  private final List<String> problems = new ArrayList<>();

  private ConfigLoader() {}

  /**
   * Loads.
   *
   * @param file named by the caller, or null for {@link #DEFAULT_FILE} when there is one
   * @param environment variables by name
   * @param flags {@code key=value} each, the last of a key counts
   * @throws ConfigException when anything is unknown, out of range or malformed
   */
  public static ConfigValues load(
      @Nullable Path file, Map<String, String> environment, List<String> flags)
      throws ConfigException {
    ConfigLoader loader = new ConfigLoader();
    if (file != null) {
      loader.readFile(file);
    } else if (Files.exists(DEFAULT_FILE)) {
      loader.readFile(DEFAULT_FILE);
    }
    loader.readEnvironment(environment);
    loader.readFlags(flags);
    if (!loader.problems.isEmpty()) {
      throw new ConfigException(loader.problems);
    }
    return new ConfigValues(loader.values);
  }

  private void readFile(Path file) {
    String name = String.valueOf(file.getFileName());
    Map<String, Integer> seen = new HashMap<>();
    for (YamlConfigFile.Entry entry : YamlConfigFile.read(file, problems)) {
      Integer before = seen.put(entry.key(), entry.line());
      if (before != null) {
        problems.add(
            name + ":" + entry.line() + ": " + entry.key() + " is already set on line " + before);
      } else {
        set(entry.key(), entry.value(), ConfigSource.line(name, entry.line()));
      }
    }
  }

  /**
   * Reads the variables of known keys. Others that begin alike are not ours to judge: orchestrators
   * put addresses of services there ({@code FAIRLEAD_SERVICE_HOST}).
   */
  private void readEnvironment(Map<String, String> environment) {
    for (ConfigKey key : ConfigKey.values()) {
      String value = environment.get(key.environmentName());
      if (value != null) {
        set(key.id(), value, new ConfigSource(key.environmentName()));
      }
    }
  }

  private void readFlags(List<String> flags) {
    for (String flag : flags) {
      int equals = flag.indexOf('=');
      if (equals < 1) {
        problems.add("--set " + flag + ": write it as --set KEY=VALUE");
      } else {
        set(flag.substring(0, equals).trim(), flag.substring(equals + 1), ConfigSource.FLAG);
      }
    }
  }

  private void set(String id, String value, ConfigSource source) {
    ConfigKey key = ConfigKey.find(id);
    if (key == null) {
      ConfigKey meant = NearestKey.to(id);
      String guess = meant == null ? "" : "; did you mean " + meant.id() + "?";
      problems.add(source + ": there is no key " + id + guess);
      return;
    }
    String trimmed = value.trim();
    String complaint = key.range().complaint(trimmed);
    if (complaint != null) {
      problems.add(source + ": " + id + " " + complaint);
      return;
    }
    values.put(key, new ConfigValues.Value(trimmed, source));
  }
}
