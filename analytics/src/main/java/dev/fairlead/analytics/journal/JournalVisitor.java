package dev.fairlead.analytics.journal;

import dev.fairlead.analytics.event.Event;

/** Takes what is read from a journal, in the order in which it was written. */
public interface JournalVisitor {
  /** An event. */
  void event(long position, Event event);

  /** A record that is not as it was written, or that this version does not know. */
  void damaged(long position, String why);
}
