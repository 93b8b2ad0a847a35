package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.media.testkit.SimulatedLink.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How does our SRT fare on a bad network beside libsrt: what never arrives, what is sent again, and
 * how late is what comes? The same seed and conditions for each pairing, all at the same time.
 */
@Command(
    name = "srt-comparison",
    mixinStandardHelpOptions = true,
    description = "Sends 5 Mbit/s through a bad network, by libsrt and by us in turn.")
public final class SrtComparison implements Callable<Integer> {
  /** 5 Mbit/s of payload. */
  private static final long INTERVAL_NS = 2_105_600;

  private static final int PERCENT = 100;
  private static final int MAX_SETTLE_MS = 3_000;
  private static final int REORDER_MS = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--seconds", description = "Of each run; ${DEFAULT-VALUE}.")
  private int seconds = 600;

  @Option(names = "--loss", split = ",", description = "Percent each; ${DEFAULT-VALUE}.")
  private List<Integer> losses = List.of(1, 5, 10, 20);

  @Option(names = "--rtt", split = ",", description = "Milliseconds each; ${DEFAULT-VALUE}.")
  private List<Integer> roundTripsMs = List.of(50, 150);

  @Option(names = "--burst", description = "Mean losses in a row; ${DEFAULT-VALUE}.")
  private double burst = 1;

  @Option(names = "--reorder", description = "Percent; ${DEFAULT-VALUE}.")
  private int reorder = 2;

  @Option(names = "--jitter", description = "Milliseconds at most; ${DEFAULT-VALUE}.")
  private int jitterMs = 5;

  @Option(names = "--latency", description = "Round trips of latency; ${DEFAULT-VALUE}.")
  private int latencyRoundTrips = 4;

  @Option(names = "--seed", description = "Of the networks; ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--out", required = true, description = "File that the JSON goes to.")
  private Path out = Path.of("");

  /** Who sends to whom. */
  private enum Pair {
    LIBSRT_TO_LIBSRT(false, false),
    LIBSRT_TO_US(false, true),
    US_TO_LIBSRT(true, false),
    US_TO_US(true, true);

    private final boolean ourSender;
    private final boolean ourReceiver;

    Pair(boolean ourSender, boolean ourReceiver) {
      this.ourSender = ourSender;
      this.ourReceiver = ourReceiver;
    }
  }

  /** The program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SrtComparison()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode report = JSON.createObjectNode();
    report.set("machine", JSON.valueToTree(Machine.describe()));
    report.put("seconds", seconds).put("reorderPercent", reorder).put("jitterMs", jitterMs);
    report.put("burst", burst).put("latencyRoundTrips", latencyRoundTrips).put("seed", seed);
    ArrayNode runs = report.putArray("runs");
    for (int roundTripMs : roundTripsMs) {
      for (int loss : losses) {
        runs.add(run(roundTripMs, loss));
      }
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), report);
    return 0;
  }

  private ObjectNode run(int roundTripMs, int loss) throws IOException, InterruptedException {
    Behaviour way =
        Behaviour.clean(roundTripMs / 2)
            .losing((double) loss / PERCENT)
            .inBursts(burst)
            .reordering((double) reorder / PERCENT, REORDER_MS)
            .jittering(jitterMs);
    SrtPairing.Conditions conditions =
        new SrtPairing.Conditions(way, latencyRoundTrips * roundTripMs, seed);
    ObjectNode node = JSON.createObjectNode();
    node.put("roundTripMs", roundTripMs).put("lossPercent", loss);
    Map<Pair, SrtPairing> pairings = new EnumMap<>(Pair.class);
    try {
      for (Pair pair : Pair.values()) {
        pairings.put(pair, new SrtPairing(pair.ourSender, pair.ourReceiver, conditions));
      }
      runAll(pairings.values(), latencyRoundTrips * roundTripMs);
      for (Map.Entry<Pair, SrtPairing> entry : pairings.entrySet()) {
        tell(entry.getKey(), entry.getValue(), node.putObject(entry.getKey().name()));
      }
    } finally {
      for (SrtPairing pairing : pairings.values()) {
        pairing.close();
      }
    }
    return node;
  }

  private void runAll(Collection<SrtPairing> pairings, int latencyMs) throws InterruptedException {
    long settleNs = (latencyMs + MAX_SETTLE_MS) * 1_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (SrtPairing pairing : pairings) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  pairing.run(INTERVAL_NS, settleNs, seconds * 1_000_000_000L);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void tell(Pair pair, SrtPairing pairing, ObjectNode node) {
    NumberedFlow flow = pairing.flow();
    SrtDataCount count = pairing.count();
    node.put("sent", flow.sent()).put("undelivered", flow.undelivered());
    node.put("retransmitted", count.again());
    node.put("overheadPercent", round(100.0 * count.again() / count.first()));
    node.put("packetsBack", count.back());
    Latencies latencies = flow.latencies();
    node.put("medianMs", latencies.percentileMs(50)).put("p99Ms", latencies.percentileMs(99));
    node.put("maxMs", latencies.percentileMs(100));
    System.out.println(pair + " " + node);
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
