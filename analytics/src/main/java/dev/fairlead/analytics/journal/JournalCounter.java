package dev.fairlead.analytics.journal;

import dev.fairlead.media.counter.CounterDescriptor;

/** What the journal counts. */
public enum JournalCounter implements CounterDescriptor {
  EVENTS_WRITTEN("journal_events", "An event was written to the journal."),
  BYTES_WRITTEN("journal_bytes", "Bytes of events were written to the journal."),
  BEGINNINGS_REFUSED_BEHIND(
      "journal_refused_behind", "A session was refused because too many events waited."),
  BEGINNINGS_REFUSED_FULL(
      "journal_refused_full", "A session was refused because the disk was nearly full."),
  CHECKPOINTS_SKIPPED(
      "journal_checkpoints_skipped",
      "A checkpoint was left out; the next one, or the end, tells the same."),
  WRITES_FAILED("journal_writes_failed", "An event could not be written."),
  SESSIONS_RECOVERED(
      "journal_sessions_recovered", "A session of an earlier run was closed by this one."),
  RECORDS_DAMAGED("journal_records_damaged", "A record was read that is not as it was written."),
  FILES_DELETED("journal_files_deleted", "A file was deleted that nobody needs any more."),
  EVENTS_WAITING("journal_events_open", "Events that wait to be written.");

  private final String id;
  private final String description;

  JournalCounter(String id, String description) {
    this.id = id;
    this.description = description;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String description() {
    return description;
  }
}
