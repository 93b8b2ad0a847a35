package dev.fairlead.control.tenant;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Row;
import dev.fairlead.control.store.Sql;
import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** API tokens in the store, by the hash of their secret. Any thread that may block. */
public final class ApiTokens {
  private static final int MAX_NAME_CHARS = 64;

  /** Per tenant: one for each program of a large fleet. */
  private static final int MAX_TOKENS = 1_000;

  private final Database database;
  private final Audit audit;
  private final RandomNames names;
  private final InstantSource clock;

  /**
   * A new token, with the secret that is shown this once.
   *
   * @param token without it
   * @param secret begins with {@code fw_}
   */
  public record Created(ApiToken token, String secret) {
    @Override
    public String toString() {
      return "Created[" + token.id() + "]";
    }
  }

  /**
   * What a token is to be.
   *
   * @param name for people
   * @param permissions scopes such as {@code streams:read}
   * @param allowedRanges blocks of addresses; empty for all
   * @param expiresAt null for never
   */
  public record Fresh(
      String name,
      List<String> permissions,
      List<String> allowedRanges,
      @Nullable Instant expiresAt) {}

  /**
   * @param database where
   * @param audit who changed what
   * @param names makes ids and secrets
   * @param clock dates tokens
   */
  public ApiTokens(Database database, Audit audit, RandomNames names, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.names = names;
    this.clock = clock;
  }

  /** Adds one that may do no more than its maker. */
  public Created create(Caller maker, Fresh fresh) {
    TenantId tenant = maker.tenant();
    String secret = names.apiToken();
    ApiToken token =
        new ApiToken(
            names.id(),
            Checks.name("name", fresh.name(), MAX_NAME_CHARS),
            Permission.ofScopes(fresh.permissions()),
            Checks.ranges("allowedRanges", fresh.allowedRanges()),
            fresh.expiresAt(),
            null,
            maker.actor().id(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    maker.demandAll(token.permissions());
    if (token.permissions().isEmpty()) {
      throw ControlException.invalid("permissions", "a token has at least one permission");
    }
    Instant expiresAt = token.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(token.createdAt())) {
      throw ControlException.invalid("expiresAt", "expiresAt is over already");
    }
    return database.write(
        sql -> {
          if (sql.count(
                  "select count(*) from api_token where tenant_id = ? and revoked_at is null",
                  tenant.value())
              >= MAX_TOKENS) {
            throw ControlException.of(
                ControlException.Kind.OVER_LIMIT,
                "too_many_tokens",
                "A tenant has at most " + MAX_TOKENS + " tokens.");
          }
          sql.update(
              "insert into api_token (id, tenant_id, name, token_hash, permissions, allowed_ranges,"
                  + " expires_at, created_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              token.id(),
              tenant.value(),
              token.name(),
              Hashes.sha256(secret),
              Lines.join(Permission.scopes(token.permissions())),
              Lines.join(token.allowedRanges()),
              token.expiresAt(),
              token.createdBy(),
              token.createdAt());
          audit.write(
              sql, tenant, maker.actor(), "token_created", "token", token.id(), null, seen(token));
          return new Created(token, secret);
        });
  }

  /** Ends one at once. */
  public void revoke(Actor actor, TenantId tenant, String id) {
    database.write(
        sql -> {
          ApiToken before = find(sql, tenant, id);
          sql.update("update api_token set revoked_at = ? where id = ?", clock.instant(), id);
          audit.write(sql, tenant, actor, "token_revoked", "token", id, seen(before), null);
          return before;
        });
  }

  /** The token of that id. */
  public ApiToken find(TenantId tenant, String id) {
    return database.read(sql -> find(sql, tenant, id));
  }

  /** Tokens of a tenant that were not revoked, the oldest first. */
  public Page<ApiToken> list(TenantId tenant, Page.Request page) {
    List<ApiToken> found =
        database.read(
            sql ->
                sql.list(
                    "select * from api_token where tenant_id = ? and revoked_at is null"
                        + " and (created_at > ? or (created_at = ? and id > ?))"
                        + " order by created_at, id limit ?",
                    ApiTokens::token,
                    tenant.value(),
                    page.afterMs(),
                    page.afterMs(),
                    page.afterId(),
                    page.limit() + 1));
    return Page.of(found, page, token -> token.createdAt().toEpochMilli(), ApiToken::id);
  }

  private static ApiToken find(Sql sql, TenantId tenant, String id) {
    ApiToken token =
        sql.first(
            "select * from api_token where tenant_id = ? and id = ? and revoked_at is null",
            ApiTokens::token,
            tenant.value(),
            id);
    if (token == null) {
      throw ControlException.notFound("token");
    }
    return token;
  }

  /** Reads one from its row. */
  public static ApiToken token(Row row) {
    return new ApiToken(
        row.text("id"),
        row.text("name"),
        Permission.ofScopes(Lines.split(row.text("permissions"))),
        Lines.split(row.text("allowed_ranges")),
        row.instantOrNull("expires_at"),
        row.instantOrNull("last_used_at"),
        row.text("created_by"),
        row.instant("created_at"));
  }

  private record Seen(
      String name,
      List<String> permissions,
      List<String> allowedRanges,
      @Nullable Instant expiresAt) {}

  private static Seen seen(ApiToken token) {
    return new Seen(
        token.name(),
        Permission.scopes(token.permissions()),
        token.allowedRanges(),
        token.expiresAt());
  }
}
