package dev.fairlead.control.tenant;

import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Who changed what, from where, and how it was before. Any thread that may block. */
public final class Audit {
  private final Database database;
  private final RandomNames names;
  private final InstantSource clock;
  private volatile Tap tap = (sql, tenant, entry) -> {};

  /** Sees each entry within the transaction that writes it. */
  public interface Tap {
    /** An entry was written. */
    void written(Sql sql, TenantId tenant, Entry entry);
  }

  /**
   * One change.
   *
   * @param id of the entry
   * @param at when
   * @param actor who
   * @param action what, such as {@code stream_created}
   * @param objectKind of what kind
   * @param objectId which one
   * @param before as it was, in JSON without secrets, null when it was not
   * @param after as it is, in JSON without secrets, null when it is no more
   */
  public record Entry(
      String id,
      Instant at,
      Actor actor,
      String action,
      String objectKind,
      String objectId,
      @Nullable String before,
      @Nullable String after) {}

  /**
   * @param database where
   * @param names makes ids
   * @param clock dates entries
   */
  public Audit(Database database, RandomNames names, InstantSource clock) {
    this.database = database;
    this.names = names;
    this.clock = clock;
  }

  /**
   * Writes an entry within the transaction of the change.
   *
   * @param before a record without secrets, or null
   * @param after a record without secrets, or null
   */
  public void write(
      Sql sql,
      TenantId tenant,
      Actor actor,
      String action,
      String objectKind,
      String objectId,
      @Nullable Record before,
      @Nullable Record after) {
    Entry entry =
        new Entry(
            names.id(),
            clock.instant(),
            actor,
            action,
            objectKind,
            objectId,
            before == null ? null : JsonText.of(before),
            after == null ? null : JsonText.of(after));
    sql.update(
        "insert into audit (id, tenant_id, at, actor_kind, actor_id, remote, action, object_kind,"
            + " object_id, before, after) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.id(),
        tenant.value(),
        entry.at(),
        actor.kind(),
        actor.id(),
        actor.remote(),
        action,
        objectKind,
        objectId,
        entry.before(),
        entry.after());
    tap.written(sql, tenant, entry);
  }

  /** Whom entries are shown to from now on; there is one. */
  public void tap(Tap whom) {
    tap = whom;
  }

  /** Entries of a tenant, the newest first. */
  public Page<Entry> list(TenantId tenant, Page.Request page) {
    long beforeMs = page.afterMs() == Long.MIN_VALUE ? Long.MAX_VALUE : page.afterMs();
    return Page.of(
        database.read(
            sql ->
                sql.list(
                    "select * from audit where tenant_id = ? and (at < ? or (at = ? and id > ?))"
                        + " order by at desc, id limit ?",
                    Audit::entry,
                    tenant.value(),
                    beforeMs,
                    beforeMs,
                    page.afterId(),
                    page.limit() + 1)),
        page,
        entry -> entry.at().toEpochMilli(),
        Entry::id);
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.text("id"),
        row.instant("at"),
        new Actor(
            Actor.Kind.valueOf(row.text("actor_kind")), row.text("actor_id"), row.text("remote")),
        row.text("action"),
        row.text("object_kind"),
        row.text("object_id"),
        row.textOrNull("before"),
        row.textOrNull("after"));
  }
}
