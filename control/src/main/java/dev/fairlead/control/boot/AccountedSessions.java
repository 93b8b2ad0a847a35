package dev.fairlead.control.boot;

import dev.fairlead.control.session.SessionLog;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionEventSink;
import java.util.concurrent.CompletionStage;

/** Tells people and the journal of each session; an event is safe when the journal has it. */
final class AccountedSessions implements SessionEventSink {
  private final SessionLog log;
  private final SessionEventSink journal;

  AccountedSessions(SessionLog log, SessionEventSink journal) {
    this.log = log;
    this.journal = journal;
  }

  @Override
  public CompletionStage<Void> record(SessionEvent event) {
    CompletionStage<Void> safe = journal.record(event);
    CompletionStage<Void> _ = log.record(event);
    return safe;
  }
}
