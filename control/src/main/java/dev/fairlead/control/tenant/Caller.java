package dev.fairlead.control.tenant;

import dev.fairlead.media.session.TenantId;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whoever calls, as the credential tells: the only source of the tenant. Immutable.
 *
 * @param tenant whose things it can reach
 * @param actor for the audit log
 * @param permissions what it may do
 */
public record Caller(TenantId tenant, Actor actor, Set<Permission> permissions) {
  /** Copies the set. */
  public Caller {
    permissions = Set.copyOf(permissions);
  }

  /** The node itself, or whoever holds its data folder. */
  public static Caller of(TenantId tenant, Actor actor) {
    return new Caller(tenant, actor, EnumSet.allOf(Permission.class));
  }

  /** Goes on only when all of them are allowed: nobody grants what he does not have. */
  public void demandAll(Set<Permission> wanted) {
    wanted.forEach(this::demand);
  }

  /** Goes on only when allowed. */
  public void demand(Permission permission) {
    if (!permissions.contains(permission)) {
      throw ControlException.of(
          ControlException.Kind.FORBIDDEN,
          "permission_denied",
          "This needs the permission " + permission.scope() + ".");
    }
  }
}
