package dev.fairlead.analytics.journal;

import dev.fairlead.analytics.event.EventEncoder;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.UsageCounters;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jspecify.annotations.Nullable;

/**
 * The open files, and what is known of sessions in them. Confined to the journal's thread, but for
 * {@link #consumer}.
 */
final class Writing implements AutoCloseable {
  static final long LOOK_AFTER_NS = 100_000_000L;

  /** With less than this not even ends are written: they wait for room in memory. */
  static final long FLOOR_BYTES = 16L << 20;

  /** Between looks at what may be deleted; a file is an hour. */
  private static final long TIDY_NS = 60_000_000_000L;

  /** Whose position keeps what is needed to close sessions after a crash. */
  private static final String RECOVERY = "recovery";

  private static final Logger LOG = System.getLogger(Writing.class.getName());

  private final JournalLimits limits;
  private final InstantSource clock;
  private final LongSupplier usableBytes;
  private final CounterSet<JournalCounter> counters;
  private final SingleChronicleQueue queue;
  private final QueueWriter writer;
  private final Path consumers;
  private final Retention retention;
  private final PositionFile recovery;
  private final OpenSessions open = new OpenSessions();

  /** Ends that could not be written yet; no more than sessions are open. */
  private final ArrayDeque<SessionEvent.Closed> held = new ArrayDeque<>();

  private final AtomicReference<@Nullable OpenSessions> left = new AtomicReference<>();
  private boolean isRecovered;
  private boolean isFull;
  private long lastPosition;
  private long freeBytes;
  private long lookedNs;
  private long tidiedNs;

  private Writing(
      Path dataFolder,
      JournalLimits limits,
      InstantSource clock,
      LongSupplier usableBytes,
      CounterSet<JournalCounter> counters)
      throws IOException {
    this.limits = limits;
    this.clock = clock;
    this.usableBytes = usableBytes;
    this.counters = counters;
    Path folder = dataFolder.resolve(QueueFiles.ACCOUNTING);
    Files.createDirectories(folder);
    consumers = dataFolder.resolve("journal").resolve("consumers");
    queue = QueueFiles.forWriting(folder);
    writer = new QueueWriter(queue, node(dataFolder.resolve("journal").resolve("node")));
    retention = new Retention(folder, consumers, limits);
    recovery = PositionFile.open(consumers, RECOVERY);
    lookedNs = System.nanoTime();
    tidiedNs = lookedNs;
    freeBytes = usableBytes.getAsLong();
  }

  static Writing open(
      Path dataFolder,
      JournalLimits limits,
      InstantSource clock,
      LongSupplier usableBytes,
      CounterSet<JournalCounter> counters)
      throws IOException {
    Writing opened = new Writing(dataFolder, limits, clock, usableBytes, counters);
    opened.recover();
    return opened;
  }

  /** The name under which this node writes, made once. */
  private static String node(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    String name = UUID.randomUUID().toString();
    Files.writeString(file, name + "\n");
    return name;
  }

  /**
   * Looks for sessions that an earlier run left open, on a thread of its own: what is written from
   * now on is about other sessions.
   */
  private void recover() {
    long last = queue.lastIndex();
    if (last < 0) {
      isRecovered = true;
      return;
    }
    lastPosition = last;
    long from = recovery.position();
    Thread _ =
        Thread.ofPlatform()
            .name("fairlead-journal-recovery")
            .daemon()
            .start(
                () -> {
                  OpenSessions found = new OpenSessions();
                  try (JournalFiles files = JournalFiles.of(queue)) {
                    files.seek(from);
                    long _ = files.read(found, last, Long.MAX_VALUE);
                    left.set(found);
                  } catch (RuntimeException e) {
                    if (queue.isClosed()) {
                      return;
                    }
                    LOG.log(
                        Level.ERROR, "sessions of the earlier run stay open until a restart", e);
                  }
                });
  }

  void write(Journal.Entry entry) {
    try {
      write(entry.event());
      entry.safe().complete(null);
    } catch (RuntimeException | InternalError e) {
      if (!(e instanceof JournalException)) {
        counters.increment(JournalCounter.WRITES_FAILED);
        LOG.log(Level.ERROR, "an event could not be written", e);
      }
      entry.safe().completeExceptionally(e);
      if (entry.event() instanceof SessionEvent.Closed closed) {
        held.add(closed);
      }
    }
    if (System.nanoTime() - lookedNs >= LOOK_AFTER_NS) {
      lookAfter();
    }
  }

