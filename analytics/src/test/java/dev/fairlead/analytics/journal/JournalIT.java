package dev.fairlead.analytics.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.analytics.event.Event;
import dev.fairlead.analytics.event.EventAction;
import dev.fairlead.media.session.SessionEvent;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalIT {
  @TempDir Path folder;

  private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);

  @Test
  void whatWasAcknowledgedIsInTheFilesInOrder() {
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      await(journal, SessionScript.opened("a"));
      await(journal, SessionScript.checkpoint("a", 1_000));
      await(journal, SessionScript.closed("a", 2_000));

      assertEquals(List.of("a open", "a checkpoint", "a close viewer_left"), written());
    }
  }

  @Test
  void nothingIsLostThatComesBeforeTheFilesAreOpen() {
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      var safe = journal.record(SessionScript.opened("early")).toCompletableFuture();
      journal.open();
      safe.join();

      assertEquals(List.of("early open"), written());
    }
  }

  @Test
  void sessionsThatAreOpenWhenTheNodeStopsEndWithIt() {
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      await(journal, SessionScript.opened("a"));
      await(journal, SessionScript.checkpoint("a", 1_000));
    }

    assertEquals(List.of("a open", "a checkpoint", "a close node_stopped"), written());
  }

  @Test
  void theEndOfASessionThatWasNeverLetInTellsNothing() {
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      await(journal, SessionScript.closed("never", 0));
      await(journal, SessionScript.opened("a"));

      assertEquals(List.of("a open"), written());
    }
  }

  @Test
  void beginningsAreRefusedWhenTooManyEventsWaitAndEndsAreNot() {
    JournalLimits none = new JournalLimits(0, 0, Duration.ofDays(1), Long.MAX_VALUE);
    try (Journal journal = journal(none)) {
      assertThrows(CompletionException.class, () -> await(journal, SessionScript.opened("a")));
      assertThrows(
          CompletionException.class, () -> await(journal, SessionScript.checkpoint("a", 1)));
      await(journal, SessionScript.closed("a", 1));

      assertEquals(1, journal.counters().value(JournalCounter.BEGINNINGS_REFUSED_BEHIND));
      assertEquals(1, journal.counters().value(JournalCounter.CHECKPOINTS_SKIPPED));
    }
  }

  @Test
  void aDiskThatIsNearlyFullAdmitsNobodyAndKeepsTheEnds() {
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      await(journal, SessionScript.opened("a"));
      free.set(JournalLimits.DEFAULT.minFreeBytes() - 1);
      sleepUntilLooked();

      CompletionException refused =
          assertThrows(CompletionException.class, () -> await(journal, SessionScript.opened("b")));
      await(journal, SessionScript.closed("a", 1));

      assertTrue(String.valueOf(refused.getMessage()).contains("nearly full"));
      assertEquals(1, journal.counters().value(JournalCounter.BEGINNINGS_REFUSED_FULL));
      assertEquals(List.of("a open", "a close viewer_left"), written());
    }
  }

  @Test
  void aFullDiskHoldsEndsBackUntilThereIsRoom() {
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      await(journal, SessionScript.opened("a"));
      free.set(0);
      sleepUntilLooked();
      assertThrows(CompletionException.class, () -> await(journal, SessionScript.closed("a", 1)));
      assertEquals(List.of("a open"), written());

      free.set(Long.MAX_VALUE);
      sleepUntilLooked();

      assertEquals(List.of("a open", "a close viewer_left"), written());
      await(journal, SessionScript.opened("b"));
    }
  }

  @Test
  void aConsumerGoesOnBehindWhatItCommittedAndReadsTheRestAgain() {
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      await(journal, SessionScript.opened("a"));
      await(journal, SessionScript.opened("b"));
      await(journal, SessionScript.opened("c"));
      Seen seen = new Seen();
      try (JournalConsumer consumer = journal.consumer("meter")) {
        assertEquals(1, consumer.poll(seen, 1));
        consumer.commit();
        assertEquals(1, consumer.poll(seen, 1));
      }
      assertEquals(List.of("a open", "b open"), seen.lines);
    }
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      Seen seen = new Seen();
      try (JournalConsumer consumer = journal.consumer("meter")) {
        while (consumer.poll(seen, 100) > 0) {
          consumer.commit();
        }
      }

      assertEquals(List.of("b open", "c open"), seen.lines.subList(0, 2));
      assertEquals(5, seen.lines.size());
    }
  }

  @Test
  void aDamagedRecordIsToldAndTheOthersAreRead() throws Exception {
    try (Journal journal = journal(JournalLimits.DEFAULT)) {
      await(journal, SessionScript.opened("first"));
      await(journal, SessionScript.opened("second"));
      await(journal, SessionScript.opened("third"));
    }
    damage("second");

    Seen seen = new Seen();
    try (JournalFiles files = JournalFiles.open(folder)) {
      long _ = files.read(seen);
    }

    assertEquals(List.of("first open", "third open"), seen.lines.subList(0, 2));
    assertEquals("its checksum is wrong", seen.damage.getFirst());
  }

  @Test
  void aFolderWithoutAJournalIsRefused() {
    assertThrows(JournalException.class, () -> JournalFiles.open(folder));
  }

  @Test
  void oldFilesGoWhenEveryConsumerHasReadThem() throws Exception {
    Path files = folder.resolve(QueueFiles.ACCOUNTING);
    Path consumers = Files.createDirectories(folder.resolve("consumers"));
    Files.createDirectories(files);
    for (int hour = 1; hour <= 3; hour++) {
      Files.writeString(files.resolve(QueueFiles.nameOf(hour)), "x".repeat(100));
    }
    JournalLimits limits = new JournalLimits(1, 0, Duration.ofDays(1), 150);
    Retention retention = new Retention(files, consumers, limits);
    try (PositionFile slow = PositionFile.open(consumers, "slow")) {
      assertEquals(0, retention.apply(position(3), Instant.now()));
      slow.moveTo(position(2));

      assertEquals(1, retention.apply(position(3), Instant.now()));
      assertEquals(
          List.of(QueueFiles.nameOf(2), QueueFiles.nameOf(3)),
          QueueFiles.oldestFirst(files).stream().map(f -> f.getFileName().toString()).toList());
      slow.moveTo(position(3));
      assertEquals(1, retention.apply(position(3), Instant.now()));
      assertEquals(0, retention.apply(position(3), Instant.now().plus(Duration.ofDays(9))));
    }
  }

  private static long position(int hour) {
    return QueueFiles.position(hour, 7);
  }

  /** Changes a byte of the first text like this in the files. */
  private void damage(String text) throws Exception {
    Path file = QueueFiles.oldestFirst(folder.resolve(QueueFiles.ACCOUNTING)).getFirst();
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    assertTrue(at > 0);
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(at);
      access.write('X');
    }
  }

  private Journal journal(JournalLimits limits) {
    return new Journal(folder, limits, InstantSource.system(), free::get);
  }

  private static void await(Journal journal, SessionEvent event) {
    journal.record(event).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** The journal looks at the disk every tenth of a second. */
  private static void sleepUntilLooked() {
    LockSupport.parkNanos(5 * Writing.LOOK_AFTER_NS);
  }

  private List<String> written() {
    Seen seen = new Seen();
    try (JournalFiles files = JournalFiles.open(folder)) {
      long _ = files.read(seen);
    }
    assertEquals(List.of(), seen.damage);
    return seen.lines;
  }

  private static final class Seen implements JournalVisitor {
    private final List<String> lines = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();

    @Override
    public void event(long position, Event event) {
      String reason = event instanceof Event.SessionClosed closed ? " " + closed.reason() : "";
      EventAction action = event.action();
      lines.add(event.session() + " " + action.label() + reason);
    }

    @Override
    public void damaged(long position, String why) {
      damage.add(why);
    }
  }
}
