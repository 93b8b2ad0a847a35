package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accounts of the caller's tenant; and, for operators, the first one of another. */
final class UserResource {
  private final ControlServices services;

  /** An account. */
  public record UserView(
      @Field("Stable id.") String id,
      @Field("By which it signs in.") String email,
      @Field("For people.") String name,
      @Field("What it is to its tenant.") Role role,
      @Field("Whether it runs the node as well.") boolean operator,
      @Field("Whether it may sign in.") boolean active,
      @Field("When it signed in last.") @Nullable Instant lastLoginAt,
      @Field("When it was made.") Instant createdAt,
      @Field("Its first password, when the server made it: shown this once.")
          @Nullable String password) {
    static UserView of(Account account) {
      return of(account, null);
    }

    static UserView of(Account account, @Nullable String password) {
      return new UserView(
          account.id(),
          account.email(),
          account.name(),
          account.role(),
          account.operator(),
          account.active(),
          account.lastLoginAt(),
          account.createdAt(),
          password);
    }

    @Override
    public String toString() {
      return "UserView[" + id + "]";
    }
  }

  /** A new account. */
  public record Fresh(
      @Field("By which it signs in.") String email,
      @Field("For people.") String name,
      @Field("What it is to its tenant.") Role role,
      @Field("Its first password; one is made when it is left out.") @Nullable String password) {
    @Override
    public String toString() {
      return "Fresh[redacted]";
    }
  }

  /** What can be changed of an account. */
  public record Change(
      @Field("For people.") @Nullable String name,
      @Field("What it is to its tenant.") @Nullable Role role,
      @Field("Whether it may sign in.") @Nullable Boolean active) {}

  UserResource(ControlServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("users.list", "GET", "/users", "Lists accounts, the oldest first.")
            .needs(Permission.USERS_READ)
            .givesPageOf(UserView.class)
            .does(call -> services.accounts().list(call.tenant(), call.page()).map(UserView::of)),
        Operation.of("users.create", "POST", "/users", "Adds an account.")
            .needs(Permission.USERS_WRITE)
            .takes(Fresh.class)
            .gives(UserView.class)
            .does(call -> create(call.caller(), call.body(Fresh.class))),
        Operation.of("users.get", "GET", "/users/{id}", "Tells about an account.")
            .needs(Permission.USERS_READ)
            .gives(UserView.class)
            .does(call -> UserView.of(services.accounts().find(call.tenant(), call.path("id")))),
        Operation.of("users.update", "PATCH", "/users/{id}", "Changes an account.")
            .needs(Permission.USERS_WRITE)
            .takes(Change.class)
            .gives(UserView.class)
            .does(this::update),
        Operation.of("users.delete", "DELETE", "/users/{id}", "Removes an account.")
            .needs(Permission.USERS_WRITE)
            .does(
                call -> {
                  services.accounts().delete(call.caller(), call.path("id"));
                  return null;
                }),
        Operation.of(
                "tenants.users.create",
                "POST",
                "/tenants/{id}/users",
                "Adds an account to any tenant.")
            .needs(Permission.TENANTS_WRITE)
            .takes(Fresh.class)
            .gives(UserView.class)
            .does(this::createInTenant));
  }

  private UserView create(Caller caller, Fresh fresh) {
    String password = fresh.password() == null ? services.names().password() : fresh.password();
    Account account =
        services
            .accounts()
            .create(
                caller,
                new Accounts.Fresh(
                    fresh.email(),
                    fresh.name(),
                    services.passwords().hash(password),
                    fresh.role(),
                    false));
    return UserView.of(account, fresh.password() == null ? password : null);
  }

  private UserView createInTenant(ApiCall call) {
    TenantId tenant = services.tenants().find(new TenantId(call.path("id"))).id();
    return create(Caller.of(tenant, call.caller().actor()), call.body(Fresh.class));
  }

  private UserView update(ApiCall call) {
    Change change = call.body(Change.class);
    return UserView.of(
        services
            .accounts()
            .update(
                call.caller(),
                call.path("id"),
                new Accounts.Change(change.name(), change.role(), change.active())));
  }
}
