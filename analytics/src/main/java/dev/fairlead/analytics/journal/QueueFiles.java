package dev.fairlead.analytics.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** How the queue is laid out on disk: one file for each hour in which something happened. */
final class QueueFiles {
  /** Below the data folder. */
  static final String ACCOUNTING = "journal/accounting";

  private static final RollCycles ROLL = RollCycles.FAST_HOURLY;
  private static final String SUFFIX = ".cq4";

  /** What is mapped at once; a file is cut to what it holds when the next one begins. */
  private static final int BLOCK_BYTES = 8 << 20;

  /** A lock of a process that was killed is taken after this, and one that holds it is none. */
  private static final long LOCK_TIMEOUT_MS = 500;

  static {
    // The data folder is held by one process, so that a lock found in the files is a dead one's,
    // though its number may be that of a living process: in a container it is always the same.
    setDefault("queue.force.unlock.mode", "ALWAYS");
    // The journal looks after the disk itself, and stops before it is full.
    setDefault("chronicle.disk.monitor.disable", "true");
    setDefault("chronicle.analytics.disable", "true");
    setDefault("chronicle.announcer.disable", "true");
  }

  private QueueFiles() {}

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      String _ = System.setProperty(property, value);
    }
  }

  static SingleChronicleQueue forWriting(Path folder) {
    return builder(folder).build();
  }

  /** The files stay as they are; a folder without a queue is refused. */
  static SingleChronicleQueue forReading(Path folder) {
    if (!Files.exists(folder.resolve("metadata.cq4t"))) {
      throw new JournalException("there is no journal in " + folder);
    }
    return builder(folder).readOnly(true).build();
  }

  private static SingleChronicleQueueBuilder builder(Path folder) {
    return SingleChronicleQueueBuilder.binary(folder)
        .rollCycle(ROLL)
        .blockSize(BLOCK_BYTES)
        .timeoutMS(LOCK_TIMEOUT_MS);
  }

  /** The hour of a position, counted since 1970. */
  static int cycle(long position) {
    return ROLL.toCycle(position);
  }

  /** The position of a record within an hour. */
  static long position(int cycle, long number) {
    return ROLL.toIndex(cycle, number);
  }

  /** The hour of a moment. */
  static int cycle(Instant at) {
    return Math.toIntExact(at.toEpochMilli() / ROLL.lengthInMillis());
  }

  static String nameOf(int cycle) {
    return DateTimeFormatter.ofPattern(ROLL.format())
            .withZone(ZoneOffset.UTC)
            .format(Instant.ofEpochMilli((long) cycle * ROLL.lengthInMillis()))
        + SUFFIX;
  }

  /** Files that hold events, the oldest first. */
  static List<Path> oldestFirst(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
