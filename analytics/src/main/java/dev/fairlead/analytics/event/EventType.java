package dev.fairlead.analytics.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kind of thing happened. Codes are written to disk and never used again for another. */
public enum EventType {
  STREAM_INGEST(1, "stream-ingest", "A publisher came, goes on or left.", "push_rewrite"),
  USER_CONNECTION(
      4, "user-connection", "A viewer came, goes on or left.", "viewer_connect viewer_disconnect");

  private final int code;
  private final String label;
  private final String sentence;
  private final String aliases;

  EventType(int code, String label, String sentence, String aliases) {
    this.code = code;
    this.label = label;
    this.sentence = sentence;
    this.aliases = aliases;
  }

  /** As it is written. */
  public int code() {
    return code;
  }

  /** Stable lower-case name. */
  public String label() {
    return label;
  }

  /** What it tells. */
  public String sentence() {
    return sentence;
  }

  /** Other names under which it is asked for. */
  public List<String> aliases() {
    return List.of(aliases.split(" "));
  }

  /** The type with this code, null when there is none. */
  public static @Nullable EventType ofCode(int code) {
    for (EventType type : ALL) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /** The type with this name or alias, null when there is none. */
  public static @Nullable EventType named(String name) {
    for (EventType type : ALL) {
      if (type.label.equals(name) || type.aliases().contains(name)) {
        return type;
      }
    }
    return null;
  }

  private static final EventType[] ALL = values();
}
