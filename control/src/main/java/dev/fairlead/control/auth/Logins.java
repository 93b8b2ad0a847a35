package dev.fairlead.control.auth;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.media.session.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Signing in by password, going on by refresh token, signing out. Any thread that may block.
 *
 * <p>A refresh token is good for one use; its family, which began with the password, ends as a
 * whole when one is used twice, because then somebody else has it.
 */
public final class Logins {
  /** How long a refresh token waits for its use. */
  public static final Duration REFRESH_LIFE = Duration.ofDays(30);

  /** How long a family lasts at most. */
  private static final Duration FAMILY_LIFE = Duration.ofDays(90);

  /** A client that lost the answer may ask once more, this soon. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final long WINDOW_NS = 300_000_000_000L;

  /** Within {@link #WINDOW_NS}, of one address of an account. */
  private static final int MAX_FAILURES_PER_EMAIL = 10;

  /** Within {@link #WINDOW_NS}, from one address of the network: an office shares one. */
  private static final int MAX_FAILURES_PER_REMOTE = 50;

  private static final String SECOND_FACTOR_REFUSED = "second_factor_refused";

  private static final int MAX_AGENT_CHARS = 200;

  /** More than anybody has devices; the oldest are left out. */
  private static final int MAX_LISTED = 100;

  private final Database database;
  private final Passwords passwords;
  private final AccessTokens accessTokens;
  private final Audit audit;
  private final RandomNames names;
  private final InstantSource clock;
  private final MailCodes codes;
  private final SecondFactors secondFactors;
  private final FailureLimit byEmail;
  private final FailureLimit byRemote;

  /**
   * Both tokens.
   *
   * @param accessToken for calls
   * @param refreshToken for the next pair
   */
  public record Tokens(String accessToken, String refreshToken) {
    @Override
    public String toString() {
      return "Tokens[redacted]";
    }
  }

  /**
   * Who asks, for the log of logins.
   *
   * @param remote address
   * @param agent what the client calls itself
   */
  public record Client(String remote, String agent) {
    /** Shortens what the client calls itself. */
    public Client {
      agent = agent.length() > MAX_AGENT_CHARS ? agent.substring(0, MAX_AGENT_CHARS) : agent;
    }
  }

  /**
   * @param database where
   * @param passwords checks them
   * @param accessTokens issues them
   * @param secondFactors checks them
   * @param audit who signed in
   * @param names makes tokens
   * @param clock dates tokens
   * @param nanoTime monotonic time
   */
  public Logins(
      Database database,
      Passwords passwords,
      AccessTokens accessTokens,
      SecondFactors secondFactors,
      Audit audit,
      RandomNames names,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.database = database;
    this.passwords = passwords;
    this.accessTokens = accessTokens;
    this.secondFactors = secondFactors;
    this.audit = audit;
    this.names = names;
    this.clock = clock;
    codes = new MailCodes(names, clock);
    byEmail = new FailureLimit(MAX_FAILURES_PER_EMAIL, WINDOW_NS, nanoTime);
    byRemote = new FailureLimit(MAX_FAILURES_PER_REMOTE, WINDOW_NS, nanoTime);
  }

  private record Known(Account account, String passwordHash, boolean verified) {
    static Known of(Row row) {
      return new Known(
          Accounts.account(row),
          row.text("password_hash"),
          row.instantOrNull("verified_at") != null);
    }
  }

  /** Signs in; what is wrong with a refusal is not told. */
  public Tokens login(String email, String password, Client client) {
    return login(email, password, Extra.NONE, client);
  }

  /**
   * What goes along with a password.
   *
   * @param code that was mailed, null when there is none
   * @param secondFactor what the authenticator shows, null when there is none
   */
  public record Extra(@Nullable String code, @Nullable String secondFactor) {
    /** Nothing. */
    public static final Extra NONE = new Extra(null, null);

    @Override
    public String toString() {
      return "Extra[redacted]";
    }
  }

