package dev.fairlead.conformance.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** ffmpeg pushing a clip at the speed of life, unchanged, and saying when it sent which picture. */
final class Pushing implements AutoCloseable {
  private final ChildProcess process;
  private final TreeMap<Long, Long> sentAtMillis;

  private Pushing(ChildProcess process, TreeMap<Long, Long> sentAtMillis) {
    this.process = process;
    this.sentAtMillis = sentAtMillis;
  }

  /** Pushes the clip once. */
  static Pushing start(Clip clip, String url) {
    return start(clip.file(), url, List.of());
  }

  /** Pushes the clip over and over, with timestamps that go on. */
  static Pushing startLooping(Clip clip, String url) {
    return start(clip.file(), url, List.of("-stream_loop", "-1"));
  }

  static Pushing start(Path file, String url, List<String> inputOptions) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Tool.FFMPEG.path(), "-nostdin", "-v", "warning", "-re"));
    command.addAll(inputOptions);
    command.addAll(List.of("-i", file.toString()));
    command.addAll(List.of("-map", "0", "-c", "copy", "-f", "flv", url));
    // A second output of the same packets, to learn when each one left.
    command.addAll(List.of("-map", "0", "-c", "copy", "-f", "framecrc"));
    command.addAll(List.of("-flush_packets", "1", "pipe:1"));
    TreeMap<Long, Long> sent = new TreeMap<>();
    return new Pushing(ChildProcess.start("push", command, line -> note(line, sent)), sent);
  }

  /** Lines read {@code track, dts, pts, duration, size, checksum} in milliseconds. */
  private static void note(String line, Map<Long, Long> sent) {
    if (line.startsWith("0,")) {
      long nowMillis = System.currentTimeMillis();
      long ptsMillis = Long.parseLong(line.split(",")[2].strip());
      synchronized (sent) {
        sent.put(ptsMillis, nowMillis);
      }
    }
  }

  /** Wall-clock time at which the last picture at or before this timestamp was sent. */
  long sentAtMillis(long ptsMillis) {
    synchronized (sentAtMillis) {
      Map.Entry<Long, Long> entry = sentAtMillis.floorEntry(ptsMillis);
      return entry == null ? 0 : entry.getValue();
    }
  }

  /** How many pictures were sent so far. */
  int sent() {
    synchronized (sentAtMillis) {
      return sentAtMillis.size();
    }
  }

  void awaitSent(int pictures) {
    Eventually.holds(
        pictures + " pictures are sent",
        Duration.ofSeconds(30),
        () -> sent() >= pictures || !isAlive(),
        this::text);
  }

  int awaitExit(Duration timeout) {
    return process.awaitExit(timeout);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String text() {
    return process.text();
  }

  /** Ends as a crashed encoder does: the connection breaks without a word. */
  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
