package dev.fairlead.control.webhook;

import dev.fairlead.control.json.Field;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Resealing;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.Checks;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Lines;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.media.session.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints in the store and the outbox before them. Any thread that may block.
 *
 * <p>An event is written for each endpoint that wants it, in the transaction of what it tells of:
 * neither is there without the other.
 */
public final class Webhooks implements Audit.Tap {
  private static final int MAX_NAME_CHARS = 64;
  private static final int MAX_URL_CHARS = 2_048;

  /** Of one tenant. */
  static final int MAX_WEBHOOKS = 20;

  /** On their way to one endpoint: a day of one that is down, at an event each 86 s. */
  static final int MAX_PENDING = 1_000;

  /** What is over stays for whoever looks for it. */
  static final Duration KEPT = Duration.ofDays(7);

  /** Of one endpoint, whatever its age. */
  static final int MAX_KEPT = 1_000;

  private static final String SECRET_PREFIX = "whsec_";

  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final RandomNames names;
  private final InstantSource clock;
  private volatile Runnable wake = () -> {};

  /** What a webhook is to be. */
  public record Fresh(String name, String url, List<String> events) {}

  /** What can be changed; null stays as it is. */
  public record Change(
      @Nullable String name,
      @Nullable String url,
      @Nullable List<String> events,
      @Nullable Boolean active) {}

  /**
   * An endpoint with its secret, which is shown this once.
   *
   * @param webhook without it
   * @param secret signs what is posted
   */
  public record Revealed(Webhook webhook, String secret) {
    @Override
    public String toString() {
      return "Revealed[" + webhook.id() + "]";
    }
  }

  /** What is posted. */
  record Body(
      @Field("Of the delivery.") String id,
      @Field("What happened.") String type,
      @Field("When.") Instant at,
      @Field("Whose.") String tenantId,
      @Field("What is known of it.") Map<String, Object> data) {}

  /**
   * @param database where
   * @param vault seals secrets
   * @param audit who changed what; what it takes is told
   * @param names makes ids and secrets
   * @param clock dates what is made
   */
  public Webhooks(
      Database database, Vault vault, Audit audit, RandomNames names, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.names = names;
    this.clock = clock;
    audit.tap(this);
  }

  /** Called once something new is in the outbox. */
  void onNews(Runnable listener) {
    wake = listener;
  }

  /** Adds one; whether its address may be called is judged before. */
  public Revealed create(TenantId tenant, Actor actor, Fresh fresh) {
    Webhook webhook =
        new Webhook(
            names.id(),
            Checks.name("name", fresh.name(), MAX_NAME_CHARS),
            checkedUrl(fresh.url()),
            checkedEvents(fresh.events()),
            true,
            0,
            0,
            null,
            now());
    String secret = SECRET_PREFIX + names.internalName();
    return database.write(
        sql -> {
          if (sql.count("select count(*) from webhook where tenant_id = ?", tenant.value())
              >= MAX_WEBHOOKS) {
            throw ControlException.of(
                ControlException.Kind.OVER_LIMIT,
                "too_many_webhooks",
                "A tenant has at most " + MAX_WEBHOOKS + " webhooks.");
          }
          sql.update(
              "insert into webhook (id, tenant_id, name, url, events, secret_sealed, active,"
                  + " failures, dropped, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              webhook.id(),
              tenant.value(),
              webhook.name(),
              webhook.url(),
              Lines.join(webhook.events()),
              vault.seal(purpose(webhook.id()), secret),
              true,
              0,
              0,
              webhook.createdAt());
          audit.write(
              sql, tenant, actor, "webhook_created", "webhook", webhook.id(), null, seen(webhook));
          return new Revealed(webhook, secret);
        });
  }

  /** Changes one; switched on again, it begins without failures. */
  public Webhook update(TenantId tenant, Actor actor, String id, Change change) {
    return database.write(
        sql -> {
          Webhook before = find(sql, tenant, id);
          boolean active = change.active() == null ? before.active() : change.active();
          Webhook after =
              new Webhook(
                  id,
                  change.name() == null
                      ? before.name()
                      : Checks.name("name", change.name(), MAX_NAME_CHARS),
                  change.url() == null ? before.url() : checkedUrl(change.url()),
                  change.events() == null ? before.events() : checkedEvents(change.events()),
                  active,
                  active && !before.active() ? 0 : before.failures(),
                  before.dropped(),
                  before.last(),
                  before.createdAt());
          sql.update(
              "update webhook set name = ?, url = ?, events = ?, active = ?, failures = ?"
                  + " where id = ?",
              after.name(),
              after.url(),
              Lines.join(after.events()),
              after.active(),
              after.failures(),
              id);
          audit.write(
              sql, tenant, actor, "webhook_updated", "webhook", id, seen(before), seen(after));
          sql.afterCommit(wake);
          return after;
        });
  }

