package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a node holds at one moment.
 *
 * @param seconds since the start
 * @param residentMib of the process
 * @param heapMib in use; right after a collection when {@code collected}
 * @param collected whether the heap was collected for this sample
 * @param directMib of buffers outside the heap
 * @param threads of the process
 * @param files open
 * @param broadcasts that are not over
 * @param sessions under way
 * @param connections over HTTP and RTMP
 */
record SoakSample(
    long seconds,
    long residentMib,
    double heapMib,
    boolean collected,
    double directMib,
    long threads,
    long files,
    long broadcasts,
    long sessions,
    long connections) {
  /** Takes one, by the kernel's account and the node's metrics. */
  static SoakSample take(NodeProcess node, long seconds, boolean collect)
      throws IOException, InterruptedException {
    if (collect) {
      String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      ChildProcess.output(List.of(jcmd, Long.toString(node.pid()), "GC.run"));
    }
    URI page = node.control("/metrics");
    String metrics;
    try (HttpGet http = new HttpGet(page)) {
      metrics = new String(http.get(page.getRawPath()), StandardCharsets.UTF_8);
    }
    return new SoakSample(
        seconds,
        node.server().residentKib() >> 10,
        mib(sum(metrics, "heap_used_bytes")),
        collect,
        mib(sum(metrics, "direct_memory_bytes")),
        entries(node, "task"),
        entries(node, "fd"),
        sum(metrics, "broadcasts_open"),
        sum(metrics, "sessions_open"),
        // Those of the control port, over which this page came, are not among them.
        sum(metrics, "http_connections_open")
            + sum(metrics, "rtmp_connections_opened_total")
            - sum(metrics, "rtmp_connections_closed_total"));
  }

  private static long entries(NodeProcess node, String folder) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(node.pid()), folder))) {
      return all.count();
    }
  }

  /** The values of all samples of one metric together. */
  private static long sum(String metrics, String name) {
    long sum = 0;
    for (String line : metrics.lines().toList()) {
      if (line.startsWith("fairlead_" + name + " ") || line.startsWith("fairlead_" + name + "{")) {
        sum += Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  private static double mib(long bytes) {
    return Math.round(bytes / (double) (1 << 20) * 10) / 10.0;
  }
}
