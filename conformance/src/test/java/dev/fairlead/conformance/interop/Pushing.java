package dev.fairlead.conformance.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** ffmpeg pushing a clip at the speed of life, unchanged, and saying when it sent which picture. */
final class Pushing implements AutoCloseable {
  /** Timestamps start with the clip; its first picture may be a little late for reordering. */
  private static final long FRAME_MS = 1_000 / Clip.FRAMES_PER_SECOND;

  private final Clip clip;
  private final ChildProcess process;
  private final TreeMap<Long, Long> sentAtMillis;

  private Pushing(Clip clip, ChildProcess process, TreeMap<Long, Long> sentAtMillis) {
    this.clip = clip;
    this.process = process;
    this.sentAtMillis = sentAtMillis;
  }

  /** Pushes the clip once. */
  static Pushing start(Clip clip, String url) {
    return start(clip, url, List.of());
  }

  /** Pushes the clip over and over, with timestamps that go on. */
  static Pushing startLooping(Clip clip, String url) {
    return start(clip, url, List.of("-stream_loop", "-1"));
  }

  static Pushing start(Clip clip, String url, List<String> inputOptions) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Tool.FFMPEG.path(), "-nostdin", "-v", "warning", "-re"));
    command.addAll(inputOptions);
    command.addAll(List.of("-i", clip.file().toString()));
    String container = url.startsWith("srt:") || url.startsWith("udp:") ? "mpegts" : "flv";
    command.addAll(List.of("-map", "0", "-c", "copy", "-f", container, url));
    // A second output of the same packets, to learn when each one left.
    command.addAll(List.of("-map", "0", "-c", "copy", "-f", "framecrc"));
    command.addAll(List.of("-flush_packets", "1", "pipe:1"));
    TreeMap<Long, Long> sent = new TreeMap<>();
    return new Pushing(clip, ChildProcess.start("push", command, line -> note(line, sent)), sent);
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

  /** Wall-clock time at which the picture with this number was sent last. */
  long sentAtMillisOfNumber(int number) {
    synchronized (sentAtMillis) {
      long clipMillis = clip.seconds() * 1_000L;
      long first = sentAtMillis.firstKey();
      long round = (sentAtMillis.lastKey() - first) / clipMillis;
      for (long i = round; i >= 0; i--) {
        long pts = first + i * clipMillis + number * 1_000L / Clip.FRAMES_PER_SECOND;
        Map.Entry<Long, Long> entry = sentAtMillis.floorEntry(pts + FRAME_MS / 2);
        if (entry != null && pts - entry.getKey() < FRAME_MS) {
          return entry.getValue();
        }
      }
      throw new AssertionError("picture " + number + " was never sent");
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