  /** Puts another secret in place of the one before. */
  public Revealed rotate(TenantId tenant, Actor actor, String id) {
    String secret = SECRET_PREFIX + names.internalName();
    return database.write(
        sql -> {
          Webhook webhook = find(sql, tenant, id);
          sql.update(
              "update webhook set secret_sealed = ? where id = ?",
              vault.seal(purpose(id), secret),
              id);
          audit.write(sql, tenant, actor, "webhook_rotated", "webhook", id, null, null);
          return new Revealed(webhook, secret);
        });
  }

  /** Removes one with its deliveries. */
  public void delete(TenantId tenant, Actor actor, String id) {
    database.write(
        sql -> {
          Webhook before = find(sql, tenant, id);
          sql.update("delete from webhook where id = ?", id);
          audit.write(sql, tenant, actor, "webhook_deleted", "webhook", id, seen(before), null);
          return before;
        });
  }

  /** The webhook of that id. */
  public Webhook find(TenantId tenant, String id) {
    return database.read(sql -> find(sql, tenant, id));
  }

  /** Webhooks of a tenant, the oldest first. */
  public List<Webhook> list(TenantId tenant) {
    return database.read(sql -> list(sql, tenant));
  }

  private static List<Webhook> list(Sql sql, TenantId tenant) {
    return sql.list(
        "select * from webhook where tenant_id = ? order by created_at, id",
        Webhooks::webhook,
        tenant.value());
  }

  /** What was told to one and what is to be told, the newest first. */
  public Page<Delivery> deliveries(TenantId tenant, String id, Page.Request page) {
    long beforeMs = page.afterMs() == Long.MIN_VALUE ? Long.MAX_VALUE : page.afterMs();
    List<Delivery> found =
        database.read(
            sql -> {
              find(sql, tenant, id);
              return sql.list(
                  "select * from webhook_delivery where webhook_id = ?"
                      + " and (created_at < ? or (created_at = ? and id > ?))"
                      + " order by created_at desc, id limit ?",
                  Webhooks::delivery,
                  id,
                  beforeMs,
                  beforeMs,
                  page.afterId(),
                  page.limit() + 1);
            });
    return Page.of(found, page, delivery -> delivery.createdAt().toEpochMilli(), Delivery::id);
  }

  /** Tells once more what is over, as if it had just happened. */
  public Delivery retry(TenantId tenant, Actor actor, String id, String deliveryId) {
    return database.write(
        sql -> {
          find(sql, tenant, id);
          int changed =
              sql.update(
                  "update webhook_delivery set next_at = ?, attempts = 0, delivered = 0"
                      + " where webhook_id = ? and id = ? and next_at is null",
                  clock.instant(),
                  id,
                  deliveryId);
          Delivery delivery = delivery(sql, id, deliveryId);
          if (delivery == null) {
            throw ControlException.notFound("delivery");
          }
          if (changed == 0) {
            throw ControlException.of(
                ControlException.Kind.CONFLICT, "on_its_way", "This delivery is on its way.");
          }
          audit.write(sql, tenant, actor, "webhook_retried", "webhook", id, null, null);
          sql.afterCommit(wake);
          return delivery;
        });
  }

  static @Nullable Delivery delivery(Sql sql, String webhookId, String id) {
    return sql.first(
        "select * from webhook_delivery where webhook_id = ? and id = ?",
        Webhooks::delivery,
        webhookId,
        id);
  }

