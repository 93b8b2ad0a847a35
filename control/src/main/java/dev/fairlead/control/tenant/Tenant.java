package dev.fairlead.control.tenant;

import dev.fairlead.media.session.TenantId;
import java.time.Instant;

/**
 * Who owns streams and pays for them. Immutable.
 *
 * @param id stable
 * @param name for people
 * @param tier what was agreed with it
 * @param active whether it may publish and be watched
 * @param limits what it may use
 * @param createdAt when
 */
public record Tenant(
    TenantId id, String name, Tier tier, boolean active, Limits limits, Instant createdAt) {
  /** Stands for no limit. */
  public static final int UNLIMITED = 0;

  /** Ways of being served. */
  public enum Tier {
    FREE,
    STANDARD,
    ENTERPRISE
  }

  /**
   * What a tenant may use at most; {@link #UNLIMITED} each for no limit.
   *
   * @param maxStreams streams that exist
   * @param maxPublishers publishers at the same time
   * @param maxViewers viewers at the same time
   * @param requestsPerMinute calls of the API
   * @param requestBurst calls of the API at once
   */
  public record Limits(
      int maxStreams, int maxPublishers, int maxViewers, int requestsPerMinute, int requestBurst) {
    /** A tenant that was given no other limits. */
    public static final Limits DEFAULT = new Limits(1_000, 0, 0, 6_000, 200);
  }
}
