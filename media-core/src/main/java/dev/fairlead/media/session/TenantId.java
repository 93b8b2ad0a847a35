package dev.fairlead.media.session;

/**
 * Who owns a session and pays for it.
 *
 * @param value opaque, never blank
 */
public record TenantId(String value) {
  public TenantId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a tenant id is never blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
