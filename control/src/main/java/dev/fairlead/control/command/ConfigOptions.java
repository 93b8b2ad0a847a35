package dev.fairlead.control.command;

import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.ConfigKey;
import dev.fairlead.control.config.ConfigLoader;
import dev.fairlead.control.config.ConfigValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every verb learns its configuration. */
public final class ConfigOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of everything the node owns (default: data).")
  private @Nullable Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file (default: fairlead.yaml in the working folder, if any).")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key over file and environment; may be given many times.")
  private List<String> set = new ArrayList<>();

  /** Gathers the values. */
  public ConfigValues load() throws ConfigException {
    List<String> flags = new ArrayList<>(set);
    if (data != null) {
      flags.add(ConfigKey.DATA_DIR.id() + "=" + data);
    }
    return ConfigLoader.load(config, System.getenv(), flags);
  }
}
