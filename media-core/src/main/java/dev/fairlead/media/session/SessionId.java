package dev.fairlead.media.session;

import java.util.UUID;

/**
 * Names one authorised publish or play, from accept to end, wherever it is told of.
 *
 * @param value opaque, never blank
 */
public record SessionId(String value) {
  /** A new, unguessable id. */
  public static SessionId random() {
    return new SessionId(UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
