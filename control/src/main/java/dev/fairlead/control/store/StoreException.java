package dev.fairlead.control.store;

import java.sql.SQLException;

/** A statement failed. Whoever decides about admissions refuses on it. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** SQLite: any violated constraint. */
  private static final int SQLITE_CONSTRAINT = 19;

  /** SQL:2016 class of violated constraints. */
  private static final String INTEGRITY = "23";

  /** What went wrong, as far as callers differ. */
  public enum Kind {
    /** A unique or a foreign key is violated: somebody else was first, or the parent is gone. */
    CONFLICT,
    /** The store does not answer, or not in time; it may later. */
    UNAVAILABLE
  }

  private final Kind kind;

  StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static StoreException of(SQLException e) {
    String state = e.getSQLState();
    boolean violated =
        (e.getErrorCode() & 0xFF) == SQLITE_CONSTRAINT
            || (state != null && state.startsWith(INTEGRITY));
    // The driver's message may quote values; the cause stays for whoever debugs a test.
    return violated
        ? new StoreException(Kind.CONFLICT, "a row like this is there already", e)
        : new StoreException(
            Kind.UNAVAILABLE, "the control store does not answer: " + e.getMessage(), e);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
