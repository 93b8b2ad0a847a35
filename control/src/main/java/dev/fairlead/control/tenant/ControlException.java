package dev.fairlead.control.tenant;

import org.jspecify.annotations.Nullable;

/** A request cannot be granted. The message is a sentence for whoever asked; it holds no secret. */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Families of refusals. */
  public enum Kind {
    /** Nobody said who asks, or not so that it is believed. */
    UNAUTHENTICATED,
    /** Known, and not allowed. */
    FORBIDDEN,
    /** Not there, or not of this tenant: the two look the same. */
    NOT_FOUND,
    /** A value does not fit. */
    INVALID,
    /** It contradicts what is there. */
    CONFLICT,
    /** A limit is reached. */
    OVER_LIMIT
  }

  private final Kind kind;
  private final String code;
  private final @Nullable String field;

  private ControlException(Kind kind, String code, String message, @Nullable String field) {
    super(message, null, false, false);
    this.kind = kind;
    this.code = code;
    this.field = field;
  }

  /** Not there. */
  public static ControlException notFound(String what) {
    return new ControlException(
        Kind.NOT_FOUND,
        what + "_not_found",
        "There is no such " + what.replace('_', ' ') + ".",
        null);
  }

  /** A value does not fit. */
  public static ControlException invalid(String field, String sentence) {
    return new ControlException(Kind.INVALID, "invalid", sentence, field);
  }

  /** Any other refusal, under a stable code. */
  public static ControlException of(Kind kind, String code, String sentence) {
    return new ControlException(kind, code, sentence, null);
  }

  /** Which family. */
  public Kind kind() {
    return kind;
  }

  /** Stable snake_case word. */
  public String code() {
    return code;
  }

  /** Which field, or null. */
  public @Nullable String field() {
    return field;
  }

  /** The sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
