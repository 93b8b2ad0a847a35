package dev.fairlead.analytics.event;

import org.jspecify.annotations.Nullable;

/** Which moment of a session an event tells of. Codes are written to disk. */
public enum EventAction {
  OPEN(1, "open"),
  CHECKPOINT(2, "checkpoint"),
  CLOSE(3, "close");

  private static final EventAction[] ALL = values();

  private final int code;
  private final String label;

  EventAction(int code, String label) {
    this.code = code;
    this.label = label;
  }

  /** As it is written. */
  public int code() {
    return code;
  }

  /** Stable lower-case name. */
  public String label() {
    return label;
  }

  /** The action with this code, null when there is none. */
  public static @Nullable EventAction ofCode(int code) {
    for (EventAction action : ALL) {
      if (action.code == code) {
        return action;
      }
    }
    return null;
  }
}
