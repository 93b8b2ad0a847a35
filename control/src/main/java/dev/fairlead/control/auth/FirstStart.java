package dev.fairlead.control.auth;

import dev.fairlead.control.stream.KeyRecord;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.tenant.Tenants;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that there is somebody to start with: a tenant, an operator account, a stream. Any
 * thread that may block.
 */
public final class FirstStart {
  /** By which the first account signs in. */
  public static final String OPERATOR_EMAIL = "operator@localhost";

  static final String TENANT_NAME = "default";
  private static final String STREAM_NAME = "main";

  private final Tenants tenants;
  private final Accounts accounts;
  private final Streams streams;
  private final Passwords passwords;
  private final RandomNames names;

  /**
   * @param tenants of the store
   * @param accounts of the store
   * @param streams of the store
   * @param passwords hashes
   * @param names makes the first password
   */
  public FirstStart(
      Tenants tenants, Accounts accounts, Streams streams, Passwords passwords, RandomNames names) {
    this.tenants = tenants;
    this.accounts = accounts;
    this.streams = streams;
    this.passwords = passwords;
    this.names = names;
  }

  /** The oldest tenant; the first time, a new one with one stream. */
  public Tenant ensureTenant() {
    Tenant tenant = tenants.first();
    if (tenant == null) {
      tenant = tenants.create(Actor.NODE, TENANT_NAME, Tenant.Tier.STANDARD, Tenant.Limits.DEFAULT);
      streams.create(tenant.id(), Actor.NODE, Streams.Fresh.named(STREAM_NAME));
    }
    return tenant;
  }

  /** The oldest stream of the oldest tenant, null when all were deleted or switched off. */
  public @Nullable StreamEntry firstStream() {
    Tenant tenant = ensureTenant();
    LiveStream stream = streams.first(tenant.id());
    if (stream == null) {
      return null;
    }
    List<KeyRecord> keys = streams.keys(tenant.id()).list(tenant.id(), stream.id());
    KeyRecord key = keys.stream().filter(KeyRecord::active).findFirst().orElse(null);
    return key == null
        ? null
        : new StreamEntry(
            stream.id(),
            stream.name(),
            key.key(),
            stream.playbackId(),
            stream.broadcast(),
            stream.createdAt());
  }

  /**
   * Makes an operator account when there is none, and tells its password; null when there is one.
   * Call when it can be shown: nothing tells it again.
   */
  public @Nullable String ensureOperator() {
    Tenant tenant = ensureTenant();
    if (accounts.hasOperator()) {
      return null;
    }
    String password = names.password();
    accounts.create(
        Caller.of(tenant.id(), Actor.NODE),
        new Accounts.Fresh(OPERATOR_EMAIL, "Operator", passwords.hash(password), Role.OWNER, true));
    return password;
  }
}
