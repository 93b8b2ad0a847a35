package dev.fairlead.control.stream;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Revision;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.store.StoreException;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.Changes;
import dev.fairlead.control.tenant.Checks;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keys of streams in the store: found by hash, readable through the vault. */
public final class StreamKeys {
  /** The key that a stream is made with. */
  static final String FIRST = "Primary Key";

  private static final int MAX_NAME_CHARS = 64;

  /** Per stream: one for each encoder of a large production. */
  private static final int MAX_KEYS = 100;

  private final Database database;
  private final Vault vault;
  private final Revision revision;
  private final Audit audit;
  private final Changes changes;
  private final RandomNames names;
  private final InstantSource clock;

  StreamKeys(
      Database database,
      Vault vault,
      Revision revision,
      Audit audit,
      Changes changes,
      RandomNames names,
      InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.revision = revision;
    this.audit = audit;
    this.changes = changes;
    this.names = names;
    this.clock = clock;
  }

  /** Adds a key. */
  public KeyRecord create(TenantId tenant, Actor actor, String streamId, String name) {
    String checked = Checks.name("name", name, MAX_NAME_CHARS);
    return unique(
        () ->
            database.write(
                sql -> {
                  Streams.find(sql, tenant, streamId);
                  if (sql.count("select count(*) from stream_key where stream_id = ?", streamId)
                      >= MAX_KEYS) {
                    throw ControlException.of(
                        ControlException.Kind.OVER_LIMIT,
                        "too_many_keys",
                        "A stream has at most " + MAX_KEYS + " keys.");
                  }
                  KeyRecord created =
                      insert(sql, tenant, actor, streamId, checked, names.streamKey());
                  changed(sql, tenant, streamId);
                  return created;
                }));
  }

  KeyRecord insert(
      Sql sql, TenantId tenant, Actor actor, String streamId, String name, StreamKey key) {
    KeyRecord created = new KeyRecord(names.id(), streamId, name, key, true, null, now());
    sql.update(
        "insert into stream_key (id, tenant_id, stream_id, name, name_fold, key_hash, key_sealed,"
            + " active, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        created.id(),
        tenant.value(),
        streamId,
        name,
        Hashes.fold(name),
        Hashes.sha256OfFolded(key.secret()),
        vault.seal(StreamRows.keyPurpose(created.id()), key.secret()),
        true,
        created.createdAt());
    audit.write(sql, tenant, actor, "stream_key_created", "key", created.id(), null, seen(created));
    return created;
  }

  /** Puts another secret in place of a key's; the old one admits nobody from now on. */
  public KeyRecord rotate(TenantId tenant, Actor actor, String streamId, String id) {
    return database.write(
        sql -> {
          KeyRecord before = find(sql, tenant, streamId, id);
          StreamKey fresh = names.streamKey();
          sql.update(
              "update stream_key set key_hash = ?, key_sealed = ? where id = ?",
              Hashes.sha256OfFolded(fresh.secret()),
              vault.seal(StreamRows.keyPurpose(id), fresh.secret()),
              id);
          audit.write(
              sql, tenant, actor, "stream_key_rotated", "key", id, seen(before), seen(before));
          changed(sql, tenant, streamId);
          return new KeyRecord(
              id,
              streamId,
              before.name(),
              fresh,
              before.active(),
              before.lastUsedAt(),
              before.createdAt());
        });
  }

  /** Renames a key, or switches it on or off; null stays as it is. */
  public KeyRecord update(
      TenantId tenant,
      Actor actor,
      String streamId,
      String id,
      @Nullable String name,
      @Nullable Boolean active) {
    return unique(
        () ->
            database.write(
                sql -> {
                  KeyRecord before = find(sql, tenant, streamId, id);
                  KeyRecord after =
                      new KeyRecord(
                          id,
                          streamId,
                          name == null ? before.name() : Checks.name("name", name, MAX_NAME_CHARS),
                          before.key(),
                          active == null ? before.active() : active,
                          before.lastUsedAt(),
                          before.createdAt());
                  sql.update(
                      "update stream_key set name = ?, name_fold = ?, active = ? where id = ?",
                      after.name(),
                      Hashes.fold(after.name()),
                      after.active(),
                      id);
                  audit.write(
                      sql,
                      tenant,
                      actor,
                      "stream_key_updated",
                      "key",
                      id,
                      seen(before),
                      seen(after));
                  changed(sql, tenant, streamId);
                  return after;
                }));
  }

  /** Removes a key. */
  public void delete(TenantId tenant, Actor actor, String streamId, String id) {
    database.write(
        sql -> {
          KeyRecord before = find(sql, tenant, streamId, id);
          sql.update("delete from stream_key where id = ?", id);
          audit.write(sql, tenant, actor, "stream_key_deleted", "key", id, seen(before), null);
          changed(sql, tenant, streamId);
          return before;
        });
  }

  /** The key of that id. */
  public KeyRecord find(TenantId tenant, String streamId, String id) {
    return database.read(sql -> find(sql, tenant, streamId, id));
  }

  /** Keys of a stream, the oldest first. */
  public List<KeyRecord> list(TenantId tenant, String streamId) {
    return database.read(
        sql -> {
          Streams.find(sql, tenant, streamId);
          return sql.list(
              "select * from stream_key where tenant_id = ? and stream_id = ?"
                  + " order by created_at, id",
              row -> StreamRows.key(row, vault),
              tenant.value(),
              streamId);
        });
  }

  /** Keys of several streams, by stream. */
  public Map<String, List<KeyRecord>> list(TenantId tenant, List<String> streamIds) {
    if (streamIds.isEmpty()) {
      return Map.of();
    }
    String marks = streamIds.stream().map(each -> "?").collect(Collectors.joining(", "));
    Object[] values = new Object[streamIds.size() + 1];
    values[0] = tenant.value();
    for (int i = 0; i < streamIds.size(); i++) {
      values[i + 1] = streamIds.get(i);
    }
    return database.read(
        sql ->
            sql
                .list(
                    "select * from stream_key where tenant_id = ? and stream_id in ("
                        + marks
                        + ") order by created_at, id",
                    row -> StreamRows.key(row, vault),
                    values)
                .stream()
                .collect(Collectors.groupingBy(KeyRecord::streamId)));
  }

  private KeyRecord find(Sql sql, TenantId tenant, String streamId, String id) {
    KeyRecord key =
        sql.first(
            "select * from stream_key where tenant_id = ? and stream_id = ? and id = ?",
            row -> StreamRows.key(row, vault),
            tenant.value(),
            streamId,
            id);
    if (key == null) {
      throw ControlException.notFound("key");
    }
    return key;
  }

  private void changed(Sql sql, TenantId tenant, String streamId) {
    Streams.tell(sql, revision, changes, Streams.find(sql, tenant, streamId));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static <T> T unique(Supplier<T> work) {
    try {
      return work.get();
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.CONFLICT) {
        throw ControlException.of(
            ControlException.Kind.CONFLICT,
            "name_taken",
            "This stream has a key of this name already.");
      }
      throw e;
    }
  }

  private record Seen(String streamId, String name, boolean active) {}

  private static Seen seen(KeyRecord key) {
    return new Seen(key.streamId(), key.name(), key.active());
  }
}
