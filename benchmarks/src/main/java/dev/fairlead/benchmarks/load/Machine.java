package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a figure depends on beside the code: commit, Java, processor, kernel. */
public final class Machine {
  private Machine() {}

  /** One entry each. */
  public static Map<String, Object> describe() throws IOException, InterruptedException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("commit", commit());
    facts.put("jdk", Runtime.version().toString());
    facts.put("cpu", cpu());
    facts.put("cpus", Runtime.getRuntime().availableProcessors());
    facts.put("kernel", System.getProperty("os.version"));
    return facts;
  }

  private static String commit() throws IOException, InterruptedException {
    Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
    String name = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    return git.waitFor() == 0 ? name : "unknown";
  }

  private static String cpu() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).trim();
      }
    }
    return "unknown";
  }
}
