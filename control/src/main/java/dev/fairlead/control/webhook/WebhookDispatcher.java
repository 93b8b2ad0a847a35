package dev.fairlead.control.webhook;

import dev.fairlead.control.outbound.OutboundHttp;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.media.session.TenantId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Posts what is due in the outbox, a few at once and few to one endpoint, so that one that is slow
 * makes nobody wait. Any thread; never blocks, save where it says so.
 */
public final class WebhookDispatcher {
  /** What is signed, and when: {@code t=SECONDS,v1=HMAC}. */
  static final String SIGNATURE_HEADER = "X-Fairlead-Signature";

  /** What happened. */
  static final String EVENT_HEADER = "X-Fairlead-Event";

  /** The same over all attempts. */
  static final String DELIVERY_HEADER = "X-Fairlead-Delivery";

  private static final Logger LOG = System.getLogger(WebhookDispatcher.class.getName());

  /** Before each further attempt: twelve within a day. */
  static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(4),
          Duration.ofHours(5),
          Duration.ofHours(5),
          Duration.ofHours(6));

  /** From the look-up of the name to the whole answer. */
  private static final int TIMEOUT_MS = 10_000;

  /** How long an attempt belongs to the node that began it; a node that died loses it. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static final int MAX_AT_ONCE = 32;
  private static final int MAX_AT_ONCE_PER_WEBHOOK = 4;
  private static final int MAX_LOOKED_AT = 50;
  private static final int MAX_ERROR_CHARS = 200;
  private static final Duration PRUNE_EACH = Duration.ofHours(1);

  private final Webhooks webhooks;
  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final OutboundHttp http;
  private final Executor threads;
  private final InstantSource clock;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean again;

  // Guarded by this.
  private final Map<String, Integer> underWay = new HashMap<>();
  private int allUnderWay;
  private Instant prunedAt = Instant.MIN;

  private record Due(
      String id,
      TenantId tenant,
      String webhookId,
      String url,
      String secret,
      String event,
      String body,
      int attempts,
      Instant createdAt,
      long dueMs) {
    @Override
    public String toString() {
      return "Due[" + id + "]";
    }
  }

  /**
   * @param webhooks keeps the outbox
   * @param database where
   * @param vault opens secrets
   * @param audit who changed what
   * @param http posts
   * @param threads may block
   * @param clock finds out what is due
   */
  public WebhookDispatcher(
      Webhooks webhooks,
      Database database,
      Vault vault,
      Audit audit,
      OutboundHttp http,
      Executor threads,
      InstantSource clock) {
    this.webhooks = webhooks;
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.http = http;
    this.threads = threads;
    this.clock = clock;
    webhooks.onNews(this::look);
  }

  /**
   * Goes on only when a tenant may have that address called: https, or http within the blocks that
   * the operator allows. Blocks.
   */
  public void demandAllowed(String url) {
    try {
      http.judge(new URI(url));
    } catch (URISyntaxException e) {
      throw ControlException.invalid("url", "url is no address");
    } catch (IOException e) {
      throw ControlException.invalid("url", "url cannot be used: " + e.getMessage());
    }
  }

  /** Looks what is due. Call about once a second. */
  public void look() {
    again = true;
    if (looking.compareAndSet(false, true)) {
      threads.execute(
          () -> {
            try {
              while (again) {
                again = false;
                lookNow();
              }
            } catch (RuntimeException e) {
              LOG.log(Level.DEBUG, "the outbox was not looked at", e);
            } finally {
              looking.set(false);
            }
          });
    }
  }

  private void lookNow() {
    pruneNowAndThen();
    for (List<Due> due = due(); !due.isEmpty(); due = due()) {
      int begun = 0;
      for (Due each : due) {
        if (enter(each.webhookId())) {
          if (claim(each)) {
            begin(each);
            begun++;
          } else {
            leave(each.webhookId());
          }
        }
      }
      if (begun == 0) {
        return;
      }
    }
  }

  private void pruneNowAndThen() {
    Instant now = clock.instant();
    synchronized (this) {
      if (prunedAt.isAfter(now.minus(PRUNE_EACH))) {
        return;
      }
      prunedAt = now;
    }
    webhooks.prune();
  }

  /** What is due, save of endpoints that have enough to do. */
  private List<Due> due() {
    List<Object> values = new ArrayList<>();
    values.add(clock.instant());
    synchronized (this) {
      if (allUnderWay >= MAX_AT_ONCE) {
        return List.of();
      }
      underWay.forEach(
          (id, count) -> {
            if (count >= MAX_AT_ONCE_PER_WEBHOOK) {
              values.add(id);
            }
          });
    }
    String busy =
        values.size() == 1
            ? ""
            : values.stream()
                .skip(1)
                .map(each -> "?")
                .collect(Collectors.joining(", ", " and d.webhook_id not in (", ")"));
    return database.read(
        sql ->
            sql.list(
                "select d.*, w.url as url, w.secret_sealed as secret from webhook_delivery d"
                    + " join webhook w on w.id = d.webhook_id"
                    + " join tenant t on t.id = d.tenant_id"
                    + " where d.next_at <= ? and w.active = 1 and t.active = 1"
                    + busy
                    + " order by d.next_at limit "
                    + MAX_LOOKED_AT,
                row ->
                    new Due(
                        row.text("id"),
                        new TenantId(row.text("tenant_id")),
                        row.text("webhook_id"),
                        row.text("url"),
                        row.text("secret"),
                        row.text("event"),
                        row.text("body"),
                        (int) row.number("attempts"),
                        row.instant("created_at"),
                        row.number("next_at")),
                values.toArray()));
  }

  private synchronized boolean enter(String webhookId) {
    int count = underWay.getOrDefault(webhookId, 0);
    if (allUnderWay >= MAX_AT_ONCE || count >= MAX_AT_ONCE_PER_WEBHOOK) {
      return false;
    }
    allUnderWay++;
    underWay.put(webhookId, count + 1);
    return true;
  }

  private synchronized void leave(String webhookId) {
    allUnderWay--;
    underWay.computeIfPresent(webhookId, (id, count) -> count > 1 ? count - 1 : null);
  }

  /** Takes an attempt, which another node on the same store may have taken first. */
  private boolean claim(Due due) {
    return database.write(
            sql ->
                sql.update(
                    "update webhook_delivery set next_at = ? where id = ? and next_at = ?",
                    clock.instant().plus(LEASE),
                    due.id(),
                    due.dueMs()))
        == 1;
  }

  private void begin(Due due) {
    long beganMs = clock.millis();
    CompletionStage<Integer> answer;
    try {
      answer = post(due.url(), due.webhookId(), due.secret(), due.event(), due.id(), due.body());
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    var _ =
        answer.whenCompleteAsync(
            (status, failure) -> {
              try {
                ended(due, attempt(status, failure), clock.millis() - beganMs);
              } catch (RuntimeException e) {
                // It is tried again when its lease is over.
                LOG.log(
                    Thread.currentThread().isInterrupted() ? Level.DEBUG : Level.WARNING,
                    "a delivery was not noted: {0}",
                    e.getMessage());
              } finally {
                leave(due.webhookId());
              }
              look();
            },
            threads);
  }

  private CompletionStage<Integer> post(
      String url, String webhookId, String sealed, String event, String id, String body) {
    String secret = vault.open(Webhooks.purpose(webhookId), sealed);
    long atSeconds = clock.instant().getEpochSecond();
    String signature = Hashes.hmacSha256(secret, atSeconds + "." + body);
    return http.post(
        URI.create(url),
        Map.of(
            SIGNATURE_HEADER,
            "t=" + atSeconds + ",v1=" + signature,
            EVENT_HEADER,
            event,
            DELIVERY_HEADER,
            id),
        body,
        TIMEOUT_MS);
  }

  private Webhook.Attempt attempt(@Nullable Integer status, @Nullable Throwable failure) {
    String error = null;
    if (failure != null) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      String text =
          cause instanceof TimeoutException
              ? "no answer within " + TIMEOUT_MS / 1_000 + " s"
              : String.valueOf(cause.getMessage());
      error = text.length() > MAX_ERROR_CHARS ? text.substring(0, MAX_ERROR_CHARS) : text;
    }
    return new Webhook.Attempt(clock.instant(), status, error);
  }

  private void ended(Due due, Webhook.Attempt attempt, long tookMs) {
    database.write(
        sql -> {
          int attempts = due.attempts() + 1;
          boolean over = attempt.isGood() || attempts > PAUSES.size();
          note(
              sql,
              due.id(),
              attempt,
              attempts,
              over ? null : attempt.at().plus(PAUSES.get(attempts - 1)),
              tookMs);
          noteOfWebhook(sql, due.webhookId(), attempt);
          if (over && !attempt.isGood()) {
            switchOffWhenDead(sql, due);
          }
          return null;
        });
  }

  private static void note(
      Sql sql,
      String id,
      Webhook.Attempt attempt,
      int attempts,
      @Nullable Instant nextAt,
      long tookMs) {
    sql.update(
        "update webhook_delivery set attempts = ?, delivered = ?, next_at = ?, last_at = ?,"
            + " last_status = ?, last_error = ?, took_ms = ? where id = ?",
        attempts,
        attempt.isGood(),
        nextAt,
        attempt.at(),
        attempt.status(),
        attempt.error(),
        tookMs,
        id);
  }

  private static void noteOfWebhook(Sql sql, String webhookId, Webhook.Attempt attempt) {
    sql.update(
        "update webhook set failures = "
            + (attempt.isGood() ? "0" : "failures + 1")
            + ", last_at = ?, last_status = ?, last_error = ? where id = ?",
        attempt.at(),
        attempt.status(),
        attempt.error(),
        webhookId);
  }

  /** Nothing went well for as long as one delivery was tried: the endpoint is gone. */
  private void switchOffWhenDead(Sql sql, Due due) {
    long since =
        sql.count(
            "select count(*) from webhook_delivery where webhook_id = ? and delivered = 1"
                + " and last_at >= ?",
            due.webhookId(),
            due.createdAt());
    if (since == 0
        && sql.update("update webhook set active = 0 where id = ? and active = 1", due.webhookId())
            == 1) {
      audit.write(
          sql,
          due.tenant(),
          Actor.NODE,
          "webhook_switched_off",
          "webhook",
          due.webhookId(),
          null,
          null);
    }
  }

  /** Posts a test at once, whether the endpoint is switched on or not. Blocks. */
  public Delivery test(TenantId tenant, String id) {
    Delivery delivery = webhooks.insertTest(tenant, id);
    record Target(String url, String secret) {}
    Target target =
        database.read(
            sql ->
                sql.first(
                    "select url, secret_sealed from webhook where tenant_id = ? and id = ?",
                    row -> new Target(row.text("url"), row.text("secret_sealed")),
                    tenant.value(),
                    id));
    if (target == null) {
      throw ControlException.notFound("webhook");
    }
    long beganMs = clock.millis();
    Webhook.Attempt attempt =
        post(target.url(), id, target.secret(), delivery.event(), delivery.id(), delivery.body())
            .handle(this::attempt)
            .toCompletableFuture()
            .join();
    long tookMs = clock.millis() - beganMs;
    return database.write(
        sql -> {
          note(sql, delivery.id(), attempt, 1, null, tookMs);
          noteOfWebhook(sql, id, attempt);
          Delivery noted = Webhooks.delivery(sql, id, delivery.id());
          return noted == null ? delivery : noted;
        });
  }
}
