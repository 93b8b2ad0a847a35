package dev.fairlead.conformance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What another process holds in memory. */
final class ProcessMemory {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private ProcessMemory() {}

  static long residentBytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Live objects of our own classes in a Java process, after a collection. */
  static Map<String, Long> liveObjects(long pid) {
    String histogram =
        ChildProcess.run(
            "jcmd",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram"),
            PATIENCE);
    Map<String, Long> objects = new TreeMap<>();
    for (String line : histogram.split("\n")) {
      String[] fields = line.strip().split("\\s+");
      if (fields.length >= 4 && fields[3].contains("dev.fairlead.")) {
        objects.put(fields[3], Long.parseLong(fields[1]));
      }
    }
    if (objects.isEmpty()) {
      throw new AssertionError("no objects of ours:\n" + histogram);
    }
    return objects;
  }
}
