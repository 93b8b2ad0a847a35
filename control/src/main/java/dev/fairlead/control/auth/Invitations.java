package dev.fairlead.control.auth;

import dev.fairlead.control.outbound.Mailer;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.store.StoreException;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.Invitation;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.tenant.Tenants;
import dev.fairlead.media.session.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asking people to join a tenant: a mail carries a link, and whoever has it makes an account, or
 * brings his own along. Any thread that may block.
 *
 * <p>Whether an invited address has an account is told to whoever reads its mailbox and to nobody
 * else.
 */
public final class Invitations {
  /** How long a link counts. */
  static final Duration LIFE = Duration.ofDays(7);

  private static final long WINDOW_NS = 3_600_000_000_000L;

  /** Within {@link #WINDOW_NS}, to one address. */
  private static final int MAX_MAILS_PER_EMAIL = 5;

  /** Within {@link #WINDOW_NS}, for one tenant: a department at once. */
  private static final int MAX_MAILS_PER_TENANT = 100;

  /** Within {@link #WINDOW_NS}, wrong codes from one address of the network. */
  private static final int MAX_FAILURES_PER_REMOTE = 50;

  /** Open at the same time in one tenant. */
  static final int MAX_OPEN = 100;

  private final ControlServices services;
  private final Database database;
  private final Supplier<String> consoleUrl;
  private final Mailer mailer;
  private final InstantSource clock;
  private final FailureLimit mailsByEmail;
  private final FailureLimit mailsByTenant;
  private final FailureLimit failuresByRemote;

  /**
   * What the link of an invitation leads to.
   *
   * @param tenantName who asks
   * @param email whom
   * @param role to be what
   * @param hasAccount whether the address has an account, which would move
   */
  public record Offer(String tenantName, String email, Role role, boolean hasAccount) {}

  /**
   * Somebody who comes.
   *
   * @param code that was mailed
   * @param name of the person, for a new account
   * @param password of the new account, or of the one that there is
   * @param secondFactor what the authenticator shows, where the account has one
   */
  public record Acceptance(
      String code, @Nullable String name, String password, @Nullable String secondFactor) {
    @Override
    public String toString() {
      return "Acceptance[redacted]";
    }
  }

  /**
   * @param services of the store
   * @param consoleUrl where links in mails lead, without trailing slash
   * @param mailer takes mails
   * @param clock dates invitations
   * @param nanoTime monotonic time
   */
  public Invitations(
      ControlServices services,
      Supplier<String> consoleUrl,
      Mailer mailer,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.services = services;
    this.consoleUrl = consoleUrl;
    this.mailer = mailer;
    this.clock = clock;
    database = services.database();
    mailsByEmail = new FailureLimit(MAX_MAILS_PER_EMAIL, WINDOW_NS, nanoTime);
    mailsByTenant = new FailureLimit(MAX_MAILS_PER_TENANT, WINDOW_NS, nanoTime);
    failuresByRemote = new FailureLimit(MAX_FAILURES_PER_REMOTE, WINDOW_NS, nanoTime);
  }

  /** Invites to be no more than the caller is. */
  public Invitation create(Caller caller, String address, Role role) {
    caller.demandAll(role.permissions());
    String email = Accounts.address(address);
    demandFewMails(caller.tenant(), email);
    String code = services.names().mailCode();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Invitation invitation =
        new Invitation(
            services.names().id(),
            caller.tenant(),
            email,
            role,
            caller.actor().id(),
            now,
            now.plus(LIFE),
            now);
    String tenantName;
    try {
      tenantName = database.write(sql -> insert(sql, caller, invitation, code));
    } catch (StoreException e) {
      throw e.kind() == StoreException.Kind.CONFLICT
          ? ControlException.of(
              ControlException.Kind.CONFLICT,
              "already_invited",
              "This address is invited already; send its mail again.")
          : e;
    }
    mail(invitation, tenantName, code);
    return invitation;
  }

  private String insert(Sql sql, Caller caller, Invitation invitation, String code) {
    TenantId tenant = caller.tenant();
    sql.update(
        "delete from invitation where tenant_id = ? and expires_at < ?",
        tenant.value(),
        clock.instant());
    if (sql.count("select count(*) from invitation where tenant_id = ?", tenant.value())
        >= MAX_OPEN) {
      throw ControlException.of(
          ControlException.Kind.OVER_LIMIT,
          "too_many_invitations",
          "At most " + MAX_OPEN + " invitations are open at the same time.");
    }
    // Of one's own team alone: of others nobody learns who has an account.
    if (sql.count(
            "select count(*) from account where tenant_id = ? and email_fold = ?",
            tenant.value(),
            Hashes.fold(invitation.email()))
        > 0) {
      throw ControlException.of(
          ControlException.Kind.CONFLICT, "already_member", "This address is in the team already.");
    }
    sql.update(
        "insert into invitation (id, tenant_id, email, email_fold, role, code_hash, invited_by,"
            + " sent_at, expires_at, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        invitation.id(),
        tenant.value(),
        invitation.email(),
        Hashes.fold(invitation.email()),
        invitation.role(),
        Hashes.sha256(code),
        invitation.invitedBy(),
        invitation.sentAt(),
        invitation.expiresAt(),
        invitation.createdAt());
    audit(sql, caller.actor(), "invitation_created", invitation, null, seen(invitation));
    return Tenants.find(sql, tenant).name();
  }

