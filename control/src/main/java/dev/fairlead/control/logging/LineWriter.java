package dev.fairlead.control.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Hands log events to a thread of its own that writes them. Any thread may publish; nobody waits:
 * what the queue cannot take is counted, and the next line that fits says how much is missing.
 */
final class LineWriter extends Handler {
  /** Half a second of a line for each of 10,000 sessions that end at once. */
  private static final int MAX_QUEUED_LINES = 8_192;

  /** How long the end of the process waits for a reader that has stalled. */
  private static final long CLOSE_TIMEOUT_MS = 500;

  private final ArrayBlockingQueue<LogRecord> queue = new ArrayBlockingQueue<>(MAX_QUEUED_LINES);
  private final AtomicLong lost = new AtomicLong();
  private final OutputStream out;
  private final Formatter format;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param out written to by this one alone
   * @param format of a line
   */
  LineWriter(OutputStream out, Formatter format) {
    this.out = out;
    this.format = format;
    thread = Thread.ofPlatform().name("fairlead-log").daemon().start(this::run);
  }

  @Override
  public void publish(@Nullable LogRecord record) {
    if (record != null && !closed && !queue.offer(record)) {
      lost.incrementAndGet();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSE_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed || !queue.isEmpty()) {
        LogRecord record = queue.poll(50, TimeUnit.MILLISECONDS);
        if (record != null) {
          write(record);
        }
        long missing = lost.getAndSet(0);
        if (missing > 0) {
          LogRecord gap =
              new LogRecord(Level.WARNING, missing + " lines were left out: too much to write");
          gap.setLoggerName(LineWriter.class.getName());
          gap.setInstant(Instant.now());
          write(gap);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(LogRecord record) {
    try {
      out.write(format.format(record).getBytes(StandardCharsets.UTF_8));
      if (queue.isEmpty()) {
        out.flush();
      }
    } catch (IOException e) {
      // Nobody reads any more; there is nowhere to say so.
      lost.incrementAndGet();
    }
  }
}
