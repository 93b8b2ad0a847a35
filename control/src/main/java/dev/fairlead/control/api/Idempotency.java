package dev.fairlead.control.api;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.media.session.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers of calls that came under an {@code Idempotency-Key}, kept for a day, so that a client
 * that lost an answer may ask again and nothing is done twice. Any thread that may block.
 */
final class Idempotency {
  static final int MAX_KEY_CHARS = 128;

  private static final Duration LIFE = Duration.ofDays(1);

  private final Database database;
  private final Vault vault;
  private final InstantSource clock;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param body in JSON, empty for none
   */
  record Answer(int status, String body) {
    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }

  private record Kept(String fingerprint, Answer answer) {}

  interface Work {
    Answer run();
  }

  Idempotency(Database database, Vault vault, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.clock = clock;
  }

  /** Does the work, unless it was done under this key. */
  Answer once(TenantId tenant, String key, String request, Work work) {
    String name = tenant.value() + " " + key;
    if (!underWay.add(name)) {
      throw ControlException.of(
          ControlException.Kind.CONFLICT,
          "idempotency_in_progress",
          "A call under this Idempotency-Key is under way.");
    }
    try {
      String fingerprint = Hashes.sha256(request);
      Kept kept = find(tenant, key);
      if (kept == null) {
        Answer answer = work.run();
        keep(tenant, key, fingerprint, answer);
        return answer;
      }
      if (!kept.fingerprint().equals(fingerprint)) {
        throw ControlException.of(
            ControlException.Kind.CONFLICT,
            "idempotency_key_reused",
            "This Idempotency-Key was used for another call.");
      }
      return kept.answer();
    } finally {
      underWay.remove(name);
    }
  }

  private @Nullable Kept find(TenantId tenant, String key) {
    return database.read(
        sql ->
            sql.first(
                "select * from idempotency where tenant_id = ? and request_key = ?"
                    + " and created_at > ?",
                row ->
                    new Kept(
                        row.text("fingerprint"),
                        new Answer(
                            (int) row.number("status"),
                            vault.open(purpose(tenant, key), row.text("body_sealed")))),
                tenant.value(),
                key,
                clock.instant().minus(LIFE)));
  }

  private void keep(TenantId tenant, String key, String fingerprint, Answer answer) {
    database.write(
        sql -> {
          sql.update("delete from idempotency where created_at <= ?", clock.instant().minus(LIFE));
          return sql.update(
              "insert into idempotency (tenant_id, request_key, fingerprint, status, body_sealed,"
                  + " created_at) values (?, ?, ?, ?, ?, ?)",
              tenant.value(),
              key,
              fingerprint,
              answer.status(),
              vault.seal(purpose(tenant, key), answer.body()),
              clock.instant());
        });
  }

  private static String purpose(TenantId tenant, String key) {
    return "idempotency." + tenant.value() + "." + key;
  }
}