  /** Mails another link in place of the one before; it counts as long as a first one. */
  public Invitation resend(Caller caller, String id) {
    Invitation before = find(caller.tenant(), id);
    caller.demandAll(before.role().permissions());
    demandFewMails(caller.tenant(), before.email());
    String code = services.names().mailCode();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Invitation after =
        new Invitation(
            id,
            before.tenant(),
            before.email(),
            before.role(),
            before.invitedBy(),
            now,
            now.plus(LIFE),
            before.createdAt());
    String tenantName =
        database.write(
            sql -> {
              int found =
                  sql.update(
                      "update invitation set code_hash = ?, sent_at = ?, expires_at = ?"
                          + " where tenant_id = ? and id = ?",
                      Hashes.sha256(code),
                      after.sentAt(),
                      after.expiresAt(),
                      caller.tenant().value(),
                      id);
              if (found == 0) {
                throw ControlException.notFound("invitation");
              }
              audit(sql, caller.actor(), "invitation_resent", after, seen(before), seen(after));
              return Tenants.find(sql, caller.tenant()).name();
            });
    mail(after, tenantName, code);
    return after;
  }

  /** Takes an invitation back: its link counts no more. */
  public void withdraw(Caller caller, String id) {
    Invitation before = find(caller.tenant(), id);
    caller.demandAll(before.role().permissions());
    database.write(
        sql -> {
          if (sql.update(
                  "delete from invitation where tenant_id = ? and id = ?",
                  caller.tenant().value(),
                  id)
              == 0) {
            throw ControlException.notFound("invitation");
          }
          audit(sql, caller.actor(), "invitation_withdrawn", before, seen(before), null);
          return before;
        });
  }

  /** The invitation of that id. */
  public Invitation find(TenantId tenant, String id) {
    Invitation invitation =
        database.read(
            sql ->
                sql.first(
                    "select * from invitation where tenant_id = ? and id = ?",
                    Invitations::invitation,
                    tenant.value(),
                    id));
    if (invitation == null) {
      throw ControlException.notFound("invitation");
    }
    return invitation;
  }

  /** Open invitations of a tenant and those that are over, the oldest first. */
  public Page<Invitation> list(TenantId tenant, Page.Request page) {
    List<Invitation> found =
        database.read(
            sql ->
                sql.list(
                    "select * from invitation where tenant_id = ?"
                        + " and (created_at > ? or (created_at = ? and id > ?))"
                        + " order by created_at, id limit ?",
                    Invitations::invitation,
                    tenant.value(),
                    page.afterMs(),
                    page.afterMs(),
                    page.afterId(),
                    page.limit() + 1));
    return Page.of(
        found, page, invitation -> invitation.createdAt().toEpochMilli(), Invitation::id);
  }

  /** What the link with that code leads to. */
  public Offer offer(String code, Logins.Client client) {
    demandFewFailures(client);
    Offer offer =
        database.read(
            sql -> {
              Invitation held = held(sql, code);
              return held == null
                  ? null
                  : new Offer(
                      Tenants.find(sql, held.tenant()).name(),
                      held.email(),
                      held.role(),
                      hasAccount(sql, held.email()));
            });
    if (offer == null) {
      throw refused(client);
    }
    return offer;
  }

  private static boolean hasAccount(Sql sql, String email) {
    Known known = known(sql, email);
    return known != null && known.verified();
  }

  private record Known(Account account, boolean verified) {
    static Known of(Row row) {
      return new Known(Accounts.account(row), row.instantOrNull("verified_at") != null);
    }
  }

  private record Found(Invitation invitation, @Nullable Known known) {}

  /** Joins: with the account that the address has, or with a new one. */
  public void accept(Acceptance acceptance, Logins.Client client) {
    demandFewFailures(client);
    Found found =
        database.read(
            sql -> {
              Invitation held = held(sql, acceptance.code());
              return held == null ? null : new Found(held, known(sql, held.email()));
            });
    if (found == null) {
      throw refused(client);
    }
    Known known = found.known();
    if (known != null && known.verified()) {
      join(acceptance, found.invitation(), client);
    } else {
      begin(acceptance, found.invitation(), client);
    }
  }

