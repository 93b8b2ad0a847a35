package dev.fairlead.analytics.journal;

import dev.fairlead.analytics.event.EventEncoder;
import dev.fairlead.analytics.event.EventType;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.UsageCounters;
import java.time.Instant;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** Writes events into the queue. Confined to one thread; allocates nothing but for beginnings. */
final class QueueWriter implements AutoCloseable {
  private final ExcerptAppender appender;
  private final JournalRecord record = new JournalRecord();
  private final EventEncoder encoder;
  private int lastBytes;

  /**
   * @param queue where to
   * @param node where everything happens
   */
  QueueWriter(SingleChronicleQueue queue, String node) {
    appender = queue.createAppender();
    appender.singleThreadedCheckDisabled(true);
    encoder = new EventEncoder(record.event(), node);
  }

  /**
   * Writes a beginning.
   *
   * @return its position
   */
  long opened(SessionEvent.Opened event, long journalTimeNs) {
    return write(
        encoder.opened(
            EventEncoder.typeOf(event.direction()),
            event.session(),
            event.tenant(),
            ns(event.at()),
            journalTimeNs,
            event.protocol(),
            event.broadcast().value(),
            event.remote(),
            event.agent()));
  }

  /**
   * Writes a checkpoint.
   *
   * @return its position
   */
  long checkpoint(EventType type, SessionEvent.Checkpoint event, long journalTimeNs) {
    return write(
        encoder.checkpoint(
            type, event.session(), event.tenant(), ns(event.at()), journalTimeNs, event.usage()));
  }

  /**
   * Writes an end.
   *
   * @return its position
   */
  long closed(
      OpenSessions.Open session,
      long timeNs,
      long journalTimeNs,
      UsageCounters usage,
      String reason) {
    return write(
        encoder.closed(
            session.type(),
            session.session(),
            session.tenant(),
            timeNs,
            journalTimeNs,
            usage,
            reason));
  }

  private long write(int eventBytes) {
    appender.writeBytes(record.seal(eventBytes));
    lastBytes = eventBytes;
    return appender.lastIndexAppended();
  }

  /** Length of the last event. */
  int lastBytes() {
    return lastBytes;
  }

  static long ns(Instant at) {
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  @Override
  public void close() {
    appender.close();
    record.close();
  }
}
