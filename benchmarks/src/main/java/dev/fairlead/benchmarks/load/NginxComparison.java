package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What does an RTMP or FLV viewer cost us, as a share of what an RTMP viewer costs nginx-rtmp, in
 * one run on one machine? The server has one processor to itself, the viewers another.
 */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Runs the load program against nginx-rtmp and against this node in turn.")
public final class NginxComparison implements Callable<Integer> {
  private static final String SERVER_CPU = "0";
  private static final String CLIENT_CPU = "1";
  private static final long START_TIMEOUT_MS = 30_000;
  private static final int WARM_VIEWERS = 50;
  private static final int WARM_SECONDS = 15;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--clip", required = true, description = "FLV file with H.264 and AAC.")
  private Path clip = Path.of("");

  @Option(names = "--viewers", description = "How many; ${DEFAULT-VALUE}.")
  private int viewers = 500;

  @Option(names = "--seconds", description = "Seconds of each window; ${DEFAULT-VALUE}.")
  private int seconds = 15;

  @Option(names = "--warmup", description = "Seconds before each window; ${DEFAULT-VALUE}.")
  private int warmupSeconds = 10;

  @Option(names = "--launcher", description = "How our node is started; ${DEFAULT-VALUE}.")
  private String launcher = "./fairlead";

  @Option(names = "--module", description = "nginx's module; ${DEFAULT-VALUE}.")
  private String module = "/usr/lib/nginx/modules/ngx_rtmp_module.so";

  @Option(names = "--nginx-port", description = "Where nginx listens; ${DEFAULT-VALUE}.")
  private int nginxPort = 21_935;

  @Option(names = "--out", required = true, description = "File that the JSON goes to.")
  private Path out = Path.of("");

  private final List<JsonNode> nginxRuns = new ArrayList<>();
  private final Map<String, JsonNode> ourRuns = new LinkedHashMap<>();
  private Path folder = Path.of("");

  /** The program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new NginxComparison()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    folder = Files.createTempDirectory("fairlead-compare");
    nginx();
    for (int windowMs : new int[] {0, 100, 350}) {
      fairlead(windowMs);
    }
    nginx();
    ObjectNode report = report();
    JSON.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), report);
    System.out.println(report.toPrettyString());
    return 0;
  }

  private void nginx() throws IOException, InterruptedException {
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        load_module %s;
        worker_processes 1;
        daemon off;
        master_process off;
        pid %s/nginx.pid;
        error_log %s/nginx.log warn;
        events { worker_connections 4096; }
        rtmp {
          server {
            listen 127.0.0.1:%d;
            chunk_size 4096;
            access_log off;
            application live { live on; }
          }
        }
        """
            .formatted(module, folder, folder, nginxPort));
    Process server =
        pinned(SERVER_CPU, List.of("nginx", "-c", config.toString(), "-p", folder.toString()));
    try {
      Thread.sleep(1_000);
      String url = "rtmp://127.0.0.1:" + nginxPort + "/live/compare";
      nginxRuns.add(load("nginx-rtmp", server.pid(), url, "rtmp", url, viewers, seconds));
    } finally {
      stop(server);
    }
  }

  private void fairlead(int windowMs) throws IOException, InterruptedException {
    Path ready = folder.resolve("ready-" + windowMs);
    List<String> command = new ArrayList<>(List.of(launcher, "serve"));
    command.addAll(List.of("--data", folder.resolve("data-" + windowMs).toString()));
    command.addAll(List.of("--ready-file", ready.toString()));
    for (String port : List.of("rtmp", "srt", "http", "control")) {
      command.addAll(List.of("--set", port + ".port=0"));
    }
    command.addAll(List.of("--set", "egress.window_ms=" + windowMs));
    Process server = pinned(SERVER_CPU, command);
    try {
      JsonNode node = await(ready);
      String push = node.get("rtmp").asText() + "/live/" + node.get("streamKey").asText();
      String id = node.get("playbackId").asText();
      long pid = node.get("pid").asLong();
      String name = windowMs == 0 ? "frame" : windowMs + "ms";
      String rtmp = node.get("rtmp").asText() + "/play/" + id;
      String flv = node.get("http").asText() + "/live/" + id + ".flv";
      // A node that has run for a while is what is compared: the compiler's work is done by then.
      load("warm", pid, push, "rtmp", rtmp, WARM_VIEWERS, WARM_SECONDS);
      load("warm", pid, push, "flv", flv, WARM_VIEWERS, WARM_SECONDS);
      ourRuns.put("rtmp-" + name, load("rtmp-" + name, pid, push, "rtmp", rtmp, viewers, seconds));
      ourRuns.put("flv-" + name, load("flv-" + name, pid, push, "flv", flv, viewers, seconds));
    } finally {
      stop(server);
    }
  }

  private static JsonNode await(Path ready) throws IOException, InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_TIMEOUT_MS);
    while (!Files.exists(ready)) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new IOException("the node did not start in time");
      }
      Thread.sleep(100);
    }
    return JSON.readTree(ready.toFile());
  }

  private JsonNode load(
      String label, long pid, String push, String kind, String url, int count, int windowSeconds)
      throws IOException, InterruptedException {
    Path result = folder.resolve(label + nginxRuns.size() + ".json");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx768m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LoadMain.class.getName());
    command.addAll(List.of("--label", label, "--clip", clip.toString(), "--publish", push));
    command.addAll(List.of("--kind", kind, "--url", url, "--pid", Long.toString(pid)));
    command.addAll(List.of("--viewers", Integer.toString(count)));
    command.addAll(List.of("--seconds", Integer.toString(windowSeconds)));
    command.addAll(List.of("--warmup", Integer.toString(warmupSeconds)));
    command.addAll(List.of("--out", result.toString()));
    Process client = pinned(CLIENT_CPU, command);
    if (!client.waitFor(windowSeconds + warmupSeconds + 120L, TimeUnit.SECONDS)) {
      stop(client);
    }
    return JSON.readTree(result.toFile());
  }

  private static Process pinned(String cpu, List<String> command) throws IOException {
    List<String> whole = new ArrayList<>(List.of("taskset", "-c", cpu));
    whole.addAll(command);
    return new ProcessBuilder(whole)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(new File("/dev/null"))
        .start();
  }

  /** Ends what was started here, and what that started. */
  private static void stop(Process process) throws InterruptedException {
    process.descendants().forEach(child -> child.destroy());
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private ObjectNode report() throws IOException, InterruptedException {
    ObjectNode report = JSON.createObjectNode();
    report.set("machine", JSON.valueToTree(Machine.describe()));
    report.put("viewers", viewers);
    double yardstick = 0;
    for (JsonNode run : nginxRuns) {
      yardstick += cpu(run) / nginxRuns.size();
    }
    report.put("nginxCpuUsPerViewerSecond", yardstick);
    ObjectNode ratios = report.putObject("cpuRatioToNginx");
    for (Map.Entry<String, JsonNode> run : ourRuns.entrySet()) {
      ratios.put(run.getKey(), round(cpu(run.getValue()) / yardstick));
    }
    report.set("nginx", JSON.valueToTree(nginxRuns));
    report.set("fairlead", JSON.valueToTree(ourRuns));
    return report;
  }

  private static double cpu(JsonNode run) {
    return run.get("window1").get("cpuUsPerViewerSecond").asDouble();
  }

  private static double round(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
