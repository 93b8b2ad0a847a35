package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
  /** Beyond its windows: what connecting and leaving take. */
  private static final long CLIENT_TIMEOUT_S = 120;

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
    List<String> command = List.of("nginx", "-c", config.toString(), "-p", folder.toString());
    try (ChildProcess server = ChildProcess.pinned(ChildProcess.SERVER_CPU, command)) {
      Thread.sleep(1_000);
      String url = "rtmp://127.0.0.1:" + nginxPort + "/live/compare";
      nginxRuns.add(load("nginx-rtmp", server.pid(), url, "rtmp", url, viewers, seconds));
    }
  }

  private void fairlead(int windowMs) throws IOException, InterruptedException {
    Path files = Files.createDirectories(folder.resolve("node-" + windowMs));
    List<String> settings = List.of("egress.window_ms=" + windowMs);
    try (NodeProcess node = NodeProcess.start(launcher, files, ChildProcess.SERVER_CPU, settings)) {
      String push = node.publishUrl(node.first());
      long pid = node.pid();
      String name = windowMs == 0 ? "frame" : windowMs + "ms";
      String rtmp = node.rtmpPlayUrl(node.first());
      String flv = node.http("/live/" + node.first().playbackId() + ".flv").toString();
      // A node that has run for a while is what is compared: the compiler's work is done by then.
      load("warm", pid, push, "rtmp", rtmp, WARM_VIEWERS, WARM_SECONDS);
      load("warm", pid, push, "flv", flv, WARM_VIEWERS, WARM_SECONDS);
      ourRuns.put("rtmp-" + name, load("rtmp-" + name, pid, push, "rtmp", rtmp, viewers, seconds));
      ourRuns.put("flv-" + name, load("flv-" + name, pid, push, "flv", flv, viewers, seconds));
    }
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
    try (ChildProcess client = ChildProcess.pinned(ChildProcess.CLIENT_CPU, command)) {
      client.await(windowSeconds + warmupSeconds + CLIENT_TIMEOUT_S);
    }
    return JSON.readTree(result.toFile());
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
