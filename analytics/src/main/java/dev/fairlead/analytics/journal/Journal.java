package dev.fairlead.analytics.journal;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionEventSink;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The log of record. Any thread; never blocks but in {@link #close} and {@link #consumer}. Events
 * are handed to one thread, which opens the files as well: whoever comes before that waits a
 * moment, and nobody waits for it who does not have to.
 *
 * <p>What waits is bounded: beginnings are refused beyond a limit, checkpoints are left out, and
 * ends are never more than beginnings were.
 */
public final class Journal implements SessionEventSink, AutoCloseable {
  private static final Logger LOG = System.getLogger(Journal.class.getName());

  /** Grows by as much when more wait. */
  private static final int QUEUE_CHUNK = 1_024;

  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final Duration REOPENING = Duration.ofSeconds(1);

  private final Path folder;
  private final JournalLimits limits;
  private final InstantSource clock;
  private final LongSupplier usableBytes;
  private final CounterSet<JournalCounter> counters = new CounterSet<>(JournalCounter.class);
  private final MpscUnboundedArrayQueue<Entry> waiting = new MpscUnboundedArrayQueue<>(QUEUE_CHUNK);
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final CompletableFuture<Writing> writing = new CompletableFuture<>();
  private volatile boolean isClosing;
  private volatile boolean isParked;
  private volatile @Nullable Thread thread;

  /** An event that waits, and whoever waits for it. */
  record Entry(SessionEvent event, CompletableFuture<@Nullable Void> safe) {}

  /**
   * @param dataFolder of the node, which holds it alone
   * @param limits how much it may take
   * @param clock dates records
   */
  public Journal(Path dataFolder, JournalLimits limits, InstantSource clock) {
    this(dataFolder, limits, clock, () -> usable(dataFolder));
  }

  /**
   * @param usableBytes free bytes of the disk
   */
  Journal(Path dataFolder, JournalLimits limits, InstantSource clock, LongSupplier usableBytes) {
    folder = dataFolder;
    this.limits = limits;
    this.clock = clock;
    this.usableBytes = usableBytes;
  }

  private static long usable(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      // What cannot be looked at is not to be written to.
      return 0;
    }
  }

  /** What it counts. */
  public CounterSet<JournalCounter> counters() {
    return counters;
  }

  /** Begins to open the files, and to close the sessions of an earlier run; returns at once. */
  public synchronized void open() {
    if (thread == null && !isClosing) {
      thread = Thread.ofPlatform().name("fairlead-journal").daemon().start(this::run);
    }
  }

  @Override
  public CompletionStage<Void> record(SessionEvent event) {
    String refusal = refusal(event);
    if (refusal != null) {
      return CompletableFuture.failedFuture(new JournalException(refusal));
    }
    CompletableFuture<@Nullable Void> safe = new CompletableFuture<>();
    waitingCount.incrementAndGet();
    counters.increment(JournalCounter.EVENTS_WAITING);
    waiting.add(new Entry(event, safe));
    if (isParked) {
      LockSupport.unpark(thread);
    } else if (thread == null) {
      open();
    }
    return voided(safe);
  }

  /** A stage of nothing, whose value nobody reads. */
  @SuppressWarnings("NullAway")
  private static CompletionStage<Void> voided(CompletableFuture<@Nullable Void> safe) {
    return safe;
  }

  private @Nullable String refusal(SessionEvent event) {
    boolean isBehind = waitingCount.get() >= limits.maxWaiting();
    return switch (event) {
      case SessionEvent.Opened _ -> {
        if (isClosing) {
          yield "the node is stopping";
        }
        if (isBehind) {
          counters.increment(JournalCounter.BEGINNINGS_REFUSED_BEHIND);
          yield "too many events wait to be written";
        }
        yield null;
      }
      case SessionEvent.Checkpoint _ -> {
        if (isBehind) {
          counters.increment(JournalCounter.CHECKPOINTS_SKIPPED);
          yield "too many events wait to be written";
        }
        yield null;
      }
      case SessionEvent.Closed _ -> null;
    };
  }

  /**
   * Somebody who works through all events. Waits until the files are open.
   *
   * @param name of lower-case letters, digits and dashes; keeps the position from run to run
   */
  public JournalConsumer consumer(String name) {
    open();
    return writing.join().consumer(name);
  }

  private void run() {
    while (!isClosing || waitingCount.get() > 0) {
      try (Writing open = Writing.open(folder, limits, clock, usableBytes, counters)) {
        writing.complete(open);
        write(open);
        return;
      } catch (RuntimeException | IOException | LinkageError | InternalError e) {
        LOG.log(Level.ERROR, "the journal cannot be written; nobody is admitted", e);
        failWaiting(e);
        LockSupport.parkNanos(REOPENING.toNanos());
      }
    }
    writing.completeExceptionally(new JournalException("the journal was never open"));
  }

  private void write(Writing open) {
    while (true) {
      Entry entry = waiting.poll();
      if (entry == null) {
        open.lookAfter();
        if (isClosing && waitingCount.get() == 0) {
          open.finish();
          return;
        }
        rest();
      } else {
        taken();
        open.write(entry);
      }
    }
  }

  private void rest() {
    isParked = true;
    if (waiting.isEmpty()) {
      LockSupport.parkNanos(Writing.LOOK_AFTER_NS);
    }
    isParked = false;
  }

  private void taken() {
    waitingCount.decrementAndGet();
    counters.add(JournalCounter.EVENTS_WAITING, -1);
  }

  private void failWaiting(Throwable cause) {
    for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
      taken();
      counters.increment(JournalCounter.WRITES_FAILED);
      entry.safe().completeExceptionally(new JournalException("the journal is not open", cause));
    }
  }

  /** Writes what waits, ends what is open, and closes the files. */
  @Override
  public void close() {
    Thread writer;
    synchronized (this) {
      isClosing = true;
      writer = thread;
    }
    if (writer == null) {
      return;
    }
    LockSupport.unpark(writer);
    try {
      if (!writer.join(CLOSING)) {
        LOG.log(Level.ERROR, "the journal is not closed within {0}", CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
