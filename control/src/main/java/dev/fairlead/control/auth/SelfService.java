package dev.fairlead.control.auth;

import dev.fairlead.control.outbound.Mailer;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Sql;
import dev.fairlead.control.store.StoreException;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.Checks;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.tenant.Tenant;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What people do for themselves: sign up, ask for another mail, set a password they forgot. Any
 * thread that may block.
 *
 * <p>No answer tells whether an address has an account: what depends on that happens after the
 * answer, and is said by mail to whoever reads the mailbox.
 */
public final class SelfService {
  private static final Logger LOG = System.getLogger(SelfService.class.getName());

  private static final long WINDOW_NS = 3_600_000_000_000L;

  /** Within {@link #WINDOW_NS}, to one address: who finds none looks into the wrong mailbox. */
  private static final int MAX_MAILS_PER_EMAIL = 5;

  /** Within {@link #WINDOW_NS}, from one address of the network: a classroom shares one. */
  private static final int MAX_MAILS_PER_REMOTE = 50;

  /** Accounts that wait for their address to be confirmed; beyond it nobody signs up. */
  private static final int MAX_UNCONFIRMED = 5_000;

  /** How long they wait: a little longer than their code counts. */
  private static final Duration UNCONFIRMED_LIFE = Duration.ofDays(3);

  private static final int MAX_TENANT_NAME_CHARS = 48;

  private final ControlServices services;
  private final Database database;
  private final Rules rules;
  private final Mailer mailer;
  private final Executor background;
  private final InstantSource clock;
  private final MailCodes codes;
  private final SignUpForms forms;
  private final FailureLimit mailsByEmail;
  private final FailureLimit mailsByRemote;

  /**
   * What the node allows.
   *
   * @param signUp whether people may make accounts for themselves
   * @param consoleUrl where links in mails lead, without trailing slash
   */
  public record Rules(boolean signUp, Supplier<String> consoleUrl) {}

  /**
   * Somebody who signs up.
   *
   * @param email of the account
   * @param name of the person
   * @param organisation names the tenant; the person does when it is left out
   * @param password of the account
   * @param proof of a person
   */
  public record Application(
      String email, String name, @Nullable String organisation, String password, Proof proof) {
    @Override
    public String toString() {
      return "Application[redacted]";
    }
  }

  /**
   * What tells a person from a program.
   *
   * @param form as {@link #form} gave it
   * @param hidden what the field holds that nobody sees
   * @param human what the field holds that asks for a person
   */
  public record Proof(String form, String hidden, String human) {}

  /**
   * @param services of the store
   * @param rules what is allowed
   * @param mailer takes mails
   * @param background runs what nobody waits for
   * @param clock dates what is made
   * @param nanoTime monotonic time
   */
  public SelfService(
      ControlServices services,
      Rules rules,
      Mailer mailer,
      Executor background,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.services = services;
    this.rules = rules;
    this.mailer = mailer;
    this.background = background;
    this.clock = clock;
    database = services.database();
    codes = new MailCodes(services.names(), clock);
    forms = new SignUpForms(services.names(), nanoTime);
    mailsByEmail = new FailureLimit(MAX_MAILS_PER_EMAIL, WINDOW_NS, nanoTime);
    mailsByRemote = new FailureLimit(MAX_MAILS_PER_REMOTE, WINDOW_NS, nanoTime);
  }

  /** A form for somebody who signs up; it has to be looked at for a moment. */
  public String form() {
    demandOpen();
    return forms.fresh();
  }

  private void demandOpen() {
    if (!rules.signUp()) {
      throw ControlException.of(
          ControlException.Kind.FORBIDDEN,
          "sign_up_closed",
          "Nobody makes an account here for himself; ask whoever runs this server.");
    }
  }

