package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.ApiToken;
import dev.fairlead.control.tenant.ApiTokens;
import dev.fairlead.control.tenant.Permission;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** API tokens of the caller's tenant. */
final class TokenResource {
  private final ControlServices services;

  /** A token. */
  public record TokenView(
      @Field("Stable id.") String id,
      @Field("For people.") String name,
      @Field("What it may do.") List<String> permissions,
      @Field("Blocks of addresses from which it works; empty for all.") List<String> allowedRanges,
      @Field("When it ends; left out for never.") @Nullable Instant expiresAt,
      @Field("When it was used last, to the minute.") @Nullable Instant lastUsedAt,
      @Field("Who made it.") String createdBy,
      @Field("When it was made.") Instant createdAt,
      @Field("The token itself: shown this once.") @Nullable String token) {
    static TokenView of(ApiToken token) {
      return of(token, null);
    }

    static TokenView of(ApiToken token, @Nullable String secret) {
      return new TokenView(
          token.id(),
          token.name(),
          Permission.scopes(token.permissions()),
          token.allowedRanges(),
          token.expiresAt(),
          token.lastUsedAt(),
          token.createdBy(),
          token.createdAt(),
          secret);
    }

    @Override
    public String toString() {
      return "TokenView[" + id + "]";
    }
  }

  /** A new token. */
  public record Fresh(
      @Field("For people.") String name,
      @Field("What it may do, such as streams:read; no more than its maker.")
          List<String> permissions,
      @Field("Blocks of addresses from which it works, such as 192.0.2.0/24; none means all.")
          @Nullable List<String> allowedRanges,
      @Field("When it ends; never when left out.") @Nullable Instant expiresAt) {}

  TokenResource(ControlServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("tokens.list", "GET", "/tokens", "Lists API tokens, the oldest first.")
            .needs(Permission.TOKENS_READ)
            .givesPageOf(TokenView.class)
            .does(call -> services.apiTokens().list(call.tenant(), call.page()).map(TokenView::of)),
        Operation.of("tokens.create", "POST", "/tokens", "Makes an API token.")
            .needs(Permission.TOKENS_WRITE)
            .takes(Fresh.class)
            .gives(TokenView.class)
            .does(this::create),
        Operation.of("tokens.get", "GET", "/tokens/{id}", "Tells about an API token.")
            .needs(Permission.TOKENS_READ)
            .gives(TokenView.class)
            .does(call -> TokenView.of(services.apiTokens().find(call.tenant(), call.path("id")))),
        Operation.of("tokens.delete", "DELETE", "/tokens/{id}", "Ends an API token at once.")
            .needs(Permission.TOKENS_WRITE)
            .does(
                call -> {
                  services
                      .apiTokens()
                      .revoke(call.caller().actor(), call.tenant(), call.path("id"));
                  return null;
                }));
  }

  private TokenView create(ApiCall call) {
    Fresh fresh = call.body(Fresh.class);
    ApiTokens.Created created =
        services
            .apiTokens()
            .create(
                call.caller(),
                new ApiTokens.Fresh(
                    fresh.name(),
                    fresh.permissions(),
                    fresh.allowedRanges() == null ? List.of() : fresh.allowedRanges(),
                    fresh.expiresAt()));
    return TokenView.of(created.token(), created.secret());
  }
}
