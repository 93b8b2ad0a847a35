package dev.fairlead.analytics.journal;

import dev.fairlead.analytics.event.Event;

/**
 * Someone who works through the journal and never misses an event, whatever happens to the process:
 * what was read and not committed is read again after the next start. Confined to one thread.
 */
public final class JournalConsumer implements AutoCloseable {
  private final JournalFiles files;
  private final PositionFile position;
  private long readUpTo;
  private long counted;

  JournalConsumer(JournalFiles files, PositionFile position) {
    this.files = files;
    this.position = position;
    readUpTo = position.position();
    files.seek(readUpTo);
  }

  /**
   * Reads on.
   *
   * @param maxRecords at most
   * @return how many records were read
   */
  public long poll(JournalVisitor visitor, long maxRecords) {
    long before = counted;
    Fresh fresh = new Fresh(visitor);
    // What was done before may be met again, and is no reason to say that there is nothing more.
    long passed;
    do {
      passed = files.read(fresh, Long.MAX_VALUE, maxRecords);
    } while (passed > 0 && counted == before);
    return counted - before;
  }

  /** Notes that everything that was read is done; it is never read again. */
  public void commit() {
    position.moveTo(readUpTo);
  }

  /** Passes what is behind the last record that was done. */
  private final class Fresh implements JournalVisitor {
    private final JournalVisitor visitor;

    Fresh(JournalVisitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public void event(long at, Event event) {
      if (isFresh(at)) {
        visitor.event(at, event);
      }
    }

    @Override
    public void damaged(long at, String why) {
      if (isFresh(at)) {
        visitor.damaged(at, why);
      }
    }

    private boolean isFresh(long at) {
      if (at <= readUpTo) {
        return false;
      }
      readUpTo = at;
      counted++;
      return true;
    }
  }

  @Override
  public void close() {
    files.close();
    position.close();
  }
}