  /** Makes an account that waits for its address to be confirmed. */
  public void signUp(Application application, Logins.Client client) {
    demandOpen();
    String email = Accounts.address(application.email());
    String name = Checks.name("name", application.name(), MAX_TENANT_NAME_CHARS);
    String wanted = application.organisation();
    String organisation =
        wanted == null || wanted.isBlank()
            ? name
            : Checks.name("organisation", wanted, MAX_TENANT_NAME_CHARS);
    Proof proof = application.proof();
    if (!forms.isOfPerson(proof.form(), proof.hidden(), proof.human())) {
      // Not why: that would teach the program that filled it in.
      throw ControlException.of(
          ControlException.Kind.FORBIDDEN,
          "sign_up_refused",
          "This could not be taken; load the page again and fill it in anew.");
    }
    demandFewMails(email, client);
    String hash = services.passwords().hash(application.password());
    Found found = find(email);
    soon(() -> apply(new Applicant(email, name, organisation, hash), found, client));
  }

  private record Applicant(String email, String name, String organisation, String hash) {}

  private record Found(Account account, boolean confirmed) {}

  private @Nullable Found find(String email) {
    return database.read(
        sql ->
            sql.first(
                "select * from account where email_fold = ?",
                row -> new Found(Accounts.account(row), row.instantOrNull("verified_at") != null),
                Hashes.fold(email)));
  }

  private void apply(Applicant applicant, @Nullable Found found, Logins.Client client) {
    if (found != null && found.confirmed()) {
      mailer.send(
          new Mailer.Mail(
              found.account().email(),
              "You have an account already",
              "Somebody, perhaps you, wanted to sign up with this address. It has an account"
                  + " already:\nsign in at "
                  + rules.consoleUrl().get()
                  + "/"));
      return;
    }
    Account account = found == null ? create(applicant, client) : found.account();
    String code =
        database.write(
            sql -> {
              // Whoever asked last: his is the password that the newest code goes with.
              sql.update(
                  "update account set name = ?, password_hash = ? where id = ?",
                  applicant.name(),
                  applicant.hash(),
                  account.id());
              return codes.issue(sql, account.id(), MailCodes.Purpose.CONFIRM_ADDRESS);
            });
    sendConfirmation(account, code);
  }

  private Account create(Applicant applicant, Logins.Client client) {
    forgetUnconfirmed();
    Actor actor = new Actor(Actor.Kind.NODE, "sign-up", client.remote());
    Tenant tenant = tenant(actor, applicant.organisation());
    return services
        .accounts()
        .create(
            Caller.of(tenant.id(), actor),
            new Accounts.Fresh(
                applicant.email(), applicant.name(), applicant.hash(), Role.OWNER, false, false));
  }

  /** Names of tenants are unique; a taken one gets a few letters more. */
  private Tenant tenant(Actor actor, String name) {
    try {
      return services.tenants().create(actor, name, Tenant.Tier.FREE, Tenant.Limits.DEFAULT);
    } catch (ControlException e) {
      if (e.kind() != ControlException.Kind.CONFLICT) {
        throw e;
      }
      String other = name + " " + services.names().playbackId().substring(0, 6);
      return services.tenants().create(actor, other, Tenant.Tier.FREE, Tenant.Limits.DEFAULT);
    }
  }

  private void forgetUnconfirmed() {
    long waiting =
        database.write(
            sql -> {
              sql.update(
                  "delete from tenant where id in (select tenant_id from account"
                      + " where verified_at is null and role = ? and created_at < ?)"
                      + " and not exists (select 1 from account a where a.tenant_id = tenant.id"
                      + " and a.verified_at is not null)",
                  Role.OWNER,
                  clock.instant().minus(UNCONFIRMED_LIFE));
              return sql.count("select count(*) from account where verified_at is null");
            });
    if (waiting >= MAX_UNCONFIRMED) {
      throw ControlException.of(
          ControlException.Kind.OVER_LIMIT, "too_many_sign_ups", "Too many wait already.");
    }
  }

