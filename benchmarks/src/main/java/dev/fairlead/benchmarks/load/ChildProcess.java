package dev.fairlead.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program started for a measurement, and what it started. Confined to one thread. */
final class ChildProcess implements AutoCloseable {
  /** The processor of the server under load, and the one of everybody else. */
  static final String SERVER_CPU = "0";

  static final String CLIENT_CPU = "1";

  /** Longer than a node takes to drain; whoever is not gone by then is killed. */
  private static final long STOP_TIMEOUT_S = 20;

  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  /** Starts a program whose output nobody needs; its errors are shown. */
  static ChildProcess start(List<String> command) throws IOException {
    return new ChildProcess(
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(new File("/dev/null"))
            .start());
  }

  /** The same on one processor. */
  static ChildProcess pinned(String cpu, List<String> command) throws IOException {
    List<String> whole = new ArrayList<>(List.of("taskset", "-c", cpu));
    whole.addAll(command);
    return start(whole);
  }

  /** Moves this process, and what it starts from here on, to one processor. */
  static void pinSelf(String cpu) throws IOException, InterruptedException {
    String pid = Long.toString(ProcessHandle.current().pid());
    output(List.of("taskset", "-acp", cpu, pid));
  }

  /** Runs a program to its end and returns what it printed, errors among it. */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(run.getInputStream().readAllBytes(), UTF_8);
    if (run.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + text);
    }
    return text;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it ended by itself in time. */
  boolean await(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** Asks it to end and returns its status; {@link #KILLED} when it did not. */
  int stop() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
      return process.exitValue();
    }
    process.destroyForcibly();
    return KILLED;
  }

  /** The status of a program that had to be killed. */
  static final int KILLED = 137;

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
