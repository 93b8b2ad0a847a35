package dev.fairlead.benchmarks.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What does an HLS request cost beside nginx serving the same bytes as files? The server has one
 * processor to itself, wrk and the publishers another; both servers answer in turn, window after
 * window.
 */
@Command(
    name = "hls-comparison",
    mixinStandardHelpOptions = true,
    description = "Runs wrk against live HLS of this node and against nginx in turn.")
public final class HlsComparison implements Callable<Integer> {
  /** Parts of 200 ms are about 20 kB then, and segments of two seconds 200 kB. */
  private static final int PARTS_KBPS = 700;

  /** Segments of two seconds are about 1 MB then. */
  private static final int SEGMENTS_KBPS = 4_000;

  /** Until the playlist holds a few segments. */
  private static final long FILL_MS = 12_000;

  private static final double SMALL_BAR = 0.8;
  private static final double SEGMENT_BAR = 0.9;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--seconds", description = "Seconds of each window; ${DEFAULT-VALUE}.")
  private int seconds = 5;

  @Option(
      names = "--windows",
      description = "Windows of each server, of which the middle ratio counts; ${DEFAULT-VALUE}.")
  private int windows = 7;

  @Option(names = "--warmup", description = "Seconds for each object; ${DEFAULT-VALUE}.")
  private int warmupSeconds = 40;

  @Option(names = "--launcher", description = "How our node is started; ${DEFAULT-VALUE}.")
  private String launcher = "./fairlead";

  @Option(names = "--open-file-cache", description = "Whether nginx keeps files open.")
  private boolean openFileCache;

  @Option(names = "--subject", description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<Subject> subjects = List.of(Subject.values());

  @Option(names = "--out", required = true, description = "File that the JSON goes to.")
  private Path out = Path.of("");

  private enum Subject {
    PLAYLIST(SMALL_BAR),
    LOW_LATENCY_PLAYLIST(SMALL_BAR),
    PART(SMALL_BAR),
    SEGMENT(SEGMENT_BAR);

    private final double bar;

    Subject(double bar) {
      this.bar = bar;
    }
  }

  /** The program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new HlsComparison()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("fairlead-hls");
    FlvClip partsClip = TestClip.make(folder.resolve("parts.flv"), PARTS_KBPS);
    FlvClip segmentsClip = TestClip.make(folder.resolve("segments.flv"), SEGMENTS_KBPS);
    ObjectNode report = JSON.createObjectNode();
    report.set("machine", JSON.valueToTree(Machine.describe()));
    report.put("secondsPerWindow", seconds);
    report.put("openFileCacheOfNginx", openFileCache);
    NodeProcess.Channel second = NodeProcess.addStreams(launcher, folder, 1).getFirst();
    ChildProcess.pinSelf(ChildProcess.CLIENT_CPU);
    boolean met = true;
    try (NodeProcess node =
            NodeProcess.start(launcher, folder, ChildProcess.SERVER_CPU, List.of());
        NginxFiles nginx = new NginxFiles(folder, ChildProcess.SERVER_CPU, openFileCache)) {
      NodeProcess.Channel first = node.first();
      try (RtmpPublisher parts = RtmpPublisher.start(node.publishUrl(first), partsClip);
          RtmpPublisher segments = RtmpPublisher.start(node.publishUrl(second), segmentsClip)) {
        Thread.sleep(FILL_MS);
        parts.requireRunning();
        segments.requireRunning();
        URI small = node.http("/hls/" + first.playbackId() + "/");
        URI large = node.http("/hls/" + second.playbackId() + "/");
        for (Subject subject : subjects) {
          WrkRun.run(choose(subject, small, large), warmupSeconds, node.server());
        }
        for (Subject subject : subjects) {
          met &= compare(subject, small, large, node, nginx, report);
        }
      }
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), report);
    System.out.println(report.toPrettyString());
    return met ? 0 : 1;
  }

  /** An address that stays good for as long as media stays in the window. */
  private static URI choose(Subject subject, URI small, URI large) throws IOException {
    URI base = subject == Subject.SEGMENT ? large : small;
    if (subject == Subject.PLAYLIST) {
      return HlsViewer.renditions(base.resolve("ts.m3u8")).getLast();
    }
    URI playlist = HlsViewer.renditions(base.resolve("index.m3u8")).getLast();
    MediaList list = MediaList.parse(new String(get(playlist), StandardCharsets.UTF_8));
    return switch (subject) {
      case PLAYLIST, LOW_LATENCY_PLAYLIST -> playlist;
      case PART -> playlist.resolve(typicalPart(playlist, list));
      case SEGMENT -> playlist.resolve(list.segments().getLast());
    };
  }

  /** Of the newest parts, the one of middle size. */
  private static String typicalPart(URI playlist, MediaList list) throws IOException {
    List<MediaList.Piece> newest =
        list.parts().subList(Math.max(0, list.parts().size() - 11), list.parts().size());
    List<Integer> sizes = new ArrayList<>();
    for (MediaList.Piece part : newest) {
      sizes.add(get(playlist.resolve(part.address())).length);
    }
    int middle = sizes.stream().sorted().toList().get(sizes.size() / 2);
    return newest.get(sizes.indexOf(middle)).address();
  }

  private static byte[] get(URI url) throws IOException {
    try (HttpGet http = new HttpGet(url)) {
      return http.get(url.getRawPath());
    }
  }

  private boolean compare(
      Subject subject, URI small, URI large, NodeProcess node, NginxFiles nginx, ObjectNode report)
      throws IOException, InterruptedException {
    ObjectNode figures = report.putObject(subject.name());
    List<Double> ratios = new ArrayList<>();
    double ours = 0;
    double theirs = 0;
    long bytes = 0;
    for (int i = 0; i < windows; i++) {
      URI url = choose(subject, small, large);
      byte[] body = get(url);
      WrkRun mine = WrkRun.run(url, seconds, node.server());
      WrkRun yardstick = WrkRun.run(nginx.put(url.getPath(), body), seconds, nginx.server());
      double ratio = mine.requestsPerCpuSecond() / yardstick.requestsPerCpuSecond();
      ratios.add(Math.round(ratio * 1_000) / 1_000.0);
      ours += mine.requestsPerCpuSecond() / windows;
      theirs += yardstick.requestsPerCpuSecond() / windows;
      bytes = body.length;
    }
    figures.put("bytes", bytes);
    figures.put("requestsPerCpuSecond", Math.round(ours));
    figures.put("requestsPerCpuSecondOfNginx", Math.round(theirs));
    figures.put("mibPerCpuSecond", Math.round(ours * bytes / (1 << 20)));
    figures.put("mibPerCpuSecondOfNginx", Math.round(theirs * bytes / (1 << 20)));
    double median = ratios.stream().sorted().toList().get(windows / 2);
    figures.put("ratio", median);
    figures.set("ratios", JSON.valueToTree(ratios));
    figures.put("bar", subject.bar);
    System.err.println(subject + " " + figures);
    return median >= subject.bar;
  }
}