  private void sendConfirmation(Account account, String code) {
    mailer.send(
        new Mailer.Mail(
            account.email(),
            "Confirm your address",
            "Open this link within two days and sign in with the password that you chose:\n"
                + rules.consoleUrl().get()
                + "/#/confirm/"
                + code
                + "\nIf you did not sign up, do nothing."));
  }

  /** Sends the mail with the link once more, where there is an account that waits for it. */
  public void sendAgain(String email, Logins.Client client) {
    demandFewMails(email, client);
    soon(
        () -> {
          Found found = find(email.strip());
          if (found != null && !found.confirmed()) {
            sendConfirmation(
                found.account(), issue(found.account(), MailCodes.Purpose.CONFIRM_ADDRESS));
          }
        });
  }

  /** Mails a link by which a password can be set, where there is an account. */
  public void forgot(String email, Logins.Client client) {
    demandFewMails(email, client);
    soon(
        () -> {
          Found found = find(email.strip());
          if (found != null && found.account().active()) {
            mailer.send(
                new Mailer.Mail(
                    found.account().email(),
                    "Set another password",
                    "Open this link within an hour to set another password:\n"
                        + rules.consoleUrl().get()
                        + "/#/reset/"
                        + issue(found.account(), MailCodes.Purpose.RESET_PASSWORD)
                        + "\nIf you did not ask for this, do nothing."));
          }
        });
  }

  private String issue(Account account, MailCodes.Purpose purpose) {
    return database.write(sql -> codes.issue(sql, account.id(), purpose));
  }

  /** Sets another password by the code of a mail; all logins end. */
  public void reset(String code, String password, Logins.Client client) {
    if (mailsByRemote.isReached(client.remote())) {
      throw tooMany();
    }
    MailCodes.Purpose purpose = MailCodes.Purpose.RESET_PASSWORD;
    String accountId = database.read(sql -> codes.accountOf(sql, code, purpose));
    if (accountId == null) {
      mailsByRemote.failed(client.remote());
      throw codeRefused();
    }
    String hash = services.passwords().hash(password);
    database.write(
        sql -> {
          if (!codes.use(sql, code, purpose, accountId)) {
            throw codeRefused();
          }
          return set(sql, accountId, hash, client);
        });
  }

  private Account set(Sql sql, String accountId, String hash, Logins.Client client) {
    Account account = sql.first("select * from account where id = ?", Accounts::account, accountId);
    if (account == null) {
      throw codeRefused();
    }
    // Who reads the mailbox has confirmed the address as well.
    sql.update(
        "update account set password_hash = ?, verified_at = coalesce(verified_at, ?) where id = ?",
        hash,
        clock.instant(),
        accountId);
    services.accounts().endLogins(sql, accountId);
    services
        .audit()
        .write(
            sql,
            account.tenant(),
            new Actor(Actor.Kind.ACCOUNT, accountId, client.remote()),
            "password_reset",
            "user",
            accountId,
            null,
            null);
    return account;
  }

  private static ControlException codeRefused() {
    return ControlException.of(
        ControlException.Kind.FORBIDDEN,
        "code_refused",
        "This link does not count any more; ask for another mail.");
  }

  private void demandFewMails(String email, Logins.Client client) {
    String folded = Hashes.fold(email.strip());
    if (mailsByEmail.isReached(folded) || mailsByRemote.isReached(client.remote())) {
      throw tooMany();
    }
    mailsByEmail.failed(folded);
    mailsByRemote.failed(client.remote());
  }

  private static ControlException tooMany() {
    return ControlException.of(
        ControlException.Kind.OVER_LIMIT, "too_many_mails", "Too many mails; try again later.");
  }

  private void soon(Runnable work) {
    background.execute(
        () -> {
          try {
            work.run();
          } catch (ControlException | StoreException e) {
            LOG.log(Level.WARNING, "an account could not be looked after: {0}", e.getMessage());
          }
        });
  }
}
