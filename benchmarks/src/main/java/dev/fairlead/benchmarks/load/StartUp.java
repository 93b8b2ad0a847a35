package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long does a packaged node take from exec until every listener accepts, and how much memory
 * does it hold when idle?
 */
@Command(
    name = "start-up",
    mixinStandardHelpOptions = true,
    description = "Starts the packaged binary again and again; prints JSON.")
public final class StartUp implements Callable<Integer> {
  private static final double START_BAR_MS = 1_000;
  private static final long RESIDENT_BAR_MIB = 150;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--binary", required = true, description = "What `./fairlead package` made.")
  private Path binary = Path.of("");

  @Option(names = "--runs", description = "Starts; ${DEFAULT-VALUE}.")
  private int runs = 5;

  @Option(names = "--idle", description = "Seconds before memory is read; ${DEFAULT-VALUE}.")
  private int idleSeconds = 30;

  @Option(names = "--out", required = true, description = "File that the JSON goes to.")
  private Path out = Path.of("");

  /** The program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new StartUp()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fairlead-start");
    String program = binary.toAbsolutePath().toString();
    // The very first start unpacks the file and is not the one that is asked about.
    double firstMs = start(program, Files.createDirectory(folder.resolve("first")), 0);
    List<Double> startMs = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      startMs.add(start(program, Files.createDirectory(folder.resolve("run" + i)), 0));
    }
    start(program, Files.createDirectory(folder.resolve("idle")), idleSeconds);
    double median = startMs.stream().sorted().toList().get(runs / 2);
    ObjectNode report = JSON.createObjectNode();
    report.set("machine", JSON.valueToTree(Machine.describe()));
    report.put("binaryMib", Files.size(binary) >> 20);
    report.put("firstStartMs", firstMs);
    report.set("startMs", JSON.valueToTree(startMs));
    report.put("startMsMedian", median);
    report.put("startMsBar", START_BAR_MS);
    report.put("idleResidentMib", residentMib);
    report.put("idleResidentMibBar", RESIDENT_BAR_MIB);
    JSON.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), report);
    System.out.println(report.toPrettyString());
    return median <= START_BAR_MS && residentMib <= RESIDENT_BAR_MIB ? 0 : 1;
  }

  private long residentMib;

  /** Milliseconds until it was ready. */
  private double start(String program, Path folder, int thenIdleSeconds)
      throws IOException, InterruptedException {
    long beganNs = System.nanoTime();
    try (NodeProcess node = NodeProcess.start(program, folder, null, List.of())) {
      double ms = Math.round((System.nanoTime() - beganNs) / 1e5) / 10.0;
      Thread.sleep(thenIdleSeconds * 1_000L);
      residentMib = node.server().residentKib() >> 10;
      return ms;
    }
  }
}
