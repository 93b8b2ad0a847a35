package dev.fairlead.analytics.journal;

import java.nio.file.Path;
import java.time.Instant;

/** Reads a journal, also while a node writes it. Confined to one thread. */
public interface JournalReader extends AutoCloseable {
  /** Opens journals for reading. */
  interface Source {
    /**
     * Opens the journal of a data folder.
     *
     * @throws JournalException when there is none
     */
    JournalReader open(Path dataFolder);
  }

  /**
   * Reads on to the end as it is now.
   *
   * @return how many records were passed
   */
  long read(JournalVisitor visitor);

  /** Goes to the hour of a moment; earlier records of that hour are passed as well. */
  void seek(Instant from);

  @Override
  void close();
}
