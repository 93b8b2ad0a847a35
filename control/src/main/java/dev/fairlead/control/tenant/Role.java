package dev.fairlead.control.tenant;

import java.util.EnumSet;
import java.util.Set;

/**
 * What an account is to its tenant. The table of roles and permissions is here and nowhere else.
 */
public enum Role {
  /** Everything of the tenant, its owners included. */
  OWNER(EnumSet.copyOf(Permission.OF_TENANTS)),
  /** Everything but the tenant itself. */
  ADMIN(without(EnumSet.copyOf(Permission.OF_TENANTS), Permission.TENANT_WRITE)),
  /** Streams, their keys and sessions, and who is told of them. */
  DEVELOPER(
      EnumSet.of(
          Permission.TENANT_READ,
          Permission.TOKENS_READ,
          Permission.STREAMS_READ,
          Permission.STREAMS_WRITE,
          Permission.KEYS_WRITE,
          Permission.SIGNING_KEYS_READ,
          Permission.SIGNING_KEYS_WRITE,
          Permission.SESSIONS_READ,
          Permission.SESSIONS_WRITE,
          Permission.WEBHOOKS_READ,
          Permission.WEBHOOKS_WRITE)),
  /** Sees streams and sessions; no key, no change. */
  VIEWER(EnumSet.of(Permission.TENANT_READ, Permission.STREAMS_READ, Permission.SESSIONS_READ));

  @SuppressWarnings("ImmutableEnumChecker") // Made by Set.copyOf.
  private final Set<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = Set.copyOf(permissions);
  }

  /** What it allows. */
  public Set<Permission> permissions() {
    return permissions;
  }

  private static Set<Permission> without(EnumSet<Permission> all, Permission one) {
    all.remove(one);
    return all;
  }
}
