package dev.fairlead.control.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of this test run: its own folder, its own port on loopback, an account
 * without privileges. Started when first wanted, stopped with the process; tests that need one are
 * skipped where the programs are not installed, unless {@code FAIRLEAD_INTEROP=required}.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final long START_MS = 60_000;
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable PostgresServer shared;

  private final Path folder;
  private final int port;
  private @Nullable Process process;

  private PostgresServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** A fresh database of the server that all tests share. */
  public static synchronized String freshDatabase() {
    PostgresServer server = shared;
    if (server == null) {
      server = start();
      shared = server;
      PostgresServer started = server;
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
    }
    return server.database();
  }

  /** A server of one test alone, to be stopped and started. */
  public static PostgresServer start() {
    Path bin = bin();
    try {
      PostgresServer server =
          new PostgresServer(Files.createTempDirectory("fairlead-postgres-"), freePort());
      server.run(
          List.of(
              bin.resolve("initdb").toString(),
              "--no-sync",
              "--auth=trust",
              "--username=fairlead",
              "--encoding=UTF8",
              "--locale=C",
              "-D",
              server.data().toString()));
      server.resume();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path bin() {
    Path newest = null;
    if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> versions = Files.list(INSTALLED)) {
        newest =
            versions
                .map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .sorted()
                .reduce((older, newer) -> newer)
                .orElse(null);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (newest == null) {
      String text = "PostgreSQL is not installed";
      if ("required".equals(System.getenv("FAIRLEAD_INTEROP"))) {
        throw new AssertionError(text);
      }
      Assumptions.abort(text);
    }
    return newest;
  }

  private Path data() {
    return folder.resolve("data");
  }

  /** The server refuses to run as root: whoever is root becomes nobody for it. */
  private List<String> unprivileged(List<String> command) throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return command;
    }
    List<String> all =
        new ArrayList<>(
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
    all.addAll(command);
    run(List.of("chown", "-R", "nobody", folder.toString()), false);
    return all;
  }

  private void run(List<String> command) throws IOException {
    run(command, true);
  }

  private void run(List<String> command, boolean unprivileged) throws IOException {
    Process child =
        new ProcessBuilder(unprivileged ? unprivileged(command) : command)
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes());
    try {
      if (child.waitFor() != 0) {
        throw new IOException(command + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Runs the server, again after {@link #stop()}. */
  public void resume() throws IOException {
    process =
        new ProcessBuilder(
                unprivileged(
                    List.of(
                        bin().resolve("postgres").toString(),
                        "-D",
                        data().toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=" + folder,
                        "-c",
                        "fsync=off")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MS);
    while (true) {
      try {
        DriverManager.getConnection(url("postgres")).close();
        return;
      } catch (SQLException e) {
        if (System.nanoTime() - deadlineNs > 0) {
          throw new IOException("PostgreSQL did not start", e);
        }
        try {
          Thread.sleep(50);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new IOException(interrupted);
        }
      }
    }
  }

  /** Stops the server at once, as if its machine had failed. */
  public void stop() {
    Process running = process;
    if (running != null) {
      // SIGQUIT would be its own word for that; SIGTERM waits for clients that never leave.
      try {
        new ProcessBuilder("kill", "-QUIT", String.valueOf(running.pid())).start().waitFor();
        if (!running.waitFor(10, TimeUnit.SECONDS)) {
          running.destroyForcibly().waitFor();
        }
      } catch (IOException e) {
        running.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      process = null;
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=fairlead";
  }

  /** The address of a new, empty database, as configuration names it. */
  public String database() {
    String name = "t" + DATABASES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return "postgresql://fairlead@127.0.0.1:" + port + "/" + name;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
