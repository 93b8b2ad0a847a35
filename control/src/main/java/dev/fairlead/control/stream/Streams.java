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
import dev.fairlead.control.tenant.Lines;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.tenant.Tenants;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.TenantId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Streams in the store. Any thread that may block. */
public final class Streams {
  private static final int MAX_NAME_CHARS = 64;
  private static final int MAX_TAG_CHARS = 32;
  private static final int MAX_TAGS = 20;
  private static final int MAX_ORIGINS = 50;
  private static final int MAX_RANGES = 50;

  private final Database database;
  private final Vault vault;
  private final Revision revision;
  private final Audit audit;
  private final Changes changes;
  private final RandomNames names;
  private final InstantSource clock;
  private final StreamKeys keys;

  /**
   * A new stream.
   *
   * @param name for people, not in use by another of the tenant
   * @param description for people
   * @param tags for finding it
   * @param settings who may watch
   */
  public record Fresh(String name, String description, List<String> tags, Settings settings) {
    /** One that everybody may watch. */
    public static Fresh named(String name) {
      return new Fresh(name, "", List.of(), Settings.OPEN);
    }
  }

  /**
   * Who may watch.
   *
   * @param policy how it is decided
   * @param allowedOrigins pages that may embed it
   * @param allowedRanges blocks of addresses of viewers
   * @param maxViewers at the same time, 0 for no limit of its own
   */
  public record Settings(
      PlaybackPolicy policy,
      List<String> allowedOrigins,
      List<String> allowedRanges,
      int maxViewers) {
    /** Everybody, from everywhere. */
    public static final Settings OPEN =
        new Settings(PlaybackPolicy.OPEN, List.of(), List.of(), Tenant.UNLIMITED);
  }

  /**
   * What a stream is known by.
   *
   * @param id stable
   * @param playbackId of its viewers
   * @param broadcast where both meet
   * @param key of its publisher
   * @param createdAt when
   */
  public record Identity(
      String id, String playbackId, BroadcastKey broadcast, StreamKey key, Instant createdAt) {}

  /** What can be changed of a stream; null stays as it is. */
  public record Change(
      @Nullable String name,
      @Nullable String description,
      @Nullable List<String> tags,
      @Nullable Boolean active,
      @Nullable PlaybackPolicy policy,
      @Nullable List<String> allowedOrigins,
      @Nullable List<String> allowedRanges,
      @Nullable Integer maxViewers) {}

  /**
   * @param database where
   * @param vault seals keys
   * @param revision tells other processes
   * @param audit who changed what
   * @param changes tells this process
   * @param names makes keys and ids
   * @param clock dates streams
   */
  public Streams(
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
    keys = new StreamKeys(database, vault, revision, audit, changes, names, clock);
  }

  /** Keys of the streams of {@code tenant}. */
  public StreamKeys keys(TenantId tenant) {
    assert !tenant.value().isBlank();
    return keys;
  }

  /** Adds a stream with one key. */
  public LiveStream create(TenantId tenant, Actor actor, Fresh fresh) {
    return create(tenant, actor, fresh, identity());
  }

