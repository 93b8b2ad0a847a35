package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.protocols.dtls.DtlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What does a second of one WHEP viewer cost, encryption and bridged sound included, when every
 * viewer opens and checks every packet? The node has one processor to itself, its viewers another.
 */
@Command(
    name = "whep-cost",
    mixinStandardHelpOptions = true,
    description = "Publishes one broadcast and watches it many times over WHEP; prints JSON.")
public final class WhepCost implements Callable<Integer> {
  /** Sessions are opened so far apart: handshakes are not what is measured. */
  private static final long OPEN_EVERY_MS = 20;

  private static final long CHECK_EVERY_MS = 5_000;
  private static final double BAR_US = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--viewers", split = ",", description = "How many; ${DEFAULT-VALUE}.")
  private List<Integer> viewers = List.of(100, 500);

  @Option(names = "--kbps", description = "Bitrate of the pictures; ${DEFAULT-VALUE}.")
  private int videoKbps = 2_400;

  @Option(names = "--seconds", description = "Seconds of each window; ${DEFAULT-VALUE}.")
  private int seconds = 20;

  @Option(names = "--warmup", description = "Seconds before each; ${DEFAULT-VALUE}.")
  private int warmupSeconds = 20;

  @Option(names = "--launcher", description = "How our node is started; ${DEFAULT-VALUE}.")
  private String launcher = "./fairlead";

  @Option(names = "--out", required = true, description = "File that the JSON goes to.")
  private Path out = Path.of("");

  /** The program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new WhepCost()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fairlead-whep");
    FlvClip clip = TestClip.make(folder.resolve("clip.flv"), videoKbps);
    ObjectNode report = JSON.createObjectNode();
    report.set("machine", JSON.valueToTree(Machine.describe()));
    report.put("videoKbps", videoKbps);
    report.put("secondsPerWindow", seconds);
    report.put("barUs", BAR_US);
    ChildProcess.pinSelf(ChildProcess.CLIENT_CPU);
    boolean met = true;
    for (int count : viewers) {
      met &= measure(folder.resolve("node-" + count), clip, count, report);
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), report);
    System.out.println(report.toPrettyString());
    return met ? 0 : 1;
  }

  private boolean measure(Path folder, FlvClip clip, int count, ObjectNode report)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    WhepTally tally = new WhepTally();
    DtlsIdentity identity =
        DtlsIdentity.create(new SecureRandom(), Instant.now(), Duration.ofDays(1));
    List<WhepViewer> open = new ArrayList<>();
    try (NodeProcess node =
            NodeProcess.start(launcher, folder, ChildProcess.SERVER_CPU, List.of());
        RtmpPublisher publisher = RtmpPublisher.start(node.publishUrl(node.first()), clip);
        HttpClient http = HttpClient.newHttpClient()) {
      Thread.sleep(2_000);
      URI whep = node.http("/whep/" + node.first().playbackId());
      for (int i = 0; i < count; i++) {
        WhepViewer viewer = new WhepViewer(identity, tally);
        open.add(viewer);
        viewer.open(http, whep);
        Thread.sleep(OPEN_EVERY_MS);
        if (i % 100 == 99) {
          checkAll(open);
        }
      }
      hold(open, warmupSeconds);
      long packets = tally.packets.sum();
      long bytes = tally.bytes.sum();
      long cpuUs = node.server().cpuUs();
      long startNs = System.nanoTime();
      hold(open, seconds);
      double viewerSeconds = (System.nanoTime() - startNs) / 1e9 * count;
      double costUs = (node.server().cpuUs() - cpuUs) / viewerSeconds;
      publisher.requireRunning();
      ObjectNode figures = report.putObject(count + "Viewers");
      figures.put("cpuUsPerViewerSecond", Math.round(costUs * 10) / 10.0);
      figures.put("packetsPerViewerSecond", (tally.packets.sum() - packets) / viewerSeconds);
      figures.put("kbpsPerViewer", (tally.bytes.sum() - bytes) * 8 / 1_000.0 / viewerSeconds);
      figures.put("outOfSequence", tally.outOfSequence.sum());
      figures.put("timesBackwards", tally.timesBackwards.sum());
      figures.put("notAuthentic", tally.notAuthentic.sum());
      figures.put("sessionsLost", tally.lost.sum());
      System.err.println(count + " viewers " + figures);
      return costUs <= BAR_US && tally.isClean();
    } finally {
      open.forEach(WhepViewer::close);
    }
  }

  private static void hold(List<WhepViewer> open, int seconds)
      throws IOException, InterruptedException {
    for (long leftMs = seconds * 1_000L; leftMs > 0; leftMs -= CHECK_EVERY_MS) {
      checkAll(open);
      Thread.sleep(Math.min(leftMs, CHECK_EVERY_MS));
    }
  }

  private static void checkAll(List<WhepViewer> open) throws IOException {
    for (WhepViewer viewer : open) {
      viewer.check();
    }
  }
}
