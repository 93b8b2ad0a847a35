package dev.fairlead.control.tenant;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be allowed. What is not allowed is forbidden. */
public enum Permission {
  TENANT_READ,
  TENANT_WRITE,
  USERS_READ,
  USERS_WRITE,
  TOKENS_READ,
  TOKENS_WRITE,
  STREAMS_READ,
  STREAMS_WRITE,
  /** Seeing stream keys as they are, and making new ones. */
  KEYS_WRITE,
  SIGNING_KEYS_READ,
  SIGNING_KEYS_WRITE,
  SESSIONS_READ,
  /** Ending sessions and broadcasts. */
  SESSIONS_WRITE,
  WEBHOOKS_READ,
  /** Saying where the tenant is told what happens. */
  WEBHOOKS_WRITE,
  AUDIT_READ,
  /** Of operators alone: all tenants. */
  TENANTS_READ,
  /** Of operators alone: all tenants. */
  TENANTS_WRITE;

  /** What a role or an API token of a tenant can hold. */
  public static final Set<Permission> OF_TENANTS =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(TENANTS_READ, TENANTS_WRITE)));

  /** As the API writes it, such as {@code streams:write}. */
  public String scope() {
    String name = name().toLowerCase(Locale.ROOT);
    int verb = name.lastIndexOf('_');
    return name.substring(0, verb).replace('_', '-') + ":" + name.substring(verb + 1);
  }

  /** The permission of that scope, or null. */
  public static @Nullable Permission ofScope(String scope) {
    for (Permission permission : values()) {
      if (permission.scope().equals(scope)) {
        return permission;
      }
    }
    return null;
  }

  /** All of those scopes. */
  static Set<Permission> ofScopes(Collection<String> scopes) {
    EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
    for (String scope : scopes) {
      Permission permission = ofScope(scope);
      if (permission == null || !OF_TENANTS.contains(permission)) {
        throw ControlException.invalid(
            "permissions", "\"" + scope + "\" is no permission of a tenant");
      }
      all.add(permission);
    }
    return all;
  }

  /** Their scopes, in the order of declaration. */
  public static List<String> scopes(Set<Permission> permissions) {
    List<String> scopes = new ArrayList<>();
    for (Permission permission : values()) {
      if (permissions.contains(permission)) {
        scopes.add(permission.scope());
      }
    }
    return scopes;
  }
}
