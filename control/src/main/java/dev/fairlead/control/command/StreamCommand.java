package dev.fairlead.control.command;

import dev.fairlead.control.auth.StreamEntry;
import dev.fairlead.control.auth.StreamFile;
import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists and adds streams. A node that runs on the same data folder takes up a new one at once. */
@Command(
    name = "stream",
    description = "Lists the streams of the data folder, or adds one.",
    mixinStandardHelpOptions = true)
public final class StreamCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
  }

  @Command(
      name = "list",
      description = "Lists name, playback id and stream key.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ConfigOptions options) {
    return with(
        options,
        file -> {
          for (StreamEntry stream : file.readOrCreate().streams()) {
            print(stream);
          }
        });
  }

  @Command(
      name = "create",
      description = "Adds a stream and prints it.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin ConfigOptions options,
      @Parameters(paramLabel = "NAME", description = "For people; not in use yet.") String name) {
    return with(options, file -> print(file.create(name)));
  }

  private int with(ConfigOptions options, Action action) {
    try {
      Path data = Path.of(options.load().text(ConfigKey.DATA_DIR));
      Files.createDirectories(data);
      action.run(new StreamFile(data, new SecureRandom(), InstantSource.system()));
      return 0;
    } catch (ConfigException e) {
      e.problems().forEach(spec.commandLine().getErr()::println);
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
    }
    return 1;
  }

  private void print(StreamEntry stream) {
    spec.commandLine()
        .getOut()
        .printf("%-24s %s  %s%n", stream.name(), stream.playbackId(), stream.key().secret());
    spec.commandLine().getOut().flush();
  }

  private interface Action {
    void run(StreamFile file) throws IOException;
  }
}
