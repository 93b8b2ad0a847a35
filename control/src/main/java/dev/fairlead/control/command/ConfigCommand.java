package dev.fairlead.control.command;

import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.ConfigReference;
import dev.fairlead.control.config.ConfigValues;
import dev.fairlead.control.config.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the configuration in force, or the reference of all keys. */
@Command(
    name = "config",
    description = "Prints the effective configuration and where each value comes from.",
    mixinStandardHelpOptions = true)
public final class ConfigCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(names = "--reference", description = "Prints the reference of all keys in Markdown.")
  private boolean reference;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (reference) {
      out.print(ConfigReference.markdown());
      out.flush();
      return 0;
    }
    try {
      ConfigValues values = options.load();
      Settings.of(values);
      out.print(ConfigReference.effective(values));
      out.flush();
      return 0;
    } catch (ConfigException e) {
      e.problems().forEach(spec.commandLine().getErr()::println);
      return 1;
    }
  }
}
