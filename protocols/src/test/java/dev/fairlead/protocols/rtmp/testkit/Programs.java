package dev.fairlead.protocols.rtmp.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs real media programs. */
public final class Programs {
  private static final long TIMEOUT_S = 60;

  /**
   * What became of one run.
   *
   * @param status of the process
   * @param output both its outputs, in bytes
   */
  public record Run(int status, byte[] output) {
    /** The output as text. */
    public String text() {
      return new String(output, StandardCharsets.UTF_8);
    }
  }

  private Programs() {}

  /** Whether {@code program} is on the path. */
  public static boolean isInstalled(String program) {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** Runs to the end. */
  public static Run run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(NOTHING).start();
    byte[] output = process.getInputStream().readAllBytes();
    if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(command[0] + " does not end");
    }
    return new Run(process.exitValue(), output);
  }

  /** Starts and leaves running; its output is thrown away. */
  public static Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectInput(NOTHING)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static final ProcessBuilder.Redirect NOTHING =
      ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());

  /** Makes an FLV file of H.264 with B-frames and AAC. */
  public static Path clip(Path folder, int seconds) throws IOException, InterruptedException {
    Path clip = folder.resolve("clip.flv");
    List<String> command =
        new ArrayList<>(
            List.of("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=s=320x180:r=25"));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=440:sample_rate=44100"));
    command.addAll(List.of("-t", Integer.toString(seconds), "-c:v", "libx264"));
    command.addAll(List.of("-preset", "veryfast", "-bf", "2", "-g", "25", "-pix_fmt", "yuv420p"));
    command.addAll(List.of("-c:a", "aac", "-b:a", "64k", clip.toString()));
    Run run = run(command.toArray(String[]::new));
    if (run.status() != 0) {
      throw new IllegalStateException(run.text());
    }
    return clip;
  }
}
