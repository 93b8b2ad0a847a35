package dev.fairlead.control.api;

import dev.fairlead.control.auth.AccessTokens;
import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.auth.Logins;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Permission;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signing in and out, and who one is. */
final class AuthResource {
  /** Longest refresh token looked at; ours have 67 characters. */
  static final int MAX_TOKEN_CHARS = 128;

  private final ControlServices services;

  /** What a login takes. */
  public record Login(
      @Field("Address of the account.") String email,
      @Field("Its password.") String password,
      @Field("What the link in the mail carries, the first time.") @Nullable String code,
      @Field("What the authenticator shows, or a code from paper, where the account has one.")
          @Nullable String secondFactor,
      @Field("Whether the refresh token goes into a cookie that scripts cannot read.")
          @Nullable Boolean cookie) {
    @Override
    public String toString() {
      return "Login[redacted]";
    }
  }

  /** What going on takes. */
  public record Refresh(
      @Field(
              value = "The refresh token; left out when it is in the cookie.",
              maxChars = MAX_TOKEN_CHARS)
          @Nullable String refreshToken) {
    @Override
    public String toString() {
      return "Refresh[redacted]";
    }
  }

  /** What a login gives. */
  public record Tokens(
      @Field("For calls: Authorization: Bearer.") @Nullable String accessToken,
      @Field("How long it counts.") int expiresInSeconds,
      @Field("For the next pair; left out when it is in the cookie.") @Nullable String refreshToken,
      @Field("Never sent.") @Nullable String cookie) {
    Tokens withoutCookie() {
      return new Tokens(accessToken, expiresInSeconds, refreshToken, null);
    }

    @Override
    public String toString() {
      return "Tokens[redacted]";
    }
  }

  /** What another password takes. */
  public record NewPassword(
      @Field("The password up to now.") String current,
      @Field("The password from now on.") String password) {
    @Override
    public String toString() {
      return "NewPassword[redacted]";
    }
  }

  /** Who calls. */
  public record Me(
      @Field("What kind of caller this is: ACCOUNT or API_TOKEN.") Actor.Kind kind,
      @Field("Id of the account or token.") String id,
      @Field("Whose things it can reach.") String tenantId,
      @Field("What it may do.") List<String> permissions,
      @Field("Address of the account; left out for a token.") @Nullable String email,
      @Field("Name of the account; left out for a token.") @Nullable String name) {}

  /** A login that goes on. */
  public record LoginView(
      @Field("Stable id.") String id,
      @Field("When the password was given.") Instant startedAt,
      @Field("When it was used last.") Instant lastUsedAt,
      @Field("From which address, then.") String remote,
      @Field("By which client, then.") String agent) {
    static LoginView of(Logins.Login login) {
      return new LoginView(
          login.id(), login.startedAt(), login.lastUsedAt(), login.remote(), login.agent());
    }
  }

  /** Logins that go on. */
  public record LoginsView(@Field("The one used last first.") List<LoginView> items) {}

  AuthResource(ControlServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("auth.login", "POST", "/auth/login", "Signs in by address and password.")
            .open()
            .takes(Login.class)
            .gives(Tokens.class)
            .does(this::login),
        Operation.of(
                "auth.refresh", "POST", "/auth/refresh", "Uses a refresh token for the next pair.")
            .open()
            .takes(Refresh.class)
            .gives(Tokens.class)
            .does(this::refresh),
        Operation.of("auth.logout", "POST", "/auth/logout", "Ends the login of a refresh token.")
            .open()
            .takes(Refresh.class)
            .gives(Tokens.class)
            .does(this::logout),
        Operation.of("me.get", "GET", "/me", "Tells who calls and what he may do.")
            .known()
            .gives(Me.class)
            .does(this::me),
        Operation.of(
                "me.changePassword",
                "POST",
                "/me/password",
                "Gives the account another password; all its logins end.")
            .known()
            .takes(NewPassword.class)
            .does(this::password),
        Operation.of("me.logins", "GET", "/me/logins", "Lists where the account is signed in.")
            .known()
            .gives(LoginsView.class)
            .does(
                call ->
                    new LoginsView(
                        services.logins().list(call.tenant(), account(call)).stream()
                            .map(LoginView::of)
                            .toList())),
        Operation.of(
                "me.endLogin", "DELETE", "/me/logins/{loginId}", "Signs the account out there.")
            .known()
            .does(
                call -> {
                  String _ = account(call);
                  services.logins().end(call.caller(), call.path("loginId"));
                  return null;
                }));
  }

  /** Id of the account that calls. */
  static String account(ApiCall call) {
    if (call.caller().actor().kind() != Actor.Kind.ACCOUNT) {
      throw ControlException.of(
          ControlException.Kind.FORBIDDEN,
          "accounts_only",
          "This is for accounts, not for tokens.");
    }
    return call.caller().actor().id();
  }

  private Tokens login(ApiCall call) {
    Login login = call.body(Login.class);
    return tokens(
        services
            .logins()
            .login(
                login.email(),
                login.password(),
                new Logins.Extra(login.code(), login.secondFactor()),
                client(call)),
        Boolean.TRUE.equals(login.cookie()));
  }

  static Logins.Client client(ApiCall call) {
    return new Logins.Client(call.origin().remote(), call.origin().agent());
  }

  private static Tokens tokens(Logins.Tokens pair, boolean inCookie) {
    return new Tokens(
        pair.accessToken(),
        (int) AccessTokens.LIFE.toSeconds(),
        inCookie ? null : pair.refreshToken(),
        inCookie ? pair.refreshToken() : null);
  }

  private Tokens refresh(ApiCall call) {
    String sent = call.body(Refresh.class).refreshToken();
    String held = sent == null ? call.origin().cookie() : sent;
    if (held == null) {
      throw ControlException.of(
          ControlException.Kind.UNAUTHENTICATED, "refresh_refused", "There is no refresh token.");
    }
    return tokens(services.logins().refresh(held, client(call)), sent == null);
  }

  private Tokens logout(ApiCall call) {
    String sent = call.body(Refresh.class).refreshToken();
    String held = sent == null ? call.origin().cookie() : sent;
    if (held != null) {
      services.logins().logout(held);
    }
    return new Tokens(null, 0, null, "");
  }

  private Me me(ApiCall call) {
    Caller caller = call.caller();
    boolean isAccount = caller.actor().kind() == Actor.Kind.ACCOUNT;
    Account account =
        isAccount ? services.accounts().find(call.tenant(), caller.actor().id()) : null;
    return new Me(
        caller.actor().kind(),
        caller.actor().id(),
        call.tenant().value(),
        Permission.scopes(caller.permissions()),
        account == null ? null : account.email(),
        account == null ? null : account.name());
  }

  private @Nullable Object password(ApiCall call) {
    NewPassword fresh = call.body(NewPassword.class);
    Caller caller = call.caller();
    if (caller.actor().kind() != Actor.Kind.ACCOUNT) {
      throw ControlException.of(
          ControlException.Kind.FORBIDDEN, "accounts_only", "Only an account has a password.");
    }
    if (!services.logins().isPasswordOf(call.tenant(), caller.actor().id(), fresh.current())) {
      throw ControlException.of(
          ControlException.Kind.FORBIDDEN, "wrong_password", "This is not the password up to now.");
    }
    services
        .accounts()
        .setPassword(caller, caller.actor().id(), services.passwords().hash(fresh.password()));
    return null;
  }
}
