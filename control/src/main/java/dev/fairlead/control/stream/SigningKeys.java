package dev.fairlead.control.stream;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Revision;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.Changes;
import dev.fairlead.control.tenant.Checks;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Public halves of the keys with which tenants sign tokens of their viewers. */
public final class SigningKeys {
  /** Active ones of a tenant: a few services, each in the middle of a rotation. */
  static final int MAX_KEYS = 10;

  private static final int MAX_NAME_CHARS = 64;

  private final Database database;
  private final Revision revision;
  private final Audit audit;
  private final Changes changes;
  private final RandomNames names;
  private final InstantSource clock;

  /**
   * One of them. Immutable.
   *
   * @param id the {@code kid} of its tokens
   * @param name for people
   * @param publicJwk public half (RFC 7517 §4)
   * @param createdAt when
   */
  public record SigningKey(String id, String name, String publicJwk, Instant createdAt) {}

  /**
   * @param database where
   * @param revision tells other processes
   * @param audit who changed what
   * @param changes tells this process
   * @param names makes ids
   * @param clock dates keys
   */
  public SigningKeys(
      Database database,
      Revision revision,
      Audit audit,
      Changes changes,
      RandomNames names,
      InstantSource clock) {
    this.database = database;
    this.revision = revision;
    this.audit = audit;
    this.changes = changes;
    this.names = names;
    this.clock = clock;
  }

  /** An id for a key that is about to be made. */
  public String freshId(TenantId tenant) {
    assert !tenant.value().isBlank();
    return names.id();
  }

  /** Adds the public half of a key. */
  public SigningKey create(TenantId tenant, Actor actor, String id, String name, String publicJwk) {
    SigningKey created =
        new SigningKey(
            id,
            Checks.name("name", name, MAX_NAME_CHARS),
            publicJwk,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return database.write(
        sql -> {
          if (sql.count(
                  "select count(*) from signing_key where tenant_id = ? and revoked_at is null",
                  tenant.value())
              >= MAX_KEYS) {
            throw ControlException.of(
                ControlException.Kind.OVER_LIMIT,
                "too_many_signing_keys",
                "A tenant has at most " + MAX_KEYS + " signing keys.");
          }
          sql.update(
              "insert into signing_key (id, tenant_id, name, public_jwk, created_at)"
                  + " values (?, ?, ?, ?, ?)",
              id,
              tenant.value(),
              created.name(),
              publicJwk,
              created.createdAt());
          audit.write(
              sql, tenant, actor, "signing_key_created", "signing_key", id, null, seen(created));
          changed(sql, tenant);
          return created;
        });
  }

  /** Ends one: its tokens count no more, and their viewers are cut. */
  public void revoke(TenantId tenant, Actor actor, String id) {
    database.write(
        sql -> {
          SigningKey before = find(sql, tenant, id);
          sql.update("update signing_key set revoked_at = ? where id = ?", clock.instant(), id);
          audit.write(
              sql, tenant, actor, "signing_key_revoked", "signing_key", id, seen(before), null);
          changed(sql, tenant);
          return before;
        });
  }

  /** The key of that id. */
  public SigningKey find(TenantId tenant, String id) {
    return database.read(sql -> find(sql, tenant, id));
  }

  /** Keys of a tenant that count, the oldest first. */
  public List<SigningKey> list(TenantId tenant) {
    return database.read(
        sql ->
            sql.list(
                "select * from signing_key where tenant_id = ? and revoked_at is null"
                    + " order by created_at, id",
                SigningKeys::key,
                tenant.value()));
  }

  private static SigningKey find(Sql sql, TenantId tenant, String id) {
    SigningKey key =
        sql.first(
            "select * from signing_key where tenant_id = ? and id = ? and revoked_at is null",
            SigningKeys::key,
            tenant.value(),
            id);
    if (key == null) {
      throw ControlException.notFound("signing_key");
    }
    return key;
  }

  private static SigningKey key(Row row) {
    return new SigningKey(
        row.text("id"), row.text("name"), row.text("public_jwk"), row.instant("created_at"));
  }

  private void changed(Sql sql, TenantId tenant) {
    revision.changed(sql);
    sql.afterCommit(() -> changes.tell(new Changes.Change.OfTenant(tenant)));
  }

  private record Seen(String name) {}

  private static Seen seen(SigningKey key) {
    return new Seen(key.name());
  }
}
