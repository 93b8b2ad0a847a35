package dev.fairlead.analytics.journal;

import java.io.Serial;

/** The journal does not take, or does not give, an event; the message says why. */
public final class JournalException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