  @Override
  public void written(Sql sql, TenantId tenant, Audit.Entry entry) {
    WebhookEvent event = WebhookEvent.ofAction(entry.action());
    if (event != null) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("kind", entry.objectKind());
      data.put("id", entry.objectId());
      put(data, "before", entry.before());
      put(data, "after", entry.after());
      tell(sql, tenant, event, data);
    }
  }

  private static void put(Map<String, Object> data, String name, @Nullable String json) {
    if (json != null) {
      try {
        Object parsed = JsonTree.parse(json);
        if (parsed != null) {
          data.put(name, parsed);
        }
      } catch (IOException e) {
        throw new IllegalStateException("the audit log writes JSON", e);
      }
    }
  }

  /** Writes an event for each endpoint of the tenant that wants it, within a transaction. */
  void tell(Sql sql, TenantId tenant, WebhookEvent event, Map<String, Object> data) {
    for (Webhook webhook : list(sql, tenant)) {
      if (!webhook.wants(event)) {
        continue;
      }
      if (sql.count(
              "select count(*) from webhook_delivery where webhook_id = ? and next_at is not null",
              webhook.id())
          >= MAX_PENDING) {
        sql.update("update webhook set dropped = dropped + 1 where id = ?", webhook.id());
        continue;
      }
      insert(sql, tenant, webhook.id(), event.word(), data, now());
      sql.afterCommit(wake);
    }
  }

  /** Writes a delivery of the test button, which is tried at once and by whoever asked. */
  Delivery insertTest(TenantId tenant, String id) {
    return database.write(
        sql -> {
          find(sql, tenant, id);
          String made = insert(sql, tenant, id, WebhookEvent.TEST, Map.of(), null);
          Delivery delivery = delivery(sql, id, made);
          assert delivery != null : "it was just written";
          return delivery;
        });
  }

  private String insert(
      Sql sql,
      TenantId tenant,
      String webhookId,
      String event,
      Map<String, Object> data,
      @Nullable Instant nextAt) {
    String id = names.id();
    Instant now = now();
    sql.update(
        "insert into webhook_delivery (id, tenant_id, webhook_id, event, body, attempts, delivered,"
            + " next_at, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        tenant.value(),
        webhookId,
        event,
        JsonText.of(new Body(id, event, now, tenant.value(), data)),
        0,
        false,
        nextAt,
        now);
    return id;
  }

  /** Forgets what is over for long, and the oldest of what is too much. */
  void prune() {
    database.write(
        sql -> {
          sql.update(
              "delete from webhook_delivery where created_at < ?", clock.instant().minus(KEPT));
          for (String id : sql.list("select id from webhook", row -> row.text("id"))) {
            Long newest =
                sql.first(
                    "select created_at from webhook_delivery where webhook_id = ?"
                        + " and next_at is null order by created_at desc limit 1 offset ?",
                    row -> row.number("created_at"),
                    id,
                    MAX_KEPT);
            if (newest != null) {
              sql.update(
                  "delete from webhook_delivery where webhook_id = ? and next_at is null"
                      + " and created_at <= ?",
                  id,
                  newest);
            }
          }
          return null;
        });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static String checkedUrl(String url) {
    if (url.length() > MAX_URL_CHARS) {
      throw ControlException.invalid("url", "url has at most " + MAX_URL_CHARS + " characters");
    }
    return url;
  }

  private static List<String> checkedEvents(List<String> events) {
    List<String> unknown = WebhookEvent.unknown(events);
    if (!unknown.isEmpty()) {
      throw ControlException.invalid(
          "events",
          "\"" + unknown.getFirst() + "\" is none of: " + String.join(", ", WebhookEvent.words()));
    }
    return events.stream().distinct().toList();
  }

  private static Webhook find(Sql sql, TenantId tenant, String id) {
    Webhook webhook =
        sql.first(
            "select * from webhook where tenant_id = ? and id = ?",
            Webhooks::webhook,
            tenant.value(),
            id);
    if (webhook == null) {
      throw ControlException.notFound("webhook");
    }
    return webhook;
  }

  static String purpose(String id) {
    return Resealing.purpose("webhook", "secret_sealed", id);
  }

  private static Webhook.@Nullable Attempt attempt(Row row) {
    Instant at = row.instantOrNull("last_at");
    Long status = row.numberOrNull("last_status");
    return at == null
        ? null
        : new Webhook.Attempt(
            at, status == null ? null : status.intValue(), row.textOrNull("last_error"));
  }

  private static Webhook webhook(Row row) {
    return new Webhook(
        row.text("id"),
        row.text("name"),
        row.text("url"),
        Lines.split(row.text("events")),
        row.flag("active"),
        row.number("failures"),
        row.number("dropped"),
        attempt(row),
        row.instant("created_at"));
  }

  private static Delivery delivery(Row row) {
    return new Delivery(
        row.text("id"),
        row.text("webhook_id"),
        row.text("event"),
        row.text("body"),
        (int) row.number("attempts"),
        row.flag("delivered"),
        row.instantOrNull("next_at"),
        attempt(row),
        row.numberOrNull("took_ms"),
        row.instant("created_at"));
  }

  private record Seen(String name, String url, List<String> events, boolean active) {}

  private static Seen seen(Webhook webhook) {
    return new Seen(webhook.name(), webhook.url(), webhook.events(), webhook.active());
  }
}
