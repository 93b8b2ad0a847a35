package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does a node hold the same after an hour of coming and going as after a few minutes? Publishers
 * reconnect every ten seconds, viewers of every output come and go, some stall, some lie.
 */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = "Ends with status 0 when memory was flat and nothing was left behind.")
public final class SoakMain implements Callable<Integer> {
  private static final int VIDEO_KBPS = 1_200;
  private static final long SAMPLE_MS = 10_000;

  /** The heap is collected before every so many-th sample: a node left alone collects seldom. */
  private static final int COLLECT_EVERY = 6;

  /** Grace of publishers, lingering windows, idle connections, and some seconds. */
  private static final long MAX_LEAVING_MS = 150_000;

  /** Less than this in the whole run is no media. */
  private static final long MIN_OUTPUT_BYTES = 1 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--minutes", description = "How long; ${DEFAULT-VALUE}.")
  private int minutes = 40;

  @Option(names = "--viewers", description = "At the same time; ${DEFAULT-VALUE}.")
  private int viewers = 300;

  @Option(names = "--streams", description = "Published; ${DEFAULT-VALUE}.")
  private int streams = 6;

  @Option(names = "--seed", description = "Decides who does what; ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--launcher", description = "How our node is started; ${DEFAULT-VALUE}.")
  private String launcher = "./fairlead";

  @Option(names = "--out", required = true, description = "File that the JSON goes to.")
  private Path out = Path.of("");

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Map<SoakOutput, ViewerTally> watched = new EnumMap<>(SoakOutput.class);
  private final ViewerTally published = new ViewerTally();
  private final List<SoakSample> samples = new ArrayList<>();

  /** The program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SoakMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fairlead-soak");
    FlvClip clip = TestClip.make(folder.resolve("clip.flv"), VIDEO_KBPS);
    List<NodeProcess.Channel> channels = NodeProcess.addStreams(launcher, folder, streams);
    for (SoakOutput output : SoakOutput.values()) {
      watched.put(output, new ViewerTally());
    }
    List<String> wrong;
    try (NodeProcess node =
        NodeProcess.start(launcher, folder, null, List.of("publish.takeover=true"))) {
      SoakSample before = SoakSample.take(node, 0, true);
      soak(node, channels, clip);
      SoakSample after = leave(node);
      wrong = SoakVerdict.judge(before, samples, after);
      samples.addFirst(before);
      samples.addLast(after);
      int status = node.stop();
      if (status != 0) {
        wrong.add("the node ended with status " + status);
      }
    }
    watched.forEach(
        (output, tally) -> {
          if (tally.bytes.sum() < MIN_OUTPUT_BYTES) {
            wrong.add(output + " was not served: " + tally.lastError);
          }
        });
    ObjectNode report = report(wrong);
    JSON.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), report);
    System.out.println(report.get("verdict").toPrettyString());
    return wrong.isEmpty() ? 0 : 1;
  }

  private void soak(NodeProcess node, List<NodeProcess.Channel> channels, FlvClip clip)
      throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      for (int i = 0; i < channels.size(); i++) {
        String url = node.publishUrl(channels.get(i));
        // These look at the flag and then say goodbye, so nobody interrupts them.
        Thread.ofVirtual()
            .start(new SoakPublisher(url, clip, stopped, published, seed * 1_000 + i));
      }
      for (int i = 0; i < viewers; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    new SoakViewer(node, channels, watched, clock, stopped, seed * 1_000_000 + i)));
      }
      sample(node);
      stopped.set(true);
      clock.shutdownNow();
    }
    for (Thread thread : threads) {
      thread.interrupt();
    }
  }

  private void sample(NodeProcess node) throws IOException, InterruptedException {
    long startNs = System.nanoTime();
    long endNs = startNs + TimeUnit.MINUTES.toNanos(minutes);
    for (int i = 1; System.nanoTime() - endNs < 0; i++) {
      Thread.sleep(SAMPLE_MS);
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
      SoakSample sample = SoakSample.take(node, seconds, i % COLLECT_EVERY == 0);
      samples.add(sample);
      System.err.println(sample);
    }
  }

  /** Waits until nothing is left of anybody, or for long enough. */
  private SoakSample leave(NodeProcess node) throws IOException, InterruptedException {
    long startNs = System.nanoTime();
    SoakSample sample;
    do {
      Thread.sleep(SAMPLE_MS);
      sample = SoakSample.take(node, minutes * 60L, true);
      System.err.println("leaving: " + sample);
    } while ((sample.broadcasts() > 0 || sample.sessions() > 0 || sample.connections() > 0)
        && System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(MAX_LEAVING_MS));
    return sample;
  }

  private ObjectNode report(List<String> wrong) throws IOException, InterruptedException {
    ObjectNode report = JSON.createObjectNode();
    report.set("machine", JSON.valueToTree(Machine.describe()));
    report.put("minutes", minutes);
    report.put("viewers", viewers);
    report.put("streams", streams);
    ObjectNode verdict = report.putObject("verdict");
    verdict.put("good", wrong.isEmpty());
    verdict.set("wrong", JSON.valueToTree(wrong));
    verdict.put("residentGrowth", SoakVerdict.growth(samples, SoakSample::residentMib));
    verdict.put("residentGrowthMax", SoakVerdict.MAX_RESIDENT_GROWTH);
    verdict.put("publishes", published.connected.sum());
    verdict.put("publishesEndedEarly", published.errors.sum());
    ObjectNode outputs = verdict.putObject("mebibytesServed");
    watched.forEach((output, tally) -> outputs.put(output.name(), tally.bytes.sum() >> 20));
    ObjectNode errors = verdict.putObject("lastErrors");
    watched.forEach((output, tally) -> errors.put(output.name(), tally.lastError));
    report.set("samples", JSON.valueToTree(samples));
    return report;
  }
}
