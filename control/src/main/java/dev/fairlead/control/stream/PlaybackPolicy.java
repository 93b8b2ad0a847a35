package dev.fairlead.control.stream;

import dev.fairlead.control.json.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may watch a stream. Immutable; holds no secret.
 *
 * @param kind how it is decided
 * @param allowedKids signing keys whose tokens count; empty for all of the tenant
 * @param audience what a token must name as its audience, null for nothing
 * @param requiredClaims what a token must claim besides
 * @param url that is asked
 * @param timeoutMs how long its answer may take
 */
public record PlaybackPolicy(
    @Field(
            "How it is decided: PUBLIC lets everybody watch, JWT asks for a token signed by one of"
                + " the tenant's signing keys, WEBHOOK asks an address of the tenant.")
        Kind kind,
    @Field("JWT: ids of the signing keys whose tokens count; none means all of the tenant.")
        @Nullable List<String> allowedKids,
    @Field("JWT: what a token must name as its audience.") @Nullable String audience,
    @Field("JWT: what a token must claim besides.") @Nullable List<RequiredClaim> requiredClaims,
    @Field(value = "WEBHOOK: the address that is asked, https or http.", maxChars = 2_048)
        @Nullable String url,
    @Field(
            value = "WEBHOOK: milliseconds that its answer may take.",
            min = PlaybackPolicy.MIN_TIMEOUT_MS,
            max = PlaybackPolicy.MAX_TIMEOUT_MS)
        @Nullable Integer timeoutMs) {
  static final int MIN_TIMEOUT_MS = 100;

  /** Below the 4 s after which an admission is refused. */
  static final int MAX_TIMEOUT_MS = 3_500;

  /** What a webhook is granted when nothing else is said. */
  public static final int DEFAULT_TIMEOUT_MS = 2_000;

  /** Everybody. */
  public static final PlaybackPolicy OPEN =
      new PlaybackPolicy(Kind.PUBLIC, null, null, null, null, null);

  /** Ways of deciding. */
  public enum Kind {
    PUBLIC,
    JWT,
    WEBHOOK
  }

  /**
   * One claim of a token.
   *
   * @param name of it
   * @param value as text
   */
  public record RequiredClaim(
      @Field("Name of the claim.") String name, @Field("Its value, as text.") String value) {}

  /** The signing keys that count, empty for all. */
  public List<String> kids() {
    return allowedKids == null ? List.of() : allowedKids;
  }

  /** Claims that a token must have. */
  public List<RequiredClaim> claims() {
    return requiredClaims == null ? List.of() : requiredClaims;
  }

  /** How long the answer of a webhook may take. */
  public int webhookTimeoutMs() {
    return timeoutMs == null ? DEFAULT_TIMEOUT_MS : timeoutMs;
  }
}
