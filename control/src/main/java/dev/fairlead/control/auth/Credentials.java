package dev.fairlead.control.auth;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.ApiToken;
import dev.fairlead.control.tenant.ApiTokens;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.http.AddressBlock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls, by access token or API token: what the store says now, not what the token
 * said once. Any thread that may block.
 */
public final class Credentials {
  private static final Duration LAST_USE_STEP = Duration.ofMinutes(1);

  private final Database database;
  private final AccessTokens accessTokens;
  private final InstantSource clock;

  /**
   * @param database where
   * @param accessTokens verifies them
   * @param clock finds out what is over
   */
  public Credentials(Database database, AccessTokens accessTokens, InstantSource clock) {
    this.database = database;
    this.accessTokens = accessTokens;
    this.clock = clock;
  }

  /**
   * Who calls.
   *
   * @param bearer token of the {@code Authorization} header, empty when there was none
   * @param remote address of the client
   */
  public Caller caller(String bearer, InetAddress remote) {
    Caller caller =
        bearer.startsWith(RandomNames.API_TOKEN_PREFIX)
            ? ofApiToken(bearer, remote)
            : ofAccessToken(bearer, remote);
    if (caller == null) {
      throw AccessTokens.unauthenticated();
    }
    return caller;
  }

  private @Nullable Caller ofAccessToken(String bearer, InetAddress remote) {
    if (bearer.isEmpty()) {
      return null;
    }
    AccessTokens.Claims claims = accessTokens.verify(bearer);
    if (claims == null) {
      return null;
    }
    Account account =
        database.read(
            sql ->
                sql.first(
                    "select * from account a where id = ? and active = 1 and exists ("
                        + "select 1 from refresh_token r where r.family = ?"
                        + " and r.account_id = a.id and r.revoked_at is null)",
                    Accounts::account,
                    claims.accountId(),
                    claims.family()));
    return account == null
        ? null
        : new Caller(
            account.tenant(),
            new Actor(Actor.Kind.ACCOUNT, account.id(), remote.getHostAddress()),
            account.permissions());
  }

  private record Held(ApiToken token, TenantId tenant, String hash) {}

  private @Nullable Caller ofApiToken(String bearer, InetAddress remote) {
    String hash = Hashes.sha256(bearer);
    Held held =
        database.read(
            sql ->
                sql.first(
                    "select * from api_token where token_hash = ? and revoked_at is null",
                    row ->
                        new Held(
                            ApiTokens.token(row),
                            new TenantId(row.text("tenant_id")),
                            row.text("token_hash")),
                    hash));
    if (held == null || !Hashes.same(held.hash(), hash)) {
      return null;
    }
    ApiToken token = held.token();
    Instant expiresAt = token.expiresAt();
    Instant now = clock.instant();
    boolean over = expiresAt != null && !now.isBefore(expiresAt);
    boolean elsewhere =
        !token.allowedRanges().isEmpty()
            && token.allowedRanges().stream()
                .noneMatch(range -> AddressBlock.parse(range).contains(remote));
    if (over || elsewhere) {
      return null;
    }
    Instant lastUsedAt = token.lastUsedAt();
    if (lastUsedAt == null || now.isAfter(lastUsedAt.plus(LAST_USE_STEP))) {
      database.write(
          sql -> sql.update("update api_token set last_used_at = ? where id = ?", now, token.id()));
    }
    return new Caller(
        held.tenant(),
        new Actor(Actor.Kind.API_TOKEN, token.id(), remote.getHostAddress()),
        token.permissions());
  }
}
