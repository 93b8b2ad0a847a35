package dev.fairlead.conformance.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A process under test or a client of it. Ends with its test, whatever happens. */
final class ChildProcess implements AutoCloseable {
  /** What is kept for the failure message. */
  private static final int MAX_LINES = 400;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private final List<Thread> readers = new ArrayList<>();

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /** Starts it; both outputs are kept for messages. */
  static ChildProcess start(String name, List<String> command) {
    return start(name, command, line -> {});
  }

  /**
   * Starts it.
   *
   * @param onLine told of each line on standard output, on a thread of its own
   */
  static ChildProcess start(String name, List<String> command, Consumer<String> onLine) {
    try {
      Process process =
          new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.PIPE).start();
      process.getOutputStream().close();
      ChildProcess child = new ChildProcess(name, process);
      child.read(
          process.getInputStream(),
          line -> {
            onLine.accept(line);
            child.keep(line);
          });
      child.read(process.getErrorStream(), child::keep);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end and returns what it printed; anything but status 0 fails. */
  static String run(String name, List<String> command, Duration timeout) {
    StringBuilder output = new StringBuilder();
    try (ChildProcess child =
        start(
            name,
            command,
            line -> {
              synchronized (output) {
                output.append(line).append('\n');
              }
            })) {
      int status = child.awaitExit(timeout);
      if (status != 0) {
        throw new AssertionError(name + " ended with status " + status + ":\n" + child.text());
      }
    }
    synchronized (output) {
      return output.toString();
    }
  }

  private void read(InputStream in, Consumer<String> onLine) {
    readers.add(
        Thread.startVirtualThread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  onLine.accept(line);
                }
              } catch (IOException e) {
                keep("(" + e.getMessage() + ")");
              }
            }));
  }

  private void keep(String line) {
    synchronized (lines) {
      if (lines.size() == MAX_LINES) {
        lines.removeFirst();
      }
      lines.addLast(line);
      lines.notifyAll();
    }
  }

  /** The last lines that it printed. */
  String text() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end and returns its status. */
  int awaitExit(Duration timeout) {
    try {
      if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        for (Thread reader : readers) {
          reader.join(PATIENCE);
        }
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError(name + " still runs after " + timeout + ":\n" + text());
  }

  /** Waits until it prints a line that contains the pattern. */
  void awaitLine(Pattern pattern, Duration timeout) {
    Eventually.holds(
        name + " prints " + pattern, timeout, () -> pattern.matcher(text()).find(), this::text);
  }

  /** Asks it to end, as a service supervisor does. */
  void terminate() {
    process.destroy();
  }

  /** Ends it without giving it a chance to say so. */
  void kill() {
    process.destroyForcibly();
    awaitExit(PATIENCE);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
