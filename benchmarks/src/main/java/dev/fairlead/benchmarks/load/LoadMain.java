package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What does one more viewer cost the server, and does every viewer get everything in order? */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "Publishes a clip over RTMP and watches it with many viewers; prints JSON.")
public final class LoadMain implements Callable<Integer> {
  /** More would need more local ports than one address has. */
  private static final int MAX_VIEWERS = 20_000;

  private static final int MAX_SECONDS = 3_600;

  @Option(names = "--label", description = "Names the run in the report.")
  private String label = "";

  @Option(names = "--clip", required = true, description = "FLV file with H.264 and AAC.")
  private Path clip = Path.of("");

  @Option(names = "--publish", description = "rtmp://HOST:PORT/APP/NAME to publish the clip to.")
  private @Nullable String publish;

  @Option(names = "--kind", required = true, description = "rtmp, flv, ts, hls or llhls.")
  private String kind = "";

  @Option(names = "--url", required = true, description = "What the viewers watch.")
  private String url = "";

  @Option(names = "--viewers", description = "How many; ${DEFAULT-VALUE}.")
  private int viewers = 100;

  @Option(names = "--ramp", description = "New viewers a second; ${DEFAULT-VALUE}.")
  private int rampPerSecond = 200;

  @Option(names = "--warmup", description = "Seconds before measuring; ${DEFAULT-VALUE}.")
  private int warmupSeconds = 10;

  @Option(names = "--seconds", description = "Seconds of each window; ${DEFAULT-VALUE}.")
  private int seconds = 10;

  @Option(names = "--windows", description = "How many windows; ${DEFAULT-VALUE}.")
  private int windows = 1;

  @Option(names = "--pid", split = ",", description = "The server's processes.")
  private List<Long> pids = List.of();

  @Option(names = "--out", description = "File that the JSON goes to as well.")
  private @Nullable Path out;

  /** The program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new LoadMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (viewers < 0 || viewers > MAX_VIEWERS || seconds < 1 || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "at most " + MAX_VIEWERS + " viewers and " + MAX_SECONDS + " seconds");
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("label", label);
    report.put("machine", Machine.describe());
    report.put("kind", kind);
    report.put("viewers", viewers);
    boolean complete = run(report);
    String json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
    System.out.println(json);
    if (out != null) {
      Files.writeString(out, json + "\n");
    }
    return complete ? 0 : 1;
  }

  private boolean run(Map<String, Object> report) throws IOException, InterruptedException {
    FlvClip media = FlvClip.read(clip);
    ServerProcess server = new ServerProcess(pids);
    ViewerTally tally = new ViewerTally();
    RtmpPublisher publisher = null;
    if (publish != null) {
      publisher = RtmpPublisher.start(publish, media);
      // HLS has something to offer after its first segment.
      Thread.sleep(kind.endsWith("hls") ? 8_000 : 2_500);
      publisher.requireRunning();
    }
    long idleKib = server.residentKib();
    try (Audience audience = Audience.of(kind, url, tally)) {
      audience.connect(viewers, rampPerSecond);
      Thread.sleep(warmupSeconds * 1_000L);
      for (int i = 0; i < windows; i++) {
        report.put("window" + (i + 1), window(server, tally));
      }
      report.put("residentKibPerViewer", (server.residentKib() - idleKib) / Math.max(1, viewers));
      report.put("residentKib", server.residentKib());
      report.put("connected", tally.connected.sum());
      report.put("playing", tally.playing.sum());
      report.put("lost", tally.lost.sum());
      report.put("picturesSkipped", tally.skipped.sum());
      report.put("errors", tally.errors.sum());
      report.put("lastError", tally.lastError);
    }
    if (publisher != null) {
      publisher.close();
      report.put("publisherFailure", publisher.failure());
    }
    return tally.errors.sum() == 0 && tally.lost.sum() == 0 && tally.playing.sum() >= viewers;
  }

  private Map<String, Object> window(ServerProcess server, ViewerTally tally)
      throws IOException, InterruptedException {
    tally.latencies.clear();
    long bytes = tally.bytes.sum();
    long pictures = tally.pictures.sum();
    long cpuUs = server.cpuUs();
    long startNs = System.nanoTime();
    Thread.sleep(seconds * 1_000L);
    double elapsed = (System.nanoTime() - startNs) / 1e9;
    Map<String, Object> figures = new LinkedHashMap<>();
    double perViewerSecond = Math.max(1, viewers) * elapsed;
    figures.put("seconds", rounded(elapsed));
    figures.put("cpuUsPerViewerSecond", rounded((server.cpuUs() - cpuUs) / perViewerSecond));
    figures.put("cpuShare", rounded((server.cpuUs() - cpuUs) / 1e6 / elapsed));
    figures.put("mbitPerViewer", rounded((tally.bytes.sum() - bytes) * 8 / 1e6 / perViewerSecond));
    figures.put("picturesPerViewer", rounded((tally.pictures.sum() - pictures) / perViewerSecond));
    figures.put("latencyMsP50", tally.latencies.percentileMs(50));
    figures.put("latencyMsP95", tally.latencies.percentileMs(95));
    figures.put("latencyMsP99", tally.latencies.percentileMs(99));
    return figures;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
