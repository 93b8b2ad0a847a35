package dev.fairlead.control.tenant;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Revision;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.store.StoreException;
import dev.fairlead.media.session.TenantId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tenants in the store. Any thread that may block. */
public final class Tenants {
  private static final int MAX_NAME_CHARS = 64;

  private final Database database;
  private final Revision revision;
  private final Audit audit;
  private final Changes changes;
  private final RandomNames names;
  private final InstantSource clock;

  /** What can be changed of a tenant; null stays as it is. */
  public record Change(
      @Nullable String name,
      Tenant.@Nullable Tier tier,
      @Nullable Boolean active,
      Tenant.@Nullable Limits limits) {}

  /**
   * @param database where
   * @param revision tells other processes
   * @param audit who changed what
   * @param changes tells this process
   * @param names makes ids
   * @param clock dates tenants
   */
  public Tenants(
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

  /** Adds one. */
  public Tenant create(Actor actor, String name, Tenant.Tier tier, Tenant.Limits limits) {
    return create(actor, new TenantId(names.id()), name, tier, limits);
  }

  /** Adds one that has an id from elsewhere. */
  public Tenant create(
      Actor actor, TenantId id, String name, Tenant.Tier tier, Tenant.Limits limits) {
    Tenant tenant =
        new Tenant(
            id,
            checkedName(name),
            tier,
            true,
            limits,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return unique(
        () ->
            database.write(
                sql -> {
                  sql.update(
                      "insert into tenant (id, name, name_fold, tier, active, max_streams,"
                          + " max_publishers, max_viewers, requests_per_minute, request_burst,"
                          + " created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      id.value(),
                      tenant.name(),
                      Hashes.fold(tenant.name()),
                      tier,
                      true,
                      limits.maxStreams(),
                      limits.maxPublishers(),
                      limits.maxViewers(),
                      limits.requestsPerMinute(),
                      limits.requestBurst(),
                      tenant.createdAt());
                  audit.write(
                      sql, id, actor, "tenant_created", "tenant", id.value(), null, seen(tenant));
                  revision.changed(sql);
                  return tenant;
                }));
  }

  /** Changes one. */
  public Tenant update(Actor actor, TenantId id, Change change) {
    return unique(
        () ->
            database.write(
                sql -> {
                  Tenant before = find(sql, id);
                  Tenant after =
                      new Tenant(
                          id,
                          change.name() == null ? before.name() : checkedName(change.name()),
                          change.tier() == null ? before.tier() : change.tier(),
                          change.active() == null ? before.active() : change.active(),
                          change.limits() == null ? before.limits() : change.limits(),
                          before.createdAt());
                  sql.update(
                      "update tenant set name = ?, name_fold = ?, tier = ?, active = ?,"
                          + " max_streams = ?, max_publishers = ?, max_viewers = ?,"
                          + " requests_per_minute = ?, request_burst = ? where id = ?",
                      after.name(),
                      Hashes.fold(after.name()),
                      after.tier(),
                      after.active(),
                      after.limits().maxStreams(),
                      after.limits().maxPublishers(),
                      after.limits().maxViewers(),
                      after.limits().requestsPerMinute(),
                      after.limits().requestBurst(),
                      id.value());
                  audit.write(
                      sql,
                      id,
                      actor,
                      "tenant_updated",
                      "tenant",
                      id.value(),
                      seen(before),
                      seen(after));
                  revision.changed(sql);
                  sql.afterCommit(() -> changes.tell(new Changes.Change.OfTenant(id)));
                  return after;
                }));
  }

  /** The tenant of that id. */
  public Tenant find(TenantId id) {
    return database.read(sql -> find(sql, id));
  }

  /** The oldest tenant, or null when there is none. */
  public @Nullable Tenant first() {
    return database.read(
        sql -> sql.first("select * from tenant order by created_at, id limit 1", Tenants::tenant));
  }

  /** All tenants, the oldest first: for operators. */
  public Page<Tenant> list(Page.Request page) {
    List<Tenant> found =
        database.read(
            sql ->
                sql.list(
                    "select * from tenant where created_at > ? or (created_at = ? and id > ?)"
                        + " order by created_at, id limit ?",
                    Tenants::tenant,
                    page.afterMs(),
                    page.afterMs(),
                    page.afterId(),
                    page.limit() + 1));
    return Page.of(
        found, page, tenant -> tenant.createdAt().toEpochMilli(), tenant -> tenant.id().value());
  }

  /** Within a transaction. */
  public static Tenant find(Sql sql, TenantId id) {
    Tenant tenant = sql.first("select * from tenant where id = ?", Tenants::tenant, id.value());
    if (tenant == null) {
      throw ControlException.notFound("tenant");
    }
    return tenant;
  }

  private static Tenant tenant(Row row) {
    return new Tenant(
        new TenantId(row.text("id")),
        row.text("name"),
        Tenant.Tier.valueOf(row.text("tier")),
        row.flag("active"),
        new Tenant.Limits(
            (int) row.number("max_streams"),
            (int) row.number("max_publishers"),
            (int) row.number("max_viewers"),
            (int) row.number("requests_per_minute"),
            (int) row.number("request_burst")),
        row.instant("created_at"));
  }

  private record Seen(String name, Tenant.Tier tier, boolean active, Tenant.Limits limits) {}

  private static Seen seen(Tenant tenant) {
    return new Seen(tenant.name(), tenant.tier(), tenant.active(), tenant.limits());
  }

  private static String checkedName(String name) {
    return Checks.name("name", name, MAX_NAME_CHARS);
  }

  private static Tenant unique(Supplier<Tenant> work) {
    try {
      return work.get();
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.CONFLICT) {
        throw ControlException.of(
            ControlException.Kind.CONFLICT, "name_taken", "Another tenant has this name.");
      }
      throw e;
    }
  }
}