  private Identity identity() {
    return new Identity(
        names.id(),
        names.playbackId(),
        new BroadcastKey(names.internalName()),
        names.streamKey(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /** Adds a stream that is already known by its ids and its key. */
  public LiveStream create(TenantId tenant, Actor actor, Fresh fresh, Identity identity) {
    Settings settings = checked(fresh.settings());
    LiveStream created =
        new LiveStream(
            identity.id(),
            tenant,
            Checks.name("name", fresh.name(), MAX_NAME_CHARS),
            fresh.description(),
            checkedTags(fresh.tags()),
            identity.playbackId(),
            identity.broadcast(),
            true,
            settings.policy(),
            settings.allowedOrigins(),
            settings.allowedRanges(),
            settings.maxViewers(),
            identity.createdAt(),
            identity.createdAt());
    return unique(
        () ->
            database.write(
                sql -> {
                  demandRoom(sql, tenant);
                  insert(sql, created);
                  keys.insert(sql, tenant, actor, created.id(), StreamKeys.FIRST, identity.key());
                  audit.write(
                      sql,
                      tenant,
                      actor,
                      "stream_created",
                      "stream",
                      created.id(),
                      null,
                      seen(created));
                  changed(sql, created);
                  return created;
                }));
  }

  private static void demandRoom(Sql sql, TenantId tenant) {
    int most = Tenants.find(sql, tenant).limits().maxStreams();
    if (most != Tenant.UNLIMITED
        && sql.count("select count(*) from live_stream where tenant_id = ?", tenant.value())
            >= most) {
      throw ControlException.of(
          ControlException.Kind.OVER_LIMIT,
          "too_many_streams",
          "This tenant may have " + most + " streams.");
    }
  }

  private static void insert(Sql sql, LiveStream created) {
    sql.update(
        "insert into live_stream (id, tenant_id, name, name_fold, description, tags, playback_id,"
            + " playback_id_fold, broadcast, active, policy_kind, policy, allowed_origins,"
            + " allowed_ranges, max_viewers, created_at, updated_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        created.id(),
        created.tenant().value(),
        created.name(),
        Hashes.fold(created.name()),
        created.description(),
        Lines.join(created.tags()),
        created.playbackId(),
        Hashes.fold(created.playbackId()),
        created.broadcast().value(),
        created.active(),
        created.policy().kind(),
        PolicyText.write(created.policy()),
        Lines.join(created.allowedOrigins()),
        Lines.join(created.allowedRanges()),
        created.maxViewers(),
        created.createdAt(),
        created.updatedAt());
  }

  /** Changes a stream; running sessions follow. */
  public LiveStream update(TenantId tenant, Actor actor, String id, Change change) {
    return unique(
        () ->
            database.write(
                sql -> {
                  LiveStream before = find(sql, tenant, id);
                  LiveStream after = changed(before, change);
                  sql.update(
                      "update live_stream set name = ?, name_fold = ?, description = ?, tags = ?,"
                          + " active = ?, policy_kind = ?, policy = ?, allowed_origins = ?,"
                          + " allowed_ranges = ?, max_viewers = ?, updated_at = ? where id = ?",
                      after.name(),
                      Hashes.fold(after.name()),
                      after.description(),
                      Lines.join(after.tags()),
                      after.active(),
                      after.policy().kind(),
                      PolicyText.write(after.policy()),
                      Lines.join(after.allowedOrigins()),
                      Lines.join(after.allowedRanges()),
                      after.maxViewers(),
                      after.updatedAt(),
                      id);
                  audit.write(
                      sql,
                      tenant,
                      actor,
                      "stream_updated",
                      "stream",
                      id,
                      seen(before),
                      seen(after));
                  changed(sql, after);
                  return after;
                }));
  }

  private LiveStream changed(LiveStream before, Change change) {
    Settings settings =
        checked(
            new Settings(
                or(change.policy(), before.policy()),
                or(change.allowedOrigins(), before.allowedOrigins()),
                or(change.allowedRanges(), before.allowedRanges()),
                or(change.maxViewers(), before.maxViewers())));
    return new LiveStream(
        before.id(),
        before.tenant(),
        Checks.name("name", or(change.name(), before.name()), MAX_NAME_CHARS),
        or(change.description(), before.description()),
        checkedTags(or(change.tags(), before.tags())),
        before.playbackId(),
        before.broadcast(),
        or(change.active(), before.active()),
        settings.policy(),
        settings.allowedOrigins(),
        settings.allowedRanges(),
        settings.maxViewers(),
        before.createdAt(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private static <T> T or(@Nullable T changed, T before) {
    return changed == null ? before : changed;
  }

  /** Removes a stream with its keys; running sessions end. */
  public void delete(TenantId tenant, Actor actor, String id) {
    database.write(
        sql -> {
          LiveStream before = find(sql, tenant, id);
          sql.update("delete from live_stream where id = ?", id);
          audit.write(sql, tenant, actor, "stream_deleted", "stream", id, seen(before), null);
          changed(sql, before);
          return before;
        });
  }

  /** Gives a webhook policy another secret, and tells it this once. */
  public String renewWebhookSecret(TenantId tenant, Actor actor, String id) {
    String secret = "whsec_" + names.internalName();
    return database.write(
        sql -> {
          LiveStream stream = find(sql, tenant, id);
          sql.update(
              "update live_stream set webhook_secret_sealed = ? where id = ?",
              vault.seal(StreamRows.webhookPurpose(id), secret),
              id);
          audit.write(sql, tenant, actor, "webhook_secret_renewed", "stream", id, null, null);
          changed(sql, stream);
          return secret;
        });
  }

  /** The secret of a webhook policy, or null when none was made. */
  public @Nullable String webhookSecret(TenantId tenant, String id) {
    return database.read(sql -> webhookSecret(sql, tenant, id));
  }

  /** The secret of a webhook policy, or null when none was made; within other work. */
  public @Nullable String webhookSecret(Sql sql, TenantId tenant, String id) {
    String sealed =
        sql.first(
            "select coalesce(webhook_secret_sealed, '') as sealed from live_stream"
                + " where tenant_id = ? and id = ?",
            row -> row.text("sealed"),
            tenant.value(),
            id);
    return sealed == null || sealed.isEmpty()
        ? null
        : vault.open(StreamRows.webhookPurpose(id), sealed);
  }

  /** The stream of that id. */
  public LiveStream find(TenantId tenant, String id) {
    return database.read(sql -> find(sql, tenant, id));
  }

  /** Whether there is a stream of that id. */
  public boolean exists(TenantId tenant, String id) {
    return database.read(
        sql ->
            sql.count(
                    "select count(*) from live_stream where tenant_id = ? and id = ?",
                    tenant.value(),
                    id)
                > 0);
  }

  /** The oldest stream, or null when there is none. */
  public @Nullable LiveStream first(TenantId tenant) {
    return database.read(
        sql ->
            sql.first(
                "select * from live_stream where tenant_id = ? order by created_at, id limit 1",
                StreamRows::stream,
                tenant.value()));
  }

  /** Streams of a tenant, the oldest first. */
  public Page<LiveStream> list(TenantId tenant, Page.Request page) {
    List<LiveStream> found =
        database.read(
            sql ->
                sql.list(
                    "select * from live_stream where tenant_id = ?"
                        + " and (created_at > ? or (created_at = ? and id > ?))"
                        + " order by created_at, id limit ?",
                    StreamRows::stream,
                    tenant.value(),
                    page.afterMs(),
                    page.afterMs(),
                    page.afterId(),
                    page.limit() + 1));
    return Page.of(found, page, stream -> stream.createdAt().toEpochMilli(), LiveStream::id);
  }

  /** Streams of a tenant by broadcast, of those that are asked for. */
  public Map<BroadcastKey, LiveStream> byBroadcast(TenantId tenant, List<BroadcastKey> broadcasts) {
    if (broadcasts.isEmpty()) {
      return Map.of();
    }
    String marks = broadcasts.stream().map(each -> "?").collect(Collectors.joining(", "));
    Object[] values = new Object[broadcasts.size() + 1];
    values[0] = tenant.value();
    for (int i = 0; i < broadcasts.size(); i++) {
      values[i + 1] = broadcasts.get(i).value();
    }
    return database.read(
        sql ->
            sql
                .list(
                    "select * from live_stream where tenant_id = ? and broadcast in ("
                        + marks
                        + ")",
                    StreamRows::stream,
                    values)
                .stream()
                .collect(Collectors.toMap(LiveStream::broadcast, stream -> stream)));
  }

  /** The stream of that id; within other work. */
  public static LiveStream find(Sql sql, TenantId tenant, String id) {
    LiveStream stream =
        sql.first(
            "select * from live_stream where tenant_id = ? and id = ?",
            StreamRows::stream,
            tenant.value(),
            id);
    if (stream == null) {
      throw ControlException.notFound("stream");
    }
    return stream;
  }

  static void tell(Sql sql, Revision revision, Changes changes, LiveStream stream) {
    revision.changed(sql);
    sql.afterCommit(
        () ->
            changes.tell(
                new Changes.Change.OfStream(stream.tenant(), stream.id(), stream.broadcast())));
  }

  private void changed(Sql sql, LiveStream stream) {
    tell(sql, revision, changes, stream);
  }

  private static Settings checked(Settings settings) {
    bounded("allowedOrigins", settings.allowedOrigins(), MAX_ORIGINS);
    bounded("allowedRanges", settings.allowedRanges(), MAX_RANGES);
    for (String origin : settings.allowedOrigins()) {
      if (!isOrigin(origin)) {
        throw ControlException.invalid(
            "allowedOrigins", "\"" + origin + "\" is no origin such as https://www.example.org");
      }
    }
    return new Settings(
        PolicyText.checked(settings.policy()),
        settings.allowedOrigins().stream().map(Hashes::fold).toList(),
        Checks.ranges("allowedRanges", settings.allowedRanges()),
        settings.maxViewers());
  }

  private static boolean isOrigin(String origin) {
    try {
      URI uri = new URI(origin);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      String authority = uri.getRawAuthority();
      return http && uri.getHost() != null && origin.equals(uri.getScheme() + "://" + authority);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static List<String> checkedTags(List<String> tags) {
    bounded("tags", tags, MAX_TAGS);
    return tags.stream().map(tag -> Checks.name("tags", tag, MAX_TAG_CHARS)).distinct().toList();
  }

  private static void bounded(String field, List<String> list, int most) {
    if (list.size() > most) {
      throw ControlException.invalid(field, field + " has at most " + most + " entries");
    }
  }

  private static <T> T unique(Supplier<T> work) {
    try {
      return work.get();
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.CONFLICT) {
        throw ControlException.of(
            ControlException.Kind.CONFLICT,
            "name_taken",
            "This tenant has a stream of this name already.");
      }
      throw e;
    }
  }

  private record Seen(
      String name,
      String description,
      List<String> tags,
      String playbackId,
      boolean active,
      PlaybackPolicy policy,
      List<String> allowedOrigins,
      List<String> allowedRanges,
      int maxViewers) {}

  private static Seen seen(LiveStream stream) {
    return new Seen(
        stream.name(),
        stream.description(),
        stream.tags(),
        stream.playbackId(),
        stream.active(),
        stream.policy(),
        stream.allowedOrigins(),
        stream.allowedRanges(),
        stream.maxViewers());
  }
}
