package dev.fairlead.conformance.interop;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.AssertionFailedError;

/**
 * A client that a test needs. A test whose client is missing is reported as skipped, never as
 * passed; where {@code FAIRLEAD_INTEROP} is {@code required}, as in CI, it fails.
 */
enum Tool {
  FFMPEG("ffmpeg", "ffmpeg"),
  FFPROBE("ffprobe", "ffmpeg"),
  CHROMIUM("chromium", "chromium"),
  RTMPDUMP("rtmpdump", "rtmpdump"),
  SRT_LIVE_TRANSMIT("srt-live-transmit", "srt-tools"),
  NPM("npm", "npm");

  private final String command;
  private final String debianPackage;

  Tool(String command, String debianPackage) {
    this.command = command;
    this.debianPackage = debianPackage;
  }

  /** Its full path; ends the test when there is none. */
  String path() {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      Path file = Path.of(folder, command);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    String missing = command + " is not installed (Debian package " + debianPackage + ")";
    if ("required".equals(System.getenv("FAIRLEAD_INTEROP"))) {
      throw new AssertionFailedError(missing);
    }
    return Assumptions.abort(missing);
  }
}
