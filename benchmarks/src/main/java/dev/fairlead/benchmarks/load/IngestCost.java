package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What does a second of one published broadcast cost, received over RTMP and packaged for HLS and
 * DASH, with nobody watching? The node has one processor to itself, the publishers another.
 */
@Command(
    name = "ingest-cost",
    mixinStandardHelpOptions = true,
    description = "Publishes many broadcasts of 2.5 Mbit/s into this node; prints JSON.")
public final class IngestCost implements Callable<Integer> {
  private static final int VIDEO_KBPS = 2_400;

  /** Publishers begin so far apart, so that their key pictures do not coincide. */
  private static final long STAGGER_MS = 97;

  private static final double BAR_MS = 1.0;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--publishers", split = ",", description = "How many; ${DEFAULT-VALUE}.")
  private List<Integer> publishers = List.of(10, 50);

  @Option(names = "--seconds", description = "Seconds of each window; ${DEFAULT-VALUE}.")
  private int seconds = 20;

  @Option(names = "--warmup", description = "Seconds before the first; ${DEFAULT-VALUE}.")
  private int warmupSeconds = 20;

  @Option(names = "--launcher", description = "How our node is started; ${DEFAULT-VALUE}.")
  private String launcher = "./fairlead";

  @Option(names = "--out", required = true, description = "File that the JSON goes to.")
  private Path out = Path.of("");

  /** The program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new IngestCost()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fairlead-ingest");
    FlvClip clip = TestClip.make(folder.resolve("clip.flv"), VIDEO_KBPS);
    ObjectNode report = JSON.createObjectNode();
    report.set("machine", JSON.valueToTree(Machine.describe()));
    report.put("secondsPerWindow", seconds);
    report.put("barMs", BAR_MS);
    ChildProcess.pinSelf(ChildProcess.CLIENT_CPU);
    boolean met = true;
    for (int count : publishers) {
      met &= measure(folder.resolve("node-" + count), clip, count, report);
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), report);
    System.out.println(report.toPrettyString());
    return met ? 0 : 1;
  }

  private boolean measure(Path folder, FlvClip clip, int count, ObjectNode report)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<NodeProcess.Channel> channels = NodeProcess.addStreams(launcher, folder, count);
    List<RtmpPublisher> running = new ArrayList<>();
    try (NodeProcess node =
        NodeProcess.start(launcher, folder, ChildProcess.SERVER_CPU, List.of())) {
      ObjectNode figures = report.putObject(count + "Publishers");
      for (NodeProcess.Channel channel : channels) {
        running.add(RtmpPublisher.start(node.publishUrl(channel), clip));
        Thread.sleep(STAGGER_MS);
      }
      Thread.sleep(warmupSeconds * 1_000L);
      double withoutTs = window(node, count);
      for (NodeProcess.Channel channel : channels) {
        askForTs(node, channel);
      }
      double withTs = window(node, count);
      for (RtmpPublisher publisher : running) {
        publisher.requireRunning();
      }
      figures.put("cpuMsPerStreamSecond", withoutTs);
      figures.put("cpuMsPerStreamSecondWithTs", withTs);
      figures.put("residentKibPerStream", node.server().residentKib() / count);
      System.err.println(count + " publishers " + figures);
      return withoutTs <= BAR_MS && withTs <= BAR_MS;
    } finally {
      running.forEach(RtmpPublisher::close);
    }
  }

  /** One request for the MPEG-TS variant makes its segments for some minutes. */
  private static void askForTs(NodeProcess node, NodeProcess.Channel channel) throws IOException {
    URI playlist = node.http("/hls/" + channel.playbackId() + "/ts.m3u8");
    try (HttpGet http = new HttpGet(playlist)) {
      http.get(playlist.getRawPath());
    }
  }

  private double window(NodeProcess node, int count) throws IOException, InterruptedException {
    long cpuUs = node.server().cpuUs();
    long startNs = System.nanoTime();
    Thread.sleep(seconds * 1_000L);
    double elapsed = (System.nanoTime() - startNs) / 1e9;
    double ms = (node.server().cpuUs() - cpuUs) / 1e3 / elapsed / count;
    return Math.round(ms * 1_000) / 1_000.0;
  }
}
