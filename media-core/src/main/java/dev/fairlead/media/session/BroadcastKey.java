package dev.fairlead.media.session;

/**
 * What a publish admission and a play admission agree on, so that viewers find their broadcast. Not
 * a secret and not shown to viewers.
 *
 * @param value opaque, never blank
 */
public record BroadcastKey(String value) {
  public BroadcastKey {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a broadcast key is never blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
