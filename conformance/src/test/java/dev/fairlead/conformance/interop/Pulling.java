package dev.fairlead.conformance.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** ffmpeg reading an output to its end without decoding, and hashing each sample. */
final class Pulling implements AutoCloseable {
  private final StringBuilder lines = new StringBuilder();
  private final ChildProcess process;
  private final String name;

  private Pulling(String name, List<String> command) {
    this.name = name;
    process =
        ChildProcess.start(
            name,
            command,
            line -> {
              synchronized (lines) {
                lines.append(line).append('\n');
              }
            });
  }

  /**
   * Starts reading.
   *
   * @param inputOptions go before the input
   * @param filters bitstream filters that take away what containers move about
   */
  static Pulling start(String name, List<String> inputOptions, String input, List<String> filters) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Tool.FFMPEG.path(), "-nostdin", "-v", "warning"));
    command.addAll(inputOptions);
    command.addAll(List.of("-i", input, "-copyts", "-map", "0:v:0?", "-map", "0:a:0?"));
    command.addAll(List.of("-c", "copy"));
    command.addAll(filters);
    command.addAll(List.of("-f", "framehash", "-hash", "md5", "-flush_packets", "1", "pipe:1"));
    return new Pulling(name, command);
  }

  /** How many samples it has seen. */
  long seen() {
    synchronized (lines) {
      return lines.toString().lines().filter(line -> !line.startsWith("#")).count();
    }
  }

  /** Waits for the end of what it reads. */
  MediaDump awaitEnd(Duration timeout) {
    int status = process.awaitExit(timeout);
    if (status != 0) {
      throw new AssertionError(name + " ended with status " + status + ":\n" + process.text());
    }
    return soFar();
  }

  MediaDump soFar() {
    synchronized (lines) {
      return MediaDump.parse(lines.toString());
    }
  }

  String text() {
    return process.text();
  }

  @Override
  public void close() {
    process.close();
  }

  /** Takes parameter sets and delimiters out of H.264, whatever the container. */
  static List<String> h264() {
    return List.of("-bsf:v", "h264_mp4toannexb,filter_units=remove_types=7-9");
  }

  static List<String> hevc() {
    return List.of("-bsf:v", "hevc_mp4toannexb,filter_units=remove_types=32-35");
  }

  /**
   * For MPEG-TS: without the SEI of the encoder too, which ffmpeg copies from the decoder
   * configuration of MP4 into each key picture.
   */
  static List<String> hevcInTs() {
    return List.of(
        "-bsf:v", "hevc_mp4toannexb,filter_units=remove_types=32-35|39", "-bsf:a", "aac_adtstoasc");
  }

  static List<String> av1() {
    return List.of("-bsf:v", "filter_units=remove_types=1-2");
  }

  /** For MPEG-TS, whose AAC has a header on each access unit. */
  static List<String> h264InTs() {
    List<String> filters = new ArrayList<>(h264());
    filters.addAll(List.of("-bsf:a", "aac_adtstoasc"));
    return filters;
  }
}
