package dev.fairlead.control.auth;

import dev.fairlead.control.store.Sql;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Codes that links in mails carry. Each counts once; a new one ends those before it, so that a
 * mailbox holds at most one that counts. Any thread that may block.
 */
final class MailCodes {
  /** What a code allows. */
  enum Purpose {
    /** Proves that the account's address is its owner's. */
    CONFIRM_ADDRESS(Duration.ofDays(2)),
    /** Gives the account another password. */
    RESET_PASSWORD(Duration.ofHours(1));

    private final Duration life;

    Purpose(Duration life) {
      this.life = life;
    }
  }

  private final RandomNames names;
  private final InstantSource clock;

  MailCodes(RandomNames names, InstantSource clock) {
    this.names = names;
    this.clock = clock;
  }

  /** A code for that account, in place of those before. */
  String issue(Sql sql, String accountId, Purpose purpose) {
    String code = names.mailCode();
    Instant now = clock.instant();
    sql.update(
        "delete from mail_code where expires_at < ? or (account_id = ? and purpose = ?)",
        now,
        accountId,
        purpose);
    sql.update(
        "insert into mail_code (code_hash, purpose, account_id, expires_at) values (?, ?, ?, ?)",
        Hashes.sha256(code),
        purpose,
        accountId,
        now.plus(purpose.life));
    return code;
  }

  /** Whose code it is, null when it does not count. */
  @Nullable String accountOf(Sql sql, String code, Purpose purpose) {
    return sql.first(
        "select account_id from mail_code where code_hash = ? and purpose = ? and expires_at > ?",
        row -> row.text("account_id"),
        Hashes.sha256(code),
        purpose,
        clock.instant());
  }

  /** Uses a code up; false when it does not count, or not for that account. */
  boolean use(Sql sql, String code, Purpose purpose, String accountId) {
    return sql.update(
            "delete from mail_code where code_hash = ? and purpose = ? and account_id = ?"
                + " and expires_at > ?",
            Hashes.sha256(code),
            purpose,
            accountId,
            clock.instant())
        == 1;
  }
}
