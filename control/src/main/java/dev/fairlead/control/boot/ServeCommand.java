package dev.fairlead.control.boot;

import dev.fairlead.control.command.ConfigOptions;
import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.ConfigValues;
import dev.fairlead.control.config.Settings;
import dev.fairlead.control.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until the process is asked to end. */
@Command(
    name = "serve",
    description = "Runs a node. Ends with status 0 on SIGTERM or SIGINT.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Written as JSON, for its owner alone, when every listener accepts.")
  private @Nullable Path readyFile;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      ConfigValues values = options.load();
      Settings settings = Settings.of(values);
      Logging logging = Logging.start(settings.log());
      ServerAssembly node;
      try {
        node = ServerAssembly.start(settings);
      } catch (StartupException e) {
        logging.close();
        err.println("fairlead: " + e.getMessage());
        return 1;
      }
      Shutdown.closeOnSignal(node, logging);
      announce(node);
      Thread.currentThread().join();
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println("fairlead: " + problem));
    } catch (IOException e) {
      err.println("fairlead: --ready-file " + readyFile + ": " + e.getMessage());
    }
    return 1;
  }

  private void announce(ServerAssembly node) throws IOException {
    if (readyFile != null) {
      ReadyFile.write(readyFile, node.urls(), node.firstStream(), Shutdown.sinceStartMillis());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(Announcement.of(node));
    out.flush();
  }
}