  private void join(Acceptance acceptance, Invitation invitation, Logins.Client client) {
    // The mailbox is not the account: its password and authenticator are asked as for any login.
    services
        .logins()
        .login(
            invitation.email(),
            acceptance.password(),
            new Logins.Extra(null, acceptance.secondFactor()),
            client);
    database.write(
        sql -> {
          Known known = known(sql, invitation.email());
          if (known == null) {
            throw refused(client);
          }
          Actor actor = new Actor(Actor.Kind.ACCOUNT, known.account().id(), client.remote());
          use(sql, acceptance.code(), invitation, actor, client);
          return services
              .accounts()
              .move(sql, actor, known.account(), invitation.tenant(), invitation.role());
        });
  }

  private void begin(Acceptance acceptance, Invitation invitation, Logins.Client client) {
    String name = acceptance.name();
    if (name == null) {
      throw ControlException.invalid("name", "a new account has a name");
    }
    String hash = services.passwords().hash(acceptance.password());
    Actor actor = new Actor(Actor.Kind.NODE, "invitation", client.remote());
    try {
      database.write(
          sql -> {
            use(sql, acceptance.code(), invitation, actor, client);
            // Who signed up with the address and never read its mailbox is not its owner.
            sql.update(
                "delete from tenant where id in (select tenant_id from account"
                    + " where email_fold = ? and verified_at is null)",
                Hashes.fold(invitation.email()));
            return services
                .accounts()
                .create(
                    sql,
                    Caller.of(invitation.tenant(), actor),
                    new Accounts.Fresh(invitation.email(), name, hash, invitation.role(), false));
          });
    } catch (StoreException e) {
      throw e.kind() == StoreException.Kind.CONFLICT ? Accounts.taken() : e;
    }
  }

  private void use(Sql sql, String code, Invitation invitation, Actor actor, Logins.Client client) {
    if (sql.update(
            "delete from invitation where id = ? and code_hash = ? and expires_at > ?",
            invitation.id(),
            Hashes.sha256(code),
            clock.instant())
        != 1) {
      throw refused(client);
    }
    audit(sql, actor, "invitation_accepted", invitation, seen(invitation), null);
  }

  private @Nullable Invitation held(Sql sql, String code) {
    return sql.first(
        "select i.* from invitation i join tenant t on t.id = i.tenant_id"
            + " where i.code_hash = ? and i.expires_at > ? and t.active = 1",
        Invitations::invitation,
        Hashes.sha256(code),
        clock.instant());
  }

  private static @Nullable Known known(Sql sql, String email) {
    return sql.first("select * from account where email_fold = ?", Known::of, Hashes.fold(email));
  }

  private void demandFewFailures(Logins.Client client) {
    if (failuresByRemote.isReached(client.remote())) {
      throw ControlException.of(
          ControlException.Kind.OVER_LIMIT,
          "too_many_attempts",
          "Too many links that do not count; try again later.");
    }
  }

  private ControlException refused(Logins.Client client) {
    failuresByRemote.failed(client.remote());
    return ControlException.of(
        ControlException.Kind.FORBIDDEN,
        "code_refused",
        "This invitation does not count any more; ask for another.");
  }

  private void demandFewMails(TenantId tenant, String email) {
    String folded = Hashes.fold(email);
    if (mailsByEmail.isReached(folded) || mailsByTenant.isReached(tenant.value())) {
      throw ControlException.of(
          ControlException.Kind.OVER_LIMIT, "too_many_mails", "Too many mails; try again later.");
    }
    mailsByEmail.failed(folded);
    mailsByTenant.failed(tenant.value());
  }

  private void mail(Invitation invitation, String tenantName, String code) {
    mailer.send(
        new Mailer.Mail(
            invitation.email(),
            "You are invited to " + tenantName,
            "Open this link within a week to join "
                + tenantName
                + ":\n"
                + consoleUrl.get()
                + "/#/join/"
                + code
                + "\nIf you do not know who asks, do nothing."));
  }

  private void audit(
      Sql sql,
      Actor actor,
      String action,
      Invitation invitation,
      @Nullable Record before,
      @Nullable Record after) {
    services
        .audit()
        .write(
            sql, invitation.tenant(), actor, action, "invitation", invitation.id(), before, after);
  }

  private record Seen(String email, Role role, Instant expiresAt) {}

  private static Seen seen(Invitation invitation) {
    return new Seen(invitation.email(), invitation.role(), invitation.expiresAt());
  }

  private static Invitation invitation(Row row) {
    return new Invitation(
        row.text("id"),
        new TenantId(row.text("tenant_id")),
        row.text("email"),
        Role.valueOf(row.text("role")),
        row.text("invited_by"),
        row.instant("sent_at"),
        row.instant("expires_at"),
        row.instant("created_at"));
  }
}
