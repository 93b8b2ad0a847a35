package dev.fairlead.media.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs ffmpeg and ffprobe of the host, as a reader and writer that is not ours. */
public final class Ffmpeg {
  private static final long TIMEOUT_S = 60;

  private Ffmpeg() {}

  /** Whether both programs are there. */
  public static boolean isInstalled() {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, "ffmpeg"))
          && Files.isExecutable(Path.of(folder, "ffprobe"))) {
        return true;
      }
    }
    return false;
  }

  /** Runs a program, fails when it does, and returns what it printed on both outputs. */
  public static String run(List<String> command) {
    Path log = null;
    try {
      log = Files.createTempFile("ffmpeg", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("no end within " + TIMEOUT_S + " s: " + command);
      }
      String output = Files.readString(log, StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      if (log != null) {
        try {
          Files.deleteIfExists(log);
        } catch (IOException ignored) {
          // A temporary file stays behind; nothing depends on it.
        }
      }
    }
  }

  /** One line of words for {@link #run}. */
  public static List<String> command(String words, Path... files) {
    List<String> command = new ArrayList<>(List.of(words.split(" ")));
    for (Path file : files) {
      command.add(file.toString());
    }
    return command;
  }
}
