package dev.fairlead.analytics.journal;

import dev.fairlead.analytics.event.Event;
import dev.fairlead.analytics.event.EventDecoder;
import dev.fairlead.analytics.event.MalformedEventException;
import java.nio.file.Path;
import java.time.Instant;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;

/** Reads the files of a journal. Confined to one thread. */
public final class JournalFiles implements JournalReader {
  private final SingleChronicleQueue queue;
  private final boolean isOwner;
  private final ExcerptTailer tailer;
  private final JournalRecord record = new JournalRecord();
  private final EventDecoder decoder = new EventDecoder();

  private JournalFiles(SingleChronicleQueue queue, boolean isOwner) {
    this.queue = queue;
    this.isOwner = isOwner;
    tailer = queue.createTailer();
    tailer.singleThreadedCheckDisabled(true);
  }

  /** Opens the journal of a data folder for reading. */
  public static JournalFiles open(Path dataFolder) {
    return new JournalFiles(QueueFiles.forReading(dataFolder.resolve(QueueFiles.ACCOUNTING)), true);
  }

  /** Reads what this process writes itself. */
  static JournalFiles of(SingleChronicleQueue queue) {
    return new JournalFiles(queue, false);
  }

  @Override
  public void seek(Instant from) {
    int first = Math.max(QueueFiles.cycle(from), queue.firstCycle());
    for (int cycle = first; cycle <= queue.lastCycle(); cycle++) {
      if (tailer.moveToCycle(cycle)) {
        return;
      }
    }
    ExcerptTailer _ = tailer.toEnd();
  }

  /** Goes to a record, so that it is the next one; to the first when it is not there. */
  void seek(long position) {
    if (position == PositionFile.BEGINNING || !tailer.moveToIndex(position)) {
      ExcerptTailer _ = tailer.toStart();
    }
  }

  @Override
  public long read(JournalVisitor visitor) {
    return read(visitor, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * Reads on.
   *
   * @param last position, inclusive
   * @param maxRecords to pass
   */
  long read(JournalVisitor visitor, long last, long maxRecords) {
    long passed = 0;
    while (passed < maxRecords) {
      long position;
      int length;
      try (DocumentContext document = tailer.readingDocument()) {
        if (!document.isPresent()) {
          return passed;
        }
        position = document.index();
        if (position > last) {
          document.rollbackOnClose();
          return passed;
        }
        Wire wire = document.wire();
        assert wire != null : "a document that is present has one";
        Bytes<?> bytes = wire.bytes();
        length = JournalRecord.fits(bytes.readRemaining()) ? record.take(bytes) : Integer.MIN_VALUE;
      }
      passed++;
      tell(visitor, position, length);
    }
    return passed;
  }

  private void tell(JournalVisitor visitor, long position, int length) {
    if (length < 0) {
      visitor.damaged(
          position,
          length == Integer.MIN_VALUE ? "it has no length of a record" : "its checksum is wrong");
      return;
    }
    Event event;
    try {
      event = decoder.decode(record.event(), 0, length);
    } catch (MalformedEventException e) {
      visitor.damaged(position, String.valueOf(e.getMessage()));
      return;
    }
    visitor.event(position, event);
  }

  @Override
  public void close() {
    tailer.close();
    record.close();
    if (isOwner) {
      queue.close();
    }
  }
}
