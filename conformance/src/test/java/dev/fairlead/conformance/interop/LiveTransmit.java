package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** libsrt's own tool, receiving into a file. */
final class LiveTransmit implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PACKET_BYTES = 188;

  private final ChildProcess process;
  private final Path file;

  private LiveTransmit(ChildProcess process, Path file) {
    this.process = process;
    this.file = file;
  }

  /** Receives from this URL, which may also make it listen. */
  static LiveTransmit receive(String url) {
    try {
      Path file = Files.createTempFile("fairlead-it-", ".ts");
      return new LiveTransmit(
          ChildProcess.start(
              "srt-live-transmit",
              List.of(
                  "sh",
                  "-c",
                  "exec \"$0\" -q \"$1\" file://con > \"$2\"",
                  Tool.SRT_LIVE_TRANSMIT.path(),
                  url,
                  file.toString())),
          file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long receivedBytes() {
    return file.toFile().length();
  }

  /** Waits until this much came. */
  void awaitBytes(long bytes) {
    Eventually.holds(
        "media comes over SRT",
        PATIENCE,
        () -> receivedBytes() > bytes || !process.isAlive(),
        this::text);
    assertTrue(receivedBytes() > bytes, this::text);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String text() {
    return process.text();
  }

  /** Every packet is whole and continues where the last one of its PID ended. */
  void assertUnbroken() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int[] next = new int[0x2000];
      for (int i = 0; i + PACKET_BYTES <= bytes.length; i += PACKET_BYTES) {
        assertEquals(0x47, bytes[i], "sync byte at " + i);
        int pid = (bytes[i + 1] & 0x1F) << 8 | bytes[i + 2] & 0xFF;
        if ((bytes[i + 3] & 0x10) != 0) {
          int continuity = bytes[i + 3] & 0xF;
          assertTrue(
              next[pid] == 0 || next[pid] - 1 == continuity,
              "PID " + pid + " jumps at " + i + " of " + bytes.length);
          next[pid] = ((continuity + 1) & 0xF) + 1;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
