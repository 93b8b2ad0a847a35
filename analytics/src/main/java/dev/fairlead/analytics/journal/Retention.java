package dev.fairlead.analytics.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Deletes what is old or too much, and never what a consumer still needs, nor what is written now.
 * Confined to one thread.
 */
final class Retention {
  private final Path queueFolder;
  private final Path consumers;
  private final JournalLimits limits;

  Retention(Path queueFolder, Path consumers, JournalLimits limits) {
    this.queueFolder = queueFolder;
    this.consumers = consumers;
    this.limits = limits;
  }

  /**
   * Deletes.
   *
   * @param lastWritten position of the last record
   * @return how many files
   */
  int apply(long lastWritten, Instant now) {
    long needed = Math.min(PositionFile.least(consumers), lastWritten);
    String firstNeeded = QueueFiles.nameOf(QueueFiles.cycle(needed));
    try {
      var files = QueueFiles.oldestFirst(queueFolder);
      long totalBytes = 0;
      for (Path file : files) {
        totalBytes += Files.size(file);
      }
      int deleted = 0;
      for (Path file : files) {
        // Names of hours are in the order of time.
        if (file.getFileName().toString().compareTo(firstNeeded) >= 0) {
          break;
        }
        boolean isOld =
            Files.getLastModifiedTime(file).toInstant().plus(limits.maxAge()).isBefore(now);
        if (!isOld && totalBytes <= limits.maxBytes()) {
          break;
        }
        totalBytes -= Files.size(file);
        Files.delete(file);
        deleted++;
      }
      return deleted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
