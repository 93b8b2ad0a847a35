package dev.fairlead.control.auth;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Resealing;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Authenticators of accounts, and codes on paper for whoever loses his. Any thread that may block.
 */
public final class SecondFactors {
  private static final String ISSUER = "Fairlead";
  private static final int BACKUP_CODES = 10;

  /** Before the first code was used. */
  private static final long NO_STEP_YET = 0;

  private final Database database;
  private final Vault vault;
  private final Audit audit;
  private final RandomNames names;
  private final InstantSource clock;

  /**
   * A secret to be put into an authenticator.
   *
   * @param secret as people type it
   * @param uri as authenticators read it from a QR code
   */
  public record Fresh(String secret, String uri) {
    @Override
    public String toString() {
      return "Fresh[redacted]";
    }
  }

  private record Held(String sealed, boolean confirmed, long lastStep) {
    static Held of(Row row) {
      return new Held(row.text("secret_sealed"), row.flag("confirmed"), row.number("last_step"));
    }
  }

  /**
   * @param database where
   * @param vault seals secrets
   * @param audit who changed what
   * @param names makes secrets
   * @param clock tells which code counts
   */
  public SecondFactors(
      Database database, Vault vault, Audit audit, RandomNames names, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.audit = audit;
    this.names = names;
    this.clock = clock;
  }

  /** Whether the account asks for a second factor. */
  public boolean isOn(Caller caller) {
    Held held = database.read(sql -> find(sql, caller.actor().id()));
    return held != null && held.confirmed();
  }

  /** Begins: nothing is asked for before {@link #confirm}. */
  public Fresh begin(Caller caller) {
    String accountId = caller.actor().id();
    String secretHex = names.totpSecretHex(Totp.SECRET_BYTES);
    String email =
        database.write(
            sql -> {
              Held held = find(sql, accountId);
              if (held != null && held.confirmed()) {
                throw ControlException.of(
                    ControlException.Kind.CONFLICT,
                    "second_factor_on",
                    "There is one already; switch it off first.");
              }
              sql.update("delete from second_factor where id = ?", accountId);
              sql.update(
                  "insert into second_factor (id, tenant_id, secret_sealed, confirmed,"
                      + " last_step, created_at) values (?, ?, ?, ?, ?, ?)",
                  accountId,
                  caller.tenant().value(),
                  vault.seal(purpose(accountId), secretHex),
                  false,
                  NO_STEP_YET,
                  clock.instant());
              return Accounts.emailOf(sql, caller.tenant(), accountId);
            });
    String secret = Totp.base32(HexFormat.of().parseHex(secretHex));
    String label = URLEncoder.encode(ISSUER + ":" + email, StandardCharsets.UTF_8);
    return new Fresh(
        secret,
        "otpauth://totp/" + label.replace("+", "%20") + "?secret=" + secret + "&issuer=" + ISSUER);
  }

  private static String purpose(String accountId) {
    return Resealing.purpose("second_factor", "secret_sealed", accountId);
  }

  /**
   * Goes on from {@link #begin} with a first code; gives codes for paper, which nothing shows
   * again.
   */
  public List<String> confirm(Caller caller, String code) {
    String accountId = caller.actor().id();
    return database.write(
        sql -> {
          Held held = find(sql, accountId);
          if (held == null || held.confirmed() || !useCode(sql, accountId, held, code)) {
            throw ControlException.invalid(
                "code", "this is not the code that the authenticator shows");
          }
          sql.update("update second_factor set confirmed = 1 where id = ?", accountId);
          sql.update("delete from backup_code where account_id = ?", accountId);
          List<String> codes = new ArrayList<>();
          for (int i = 0; i < BACKUP_CODES; i++) {
            String backup = names.backupCode();
            codes.add(backup);
            sql.update(
                "insert into backup_code (code_hash, account_id) values (?, ?)",
                Hashes.sha256(backup),
                accountId);
          }
          note(sql, caller, "second_factor_on");
          return codes;
        });
  }

  /** Switches it off; the caller has shown the password. */
  public void end(Caller caller) {
    database.write(
        sql -> {
          int ended = sql.update("delete from second_factor where id = ?", caller.actor().id());
          sql.update("delete from backup_code where account_id = ?", caller.actor().id());
          if (ended > 0) {
            note(sql, caller, "second_factor_off");
          }
          return ended;
        });
  }

  private void note(Sql sql, Caller caller, String action) {
    audit.write(
        sql, caller.tenant(), caller.actor(), action, "user", caller.actor().id(), null, null);
  }

  private static @Nullable Held find(Sql sql, String accountId) {
    return sql.first("select * from second_factor where id = ?", Held::of, accountId);
  }

  /** Whether the account asks for one, within a transaction. */
  boolean isWanted(Sql sql, String accountId) {
    Held held = find(sql, accountId);
    return held != null && held.confirmed();
  }

  /** Uses a code of the authenticator or of the paper up; false when it does not count. */
  boolean use(Sql sql, String accountId, String code) {
    Held held = find(sql, accountId);
    String typed = code.replace(" ", "").replace("-", "").toLowerCase(Locale.ROOT);
    return held != null
        && (useCode(sql, accountId, held, typed)
            || sql.update(
                    "delete from backup_code where account_id = ? and code_hash = ?",
                    accountId,
                    Hashes.sha256(typed))
                == 1);
  }

  private boolean useCode(Sql sql, String accountId, Held held, String code) {
    byte[] secret = HexFormat.of().parseHex(vault.open(purpose(accountId), held.sealed()));
    long step = Totp.matching(secret, code, clock.instant().getEpochSecond(), held.lastStep());
    return step != Totp.NO_STEP
        && sql.update(
                "update second_factor set last_step = ? where id = ? and last_step < ?",
                step,
                accountId,
                step)
            == 1;
  }
}