  /**
   * Signs in, the first time with the code that was mailed: only who has both the mailbox and the
   * password proves that the address is his.
   */
  public Tokens login(String email, String password, Extra extra, Client client) {
    String folded = Hashes.fold(email.strip());
    if (byEmail.isReached(folded) || byRemote.isReached(client.remote())) {
      throw ControlException.of(
          ControlException.Kind.OVER_LIMIT,
          "too_many_attempts",
          "Too many failed attempts; try again in some minutes.");
    }
    Known known =
        database.read(
            sql ->
                sql.first(
                    "select a.* from account a join tenant t on t.id = a.tenant_id"
                        + " where a.email_fold = ? and a.active = 1",
                    Known::of,
                    folded));
    if (!passwords.matches(password, known == null ? null : known.passwordHash())
        || known == null) {
      byEmail.failed(folded);
      byRemote.failed(client.remote());
      if (known != null) {
        note(known.account(), client, "login_failed");
      }
      throw ControlException.of(
          ControlException.Kind.UNAUTHENTICATED,
          "login_failed",
          "There is no account of this address and password.");
    }
    Account account = known.account();
    String family = names.id();
    String refreshToken;
    try {
      refreshToken = begin(known, extra, family, client);
    } catch (ControlException e) {
      // Guessing goes on behind the password as before it.
      if (e.code().equals(SECOND_FACTOR_REFUSED)) {
        byEmail.failed(folded);
        byRemote.failed(client.remote());
        note(account, client, "second_factor_failed");
      }
      throw e;
    }
    byEmail.succeeded(folded);
    return tokens(account.id(), family, refreshToken);
  }

  private String begin(Known known, Extra extra, String family, Client client) {
    Account account = known.account();
    return database.write(
        sql -> {
          if (!known.verified()) {
            confirm(sql, account, extra.code(), client);
          }
          demandSecondFactor(sql, account, extra.secondFactor());
          sql.update(
              "update account set last_login_at = ? where id = ?", clock.instant(), account.id());
          audit(sql, account, client, "login_succeeded");
          forgetOld(sql);
          return issue(sql, account.id(), account.tenant(), family, clock.instant(), client);
        });
  }

  private void demandSecondFactor(Sql sql, Account account, @Nullable String code) {
    if (!secondFactors.isWanted(sql, account.id())) {
      return;
    }
    if (code == null || code.isBlank()) {
      throw ControlException.of(
          ControlException.Kind.UNAUTHENTICATED,
          "second_factor_wanted",
          "Tell the code that your authenticator shows as well.");
    }
    if (!secondFactors.use(sql, account.id(), code)) {
      throw ControlException.of(
          ControlException.Kind.UNAUTHENTICATED,
          SECOND_FACTOR_REFUSED,
          "This code does not count; take the next one.");
    }
  }

  private void confirm(Sql sql, Account account, @Nullable String code, Client client) {
    if (code == null || !codes.use(sql, code, MailCodes.Purpose.CONFIRM_ADDRESS, account.id())) {
      throw ControlException.of(
          ControlException.Kind.FORBIDDEN,
          code == null ? "address_not_confirmed" : "code_refused",
          "This address is not confirmed yet: open the link in the newest mail to it.");
    }
    sql.update("update account set verified_at = ? where id = ?", clock.instant(), account.id());
    audit(sql, account, client, "address_confirmed");
  }

  private void note(Account account, Client client, String action) {
    database.write(
        sql -> {
          audit(sql, account, client, action);
          return null;
        });
  }

  private void audit(Sql sql, Account account, Client client, String action) {
    audit.write(
        sql,
        account.tenant(),
        new Actor(Actor.Kind.ACCOUNT, account.id(), client.remote()),
        action,
        "user",
        account.id(),
        null,
        null);
  }

  private void forgetOld(Sql sql) {
    sql.update("delete from refresh_token where expires_at < ?", clock.instant());
  }

  private String issue(
      Sql sql, String accountId, TenantId tenant, String family, Instant startedAt, Client client) {
    Instant now = clock.instant();
    String refresh = names.refreshToken();
    sql.update(
        "insert into refresh_token (id, token_hash, family, account_id, tenant_id, started_at,"
            + " issued_at, expires_at, remote, agent) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        names.id(),
        Hashes.sha256(refresh),
        family,
        accountId,
        tenant.value(),
        startedAt,
        now,
        now.plus(REFRESH_LIFE),
        client.remote(),
        client.agent());
    return refresh;
  }

  /** Outside of transactions: the signing key may have to be read, or made. */
  private Tokens tokens(String accountId, String family, String refreshToken) {
    return new Tokens(accessTokens.issue(new AccessTokens.Claims(accountId, family)), refreshToken);
  }

  private record Held(
      String id,
      String family,
      String accountId,
      TenantId tenant,
      Instant startedAt,
      Instant expiresAt,
      @Nullable Instant usedAt,
      @Nullable Instant revokedAt) {
    static Held of(Row row) {
      return new Held(
          row.text("id"),
          row.text("family"),
          row.text("account_id"),
          new TenantId(row.text("tenant_id")),
          row.instant("started_at"),
          row.instant("expires_at"),
          row.instantOrNull("used_at"),
          row.instantOrNull("revoked_at"));
    }
  }

