package dev.fairlead.control.tenant;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.store.StoreException;
import dev.fairlead.media.session.TenantId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Accounts in the store. Any thread that may block. */
public final class Accounts {
  private static final int MAX_NAME_CHARS = 64;

  /** RFC 5321 §4.5.3.1.3 allows a path of 256 octets with its brackets. */
  private static final int MAX_EMAIL_CHARS = 254;

  /** Enough to find typing errors; whether it exists is found out by writing to it. */
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,189}");

  private final Database database;
  private final Audit audit;
  private final RandomNames names;
  private final InstantSource clock;

  /**
   * A new account.
   *
   * @param email by which it signs in
   * @param name for people
   * @param passwordHash of its first password
   * @param role what it is to its tenant
   * @param operator whether it runs the node as well
   * @param verified whether the address is known to be its own; it cannot sign in before
   */
  public record Fresh(
      String email,
      String name,
      String passwordHash,
      Role role,
      boolean operator,
      boolean verified) {
    /** One that somebody vouches for. */
    public Fresh(String email, String name, String passwordHash, Role role, boolean operator) {
      this(email, name, passwordHash, role, operator, true);
    }

    /** Never the hash. */
    @Override
    public String toString() {
      return "Fresh[redacted]";
    }
  }

  /** What can be changed of an account; null stays as it is. */
  public record Change(@Nullable String name, @Nullable Role role, @Nullable Boolean active) {}

  /**
   * @param database where
   * @param audit who changed what
   * @param names makes ids
   * @param clock dates accounts
   */
  public Accounts(Database database, Audit audit, RandomNames names, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.names = names;
    this.clock = clock;
  }

  /** An address without outer spaces, when it looks like one. */
  public static String address(String text) {
    String email = text.strip();
    if (email.length() > MAX_EMAIL_CHARS || !EMAIL.matcher(email).matches()) {
      throw ControlException.invalid("email", "email is no address such as name@example.org");
    }
    return email;
  }

  /** Adds one that may do no more than its maker. */
  public Account create(Caller caller, Fresh fresh) {
    try {
      return database.write(sql -> create(sql, caller, fresh));
    } catch (StoreException e) {
      throw e.kind() == StoreException.Kind.CONFLICT ? taken() : e;
    }
  }

  /** Why an address cannot be that of another account. */
  public static ControlException taken() {
    return ControlException.of(
        ControlException.Kind.CONFLICT, "email_taken", "This address cannot be used.");
  }

  /** The same within a transaction, which a second account of the address undoes. */
  public Account create(Sql sql, Caller caller, Fresh fresh) {
    TenantId tenant = caller.tenant();
    String email = address(fresh.email());
    Account account =
        new Account(
            names.id(),
            tenant,
            email,
            Checks.name("name", fresh.name(), MAX_NAME_CHARS),
            fresh.role(),
            fresh.operator(),
            true,
            null,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    caller.demandAll(account.permissions());
    sql.update(
        "insert into account (id, tenant_id, email, email_fold, name, password_hash, role,"
            + " operator, active, created_at, verified_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        account.id(),
        tenant.value(),
        email,
        Hashes.fold(email),
        account.name(),
        fresh.passwordHash(),
        account.role(),
        account.operator(),
        true,
        account.createdAt(),
        fresh.verified() ? account.createdAt() : null);
    audit.write(
        sql, tenant, caller.actor(), "user_created", "user", account.id(), null, seen(account));
    return account;
  }

  /**
   * Takes an account from its tenant into another, within a transaction; its logins end. What it
   * leaves must be able to go on: other people or streams need an owner. A tenant with neither is
   * switched off.
   */
  public Account move(Sql sql, Actor actor, Account before, TenantId to, Role role) {
    TenantId from = before.tenant();
    if (from.equals(to)) {
      throw ControlException.of(
          ControlException.Kind.CONFLICT, "already_member", "This account is in the team already.");
    }
    if (before.operator()) {
      throw ControlException.of(
          ControlException.Kind.CONFLICT,
          "operator_stays",
          "An operator's account stays with its tenant.");
    }
    sql.update(
        "update account set tenant_id = ?, role = ? where id = ?", to.value(), role, before.id());
    sql.update("update second_factor set tenant_id = ? where id = ?", to.value(), before.id());
    endLogins(sql, before.id());
    if (isDeserted(sql, from)) {
      sql.update("update tenant set active = 0 where id = ?", from.value());
    } else {
      demandOwner(sql, from);
    }
    Account after =
        new Account(
            before.id(),
            to,
            before.email(),
            before.name(),
            role,
            false,
            before.active(),
            before.lastLoginAt(),
            before.createdAt());
    audit.write(sql, from, actor, "user_left", "user", before.id(), seen(before), null);
    audit.write(sql, to, actor, "user_joined", "user", before.id(), null, seen(after));
    return after;
  }

  private static boolean isDeserted(Sql sql, TenantId tenant) {
    return sql.count("select count(*) from account where tenant_id = ?", tenant.value()) == 0
        && sql.count("select count(*) from live_stream where tenant_id = ?", tenant.value()) == 0;
  }

  /**
   * Changes one; the last active owner of a tenant stays what it is, and nobody changes who may do
   * more than himself.
   */
  public Account update(Caller caller, String id, Change change) {
    TenantId tenant = caller.tenant();
    return database.write(
        sql -> {
          Account before = find(sql, tenant, id);
          Account after =
              new Account(
                  id,
                  tenant,
                  before.email(),
                  change.name() == null
                      ? before.name()
                      : Checks.name("name", change.name(), MAX_NAME_CHARS),
                  change.role() == null ? before.role() : change.role(),
                  before.operator(),
                  change.active() == null ? before.active() : change.active(),
                  before.lastLoginAt(),
                  before.createdAt());
          caller.demandAll(before.permissions());
          caller.demandAll(after.permissions());
          sql.update(
              "update account set name = ?, role = ?, active = ? where id = ?",
              after.name(),
              after.role(),
              after.active(),
              id);
          demandOwner(sql, tenant);
          if (!after.active()) {
            endLogins(sql, id);
          }
          audit.write(
              sql, tenant, caller.actor(), "user_updated", "user", id, seen(before), seen(after));
          return after;
        });
  }

  /** Removes one; not the last active owner of a tenant. */
  public void delete(Caller caller, String id) {
    TenantId tenant = caller.tenant();
    database.write(
        sql -> {
          Account before = find(sql, tenant, id);
          caller.demandAll(before.permissions());
          sql.update("delete from account where id = ?", id);
          demandOwner(sql, tenant);
          audit.write(sql, tenant, caller.actor(), "user_deleted", "user", id, seen(before), null);
          return before;
        });
  }

  /** Gives another password; every login made by the old one ends. */
  public void setPassword(Caller caller, String id, String passwordHash) {
    TenantId tenant = caller.tenant();
    database.write(
        sql -> {
          Account account = find(sql, tenant, id);
          sql.update("update account set password_hash = ? where id = ?", passwordHash, id);
          endLogins(sql, id);
          audit.write(sql, tenant, caller.actor(), "password_changed", "user", id, null, null);
          return account;
        });
  }

  /** The account of that id. */
  public Account find(TenantId tenant, String id) {
    return database.read(sql -> find(sql, tenant, id));
  }

  /** The address of an account, within a transaction. */
  public static String emailOf(Sql sql, TenantId tenant, String id) {
    return find(sql, tenant, id).email();
  }

  /** Whether there is an account that runs the node. */
  public boolean hasOperator() {
    return database.read(
        sql -> sql.count("select count(*) from account where operator = 1 and active = 1") > 0);
  }

  /** Accounts of a tenant, the oldest first. */
  public Page<Account> list(TenantId tenant, Page.Request page) {
    List<Account> found =
        database.read(
            sql ->
                sql.list(
                    "select * from account where tenant_id = ?"
                        + " and (created_at > ? or (created_at = ? and id > ?))"
                        + " order by created_at, id limit ?",
                    Accounts::account,
                    tenant.value(),
                    page.afterMs(),
                    page.afterMs(),
                    page.afterId(),
                    page.limit() + 1));
    return Page.of(found, page, account -> account.createdAt().toEpochMilli(), Account::id);
  }

  private static void demandOwner(Sql sql, TenantId tenant) {
    if (sql.count(
            "select count(*) from account where tenant_id = ? and role = ? and active = 1",
            tenant.value(),
            Role.OWNER)
        == 0) {
      throw ControlException.of(
          ControlException.Kind.CONFLICT,
          "last_owner",
          "A tenant keeps at least one active owner.");
    }
  }

  /** Ends all logins of an account, within a transaction. */
  public void endLogins(Sql sql, String id) {
    sql.update(
        "update refresh_token set revoked_at = ? where account_id = ? and revoked_at is null",
        clock.instant(),
        id);
  }

  private static Account find(Sql sql, TenantId tenant, String id) {
    Account account =
        sql.first(
            "select * from account where tenant_id = ? and id = ?",
            Accounts::account,
            tenant.value(),
            id);
    if (account == null) {
      throw ControlException.notFound("user");
    }
    return account;
  }

  /** Reads one from its row. */
  public static Account account(Row row) {
    return new Account(
        row.text("id"),
        new TenantId(row.text("tenant_id")),
        row.text("email"),
        row.text("name"),
        Role.valueOf(row.text("role")),
        row.flag("operator"),
        row.flag("active"),
        row.instantOrNull("last_login_at"),
        row.instant("created_at"));
  }

  private record Seen(String email, String name, Role role, boolean operator, boolean active) {}

  private static Seen seen(Account account) {
    return new Seen(
        account.email(), account.name(), account.role(), account.operator(), account.active());
  }
}
