package dev.fairlead.control.boot;

import dev.fairlead.control.command.ConfigOptions;
import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.ConfigValues;
import dev.fairlead.control.config.Settings;
import dev.fairlead.control.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
    name = ServeCommand.NAME,
    description = "Runs a node. Ends with status 0 on SIGTERM or SIGINT.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  static final String NAME = "serve";

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Written as JSON, for its owner alone, when every listener accepts.")
  private @Nullable Path readyFile;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    try {
      ConfigValues values = options.load();
      Settings settings = Settings.of(values);
      forgetEarlierRun();
      Logging logging = Logging.start(settings.log());
      ServerAssembly node;
      try {
        node = ServerAssembly.start(settings);
      } catch (StartupException e) {
        logging.close();
        throw e;
      }
      Shutdown shutdown = Shutdown.closeOnSignal(node, logging);
      try {
        announce(node);
      } catch (StartupException e) {
        shutdown.failed();
        throw e;
      }
      Thread.currentThread().join();
    } catch (ConfigException e) {
      e.problems().forEach(this::complain);
    } catch (StartupException e) {
      complain(String.valueOf(e.getMessage()));
    }
    return 1;
  }

  /** A file of an earlier run would say that this one is ready, and where it is not. */
  private void forgetEarlierRun() throws StartupException {
    if (readyFile == null) {
      return;
    }
    Path folder = readyFile.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StartupException("--ready-file: there is no folder " + folder);
    }
    try {
      Files.deleteIfExists(readyFile);
    } catch (IOException e) {
      throw new StartupException("--ready-file: " + readyFile + " cannot be replaced", e);
    }
  }

  private void announce(ServerAssembly node) throws StartupException {
    long tookMs = Shutdown.sinceStartMillis();
    if (readyFile != null) {
      try {
        ReadyFile.write(readyFile, node.urls(), node.firstStream(), tookMs);
      } catch (IOException e) {
        throw new StartupException("--ready-file: " + readyFile + " cannot be written", e);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(Announcement.of(node, tookMs));
    out.flush();
    node.settle();
  }

  private void complain(String problem) {
    spec.commandLine().getErr().println("fairlead: " + problem);
  }
}