  /**
   * A login that goes on.
   *
   * @param id stable
   * @param startedAt when the password was given
   * @param lastUsedAt when it was gone on with last
   * @param remote from which address, then
   * @param agent by which client, then
   */
  public record Login(
      String id, Instant startedAt, Instant lastUsedAt, String remote, String agent) {
    static Login of(Row row) {
      return new Login(
          row.text("family"),
          row.instant("started_at"),
          row.instant("issued_at"),
          row.text("remote"),
          row.text("agent"));
    }
  }

  /** Logins of an account that go on, the one used last first. */
  public List<Login> list(TenantId tenant, String accountId) {
    List<Login> held =
        database.read(
            sql ->
                sql.list(
                    "select * from refresh_token where tenant_id = ? and account_id = ?"
                        + " and revoked_at is null and used_at is null and expires_at > ?"
                        + " order by issued_at desc",
                    Login::of,
                    tenant.value(),
                    accountId,
                    clock.instant()));
    Map<String, Login> byFamily = new LinkedHashMap<>();
    held.forEach(login -> byFamily.putIfAbsent(login.id(), login));
    return byFamily.values().stream().limit(MAX_LISTED).toList();
  }

  /** Ends one login of an account. */
  public void end(Caller caller, String loginId) {
    database.write(
        sql -> {
          int ended =
              sql.update(
                  "update refresh_token set revoked_at = ? where tenant_id = ? and account_id = ?"
                      + " and family = ? and revoked_at is null",
                  clock.instant(),
                  caller.tenant().value(),
                  caller.actor().id(),
                  loginId);
          if (ended == 0) {
            throw ControlException.notFound("login");
          }
          audit.write(
              sql,
              caller.tenant(),
              caller.actor(),
              "login_ended",
              "user",
              caller.actor().id(),
              null,
              null);
          return ended;
        });
  }

  private record Next(String accountId, String family, String refreshToken) {}

  /** Uses a refresh token for the next pair. */
  public Tokens refresh(String refreshToken, Client client) {
    Next next =
        database.write(
            sql -> {
              Held held =
                  sql.first(
                      "select r.* from refresh_token r join account a on a.id = r.account_id"
                          + " where r.token_hash = ? and a.active = 1",
                      Held::of,
                      Hashes.sha256(refreshToken));
              Instant now = clock.instant();
              if (held == null
                  || held.revokedAt() != null
                  || !now.isBefore(held.expiresAt())
                  || now.isAfter(held.startedAt().plus(FAMILY_LIFE))) {
                return null;
              }
              Instant usedAt = held.usedAt();
              if (usedAt != null && now.isAfter(usedAt.plus(GRACE))) {
                reused(sql, held, client);
                return null;
              }
              sql.update(
                  "update refresh_token set used_at = coalesce(used_at, ?) where id = ?",
                  now,
                  held.id());
              return new Next(
                  held.accountId(),
                  held.family(),
                  issue(
                      sql,
                      held.accountId(),
                      held.tenant(),
                      held.family(),
                      held.startedAt(),
                      client));
            });
    if (next == null) {
      throw ControlException.of(
          ControlException.Kind.UNAUTHENTICATED,
          "refresh_refused",
          "This refresh token does not count any more; sign in again.");
    }
    return tokens(next.accountId(), next.family(), next.refreshToken());
  }

  private void reused(Sql sql, Held held, Client client) {
    revoke(sql, held.family());
    audit.write(
        sql,
        held.tenant(),
        new Actor(Actor.Kind.ACCOUNT, held.accountId(), client.remote()),
        "refresh_token_reused",
        "user",
        held.accountId(),
        null,
        null);
  }

  /** Ends the login that a refresh token belongs to; one that is unknown ends nothing. */
  public void logout(String refreshToken) {
    database.write(
        sql -> {
          String family =
              sql.first(
                  "select family from refresh_token where token_hash = ?",
                  row -> row.text("family"),
                  Hashes.sha256(refreshToken));
          if (family != null) {
            revoke(sql, family);
          }
          return null;
        });
  }

  private void revoke(Sql sql, String family) {
    sql.update(
        "update refresh_token set revoked_at = ? where family = ? and revoked_at is null",
        clock.instant(),
        family);
  }

  /** Whether {@code password} is the account's own. */
  public boolean isPasswordOf(TenantId tenant, String accountId, String password) {
    String hash =
        database.read(
            sql ->
                sql.first(
                    "select password_hash from account where tenant_id = ? and id = ?",
                    row -> row.text("password_hash"),
                    tenant.value(),
                    accountId));
    return passwords.matches(password, hash);
  }
}
