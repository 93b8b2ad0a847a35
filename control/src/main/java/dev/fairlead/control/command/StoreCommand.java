package dev.fairlead.control.command;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.Settings;
import dev.fairlead.control.store.Backups;
import dev.fairlead.control.store.KeyRotation;
import dev.fairlead.control.store.PostgresUrl;
import dev.fairlead.control.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after the store: copies it, puts a copy back, gives it another master key. */
@Command(
    name = "store",
    description = "Backs the control store up, restores it, rotates its master key.",
    mixinStandardHelpOptions = true)
public final class StoreCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Holding holding;

  /** Takes a data folder, so that no node runs on it meanwhile. */
  public interface Holding {
    /**
     * Takes it until closed.
     *
     * @throws IOException when a node has it; the message says so
     */
    Closeable take(Path dataDir) throws IOException;
  }

  /**
   * @param holding keeps nodes away
   */
  public StoreCommand(Holding holding) {
    this.holding = holding;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
  }

  @Command(
      name = "backup",
      description = "Copies the store into one file; a node may run meanwhile.",
      mixinStandardHelpOptions = true)
  int backup(
      @Mixin ConfigOptions options,
      @Parameters(paramLabel = "FILE", description = "Is written.") Path file,
      @Option(names = "--force", description = "Replaces a file that is there.") boolean force,
      @Option(
              names = "--without-key",
              description = "Leaves the master key out: to be kept elsewhere.")
          boolean withoutKey) {
    return with(
        options,
        settings -> {
          if (!settings.storeUrl().isEmpty()) {
            throw new IOException(
                "the store is in PostgreSQL: copy it with pg_dump --format=custom --file="
                    + file
                    + " --dbname="
                    + PostgresUrl.withoutPassword(settings.storeUrl())
                    + " and keep "
                    + settings.dataDir().resolve("master.key")
                    + " with it, without which its secrets cannot be read");
          }
          if (!Files.exists(settings.dataDir().resolve("control.db"))) {
            throw new IOException(settings.dataDir() + " holds no store");
          }
          try (ControlServices services = open(settings)) {
            Backups.Manifest made =
                Backups.make(
                    services.database(),
                    settings.dataDir(),
                    file,
                    !withoutKey,
                    force,
                    InstantSource.system().instant());
            out().printf("%s holds the store of %s%n", file, made.madeAt());
          }
          out()
              .println(
                  withoutKey
                      ? "The master key is NOT in it: keep master.key elsewhere, or no stream key in it"
                          + " can be read again."
                      : "The master key is in it: whoever has the file can read all stream keys.");
        });
  }

  @Command(
      name = "restore",
      description = "Puts a copy of the store back; no node may run on the data folder.",
      mixinStandardHelpOptions = true)
  int restore(
      @Mixin ConfigOptions options,
      @Parameters(paramLabel = "FILE", description = "As backup wrote it.") Path file,
      @Option(
              names = "--force",
              description = "Replaces a store that is there; it stays as control.db.before.")
          boolean force) {
    return with(
        options,
        settings -> {
          if (!settings.storeUrl().isEmpty()) {
            throw new IOException(
                "the store is in PostgreSQL: put it back with pg_restore --clean --if-exists"
                    + " --dbname="
                    + PostgresUrl.withoutPassword(settings.storeUrl())
                    + " FILE, and the master.key that was kept with it into "
                    + settings.dataDir());
          }
          Files.createDirectories(settings.dataDir());
          try (Closeable _ = holding.take(settings.dataDir())) {
            Backups.Manifest restored = Backups.restore(file, settings.dataDir(), force);
            out()
                .printf(
                    "%s holds the store of %s again%s%n",
                    settings.dataDir(),
                    restored.madeAt(),
                    restored.masterKey() ? ", with its master key" : "");
          }
        });
  }

  @Command(
      name = "rotate-key",
      description = "Seals all secrets of the store under a new master key; a node may run.",
      mixinStandardHelpOptions = true)
  int rotateKey(
      @Mixin ConfigOptions options,
      @Option(
              names = "--no-other-node",
              description =
                  "Says that no node with another data folder uses a store in PostgreSQL now.")
          boolean noOtherNode) {
    return with(
        options,
        settings -> {
          if (!settings.storeUrl().isEmpty() && !noOtherNode) {
            throw new IOException(
                "nodes with other data folders would not know the new key: stop them, say"
                    + " --no-other-node, and copy master.key to them before they start");
          }
          try (ControlServices services = open(settings)) {
            int count =
                KeyRotation.run(services.database(), services.vault(), KeyRotation.SETTLING);
            out().printf("%d secrets are sealed under a new master key%n", count);
            out().println("Backups made before hold the old one, if they hold any.");
          }
        });
  }

  private static ControlServices open(Settings settings) throws IOException {
    return ControlServices.open(settings.storeUrl(), settings.dataDir(), InstantSource.system());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private interface Action {
    void run(Settings settings) throws IOException, InterruptedException;
  }

  private int with(ConfigOptions options, Action action) {
    try {
      action.run(Settings.of(options.load()));
      out().flush();
      return 0;
    } catch (ConfigException e) {
      e.problems().forEach(spec.commandLine().getErr()::println);
    } catch (IOException | StoreException e) {
      spec.commandLine().getErr().println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}
