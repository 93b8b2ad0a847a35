package dev.fairlead.analytics.event;

import java.io.Serial;

/** Bytes that are no event, or none that this version knows. */
public final class MalformedEventException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  MalformedEventException(String message) {
    super(message, null, false, false);
  }
}
