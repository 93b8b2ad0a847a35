package dev.fairlead.control.tenant;

import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who can sign in. Immutable; holds no secret.
 *
 * @param id stable
 * @param tenant to whom it belongs
 * @param email by which it signs in
 * @param name for people
 * @param role what it is to its tenant
 * @param operator whether it runs the node as well
 * @param active whether it may sign in
 * @param lastLoginAt null when never
 * @param createdAt when
 */
public record Account(
    String id,
    TenantId tenant,
    String email,
    String name,
    Role role,
    boolean operator,
    boolean active,
    @Nullable Instant lastLoginAt,
    Instant createdAt) {
  /** What it may do. */
  public Set<Permission> permissions() {
    EnumSet<Permission> all = EnumSet.copyOf(role.permissions());
    if (operator) {
      all.add(Permission.TENANTS_READ);
      all.add(Permission.TENANTS_WRITE);
    }
    return all;
  }
}