  private void write(SessionEvent event) {
    switch (event) {
      case SessionEvent.Opened opened -> {
        if (freeBytes < limits.minFreeBytes()) {
          counters.increment(JournalCounter.BEGINNINGS_REFUSED_FULL);
          throw new JournalException("the disk of the data folder is nearly full");
        }
        lastPosition = writer.opened(opened, nowNs());
        open.add(
            new OpenSessions.Open(
                opened.session(),
                opened.tenant(),
                EventEncoder.typeOf(opened.direction()),
                lastPosition,
                QueueWriter.ns(opened.at())));
        written();
      }
      case SessionEvent.Checkpoint checkpoint -> checkpoint(checkpoint);
      case SessionEvent.Closed closed -> {
        if (freeBytes < FLOOR_BYTES) {
          throw new JournalException("the disk of the data folder is full");
        }
        closed(closed);
      }
    }
  }

  private void checkpoint(SessionEvent.Checkpoint event) {
    OpenSessions.Open session = open.find(event.session());
    if (session == null) {
      return;
    }
    session.used(event.usage(), QueueWriter.ns(event.at()));
    if (freeBytes < FLOOR_BYTES) {
      counters.increment(JournalCounter.CHECKPOINTS_SKIPPED);
      return;
    }
    lastPosition = writer.checkpoint(session.type(), event, nowNs());
    written();
  }

  /** The end of a session whose beginning was refused tells nothing. */
  private void closed(SessionEvent.Closed event) {
    OpenSessions.Open session = open.find(event.session());
    if (session != null) {
      close(open, session, QueueWriter.ns(event.at()), event.usage(), event.reason());
    }
  }

  private void close(
      OpenSessions of, OpenSessions.Open session, long timeNs, UsageCounters usage, String reason) {
    lastPosition = writer.closed(session, timeNs, nowNs(), usage, reason);
    of.remove(session.session());
    written();
  }

  private void written() {
    counters.increment(JournalCounter.EVENTS_WRITTEN);
    counters.add(JournalCounter.BYTES_WRITTEN, writer.lastBytes());
  }

  private long nowNs() {
    return QueueWriter.ns(clock.instant());
  }

  /** What is done a few times a second; what fails is tried again the next time. */
  void lookAfter() {
    lookedNs = System.nanoTime();
    try {
      lookAfterAll();
    } catch (RuntimeException | InternalError e) {
      counters.increment(JournalCounter.WRITES_FAILED);
      LOG.log(Level.ERROR, "the journal cannot be looked after", e);
    }
  }

  private void lookAfterAll() {
    freeBytes = usableBytes.getAsLong();
    tellRoom();
    if (freeBytes < FLOOR_BYTES) {
      return;
    }
    for (SessionEvent.Closed end = held.peek(); end != null; end = held.peek()) {
      closed(end);
      held.remove();
    }
    closeWhatWasLeft();
    if (isRecovered) {
      recovery.moveTo(open.oldestPosition(lastPosition));
    }
    if (lookedNs - tidiedNs >= TIDY_NS) {
      tidiedNs = lookedNs;
      tidy(clock.instant());
    }
  }

  private void tellRoom() {
    boolean isFullNow = freeBytes < limits.minFreeBytes();
    if (isFullNow != isFull) {
      isFull = isFullNow;
      LOG.log(
          isFull ? Level.ERROR : Level.INFO,
          isFull
              ? "the disk of the data folder is nearly full; nobody is admitted"
              : "the disk of the data folder has room again");
    }
  }

  private void closeWhatWasLeft() {
    OpenSessions found = left.getAndSet(null);
    if (found == null) {
      return;
    }
    if (found.damagedRecords() > 0) {
      counters.add(JournalCounter.RECORDS_DAMAGED, found.damagedRecords());
      LOG.log(Level.ERROR, "{0} records of the journal are damaged", found.damagedRecords());
    }
    for (OpenSessions.Open session : List.copyOf(found.all())) {
      close(found, session, session.lastTimeNs(), session.usage(), "node_lost");
      counters.increment(JournalCounter.SESSIONS_RECOVERED);
    }
    isRecovered = true;
  }

  void tidy(Instant now) {
    int deleted = retention.apply(lastPosition, now);
    if (deleted > 0) {
      counters.add(JournalCounter.FILES_DELETED, deleted);
      queue.refreshDirectoryListing();
    }
  }

  /** Ends what is still open when the node stops in order; what fails, the next start does. */
  void finish() {
    lookAfter();
    if (freeBytes < FLOOR_BYTES) {
      return;
    }
    long nowNs = nowNs();
    try {
      for (OpenSessions.Open session : List.copyOf(open.all())) {
        close(open, session, nowNs, session.usage(), "node_stopped");
      }
    } catch (RuntimeException | InternalError e) {
      LOG.log(Level.ERROR, "sessions stay open until the next start", e);
    }
    lookAfter();
  }

  JournalConsumer consumer(String name) {
    return new JournalConsumer(JournalFiles.of(queue), PositionFile.open(consumers, name));
  }

  @Override
  public void close() {
    writer.close();
    recovery.close();
    queue.close();
  }
}
