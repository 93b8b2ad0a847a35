package dev.fairlead.control.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of an answer, read by column name. Valid within the call that gets it. */
public final class Row {
  private final ResultSet results;

  Row(ResultSet results) {
    this.results = results;
  }

  /** A text that is never null. */
  public String text(String column) {
    String value = textOrNull(column);
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }

  /** A text, or null. */
  public @Nullable String textOrNull(String column) {
    try {
      return results.getString(column);
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /** A whole number that is never null. */
  public long number(String column) {
    Long value = numberOrNull(column);
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }

  /** A whole number, or null. */
  public @Nullable Long numberOrNull(String column) {
    try {
      long value = results.getLong(column);
      return results.wasNull() ? null : value;
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /** A yes or no, kept as 1 or 0. */
  public boolean flag(String column) {
    return number(column) != 0;
  }

  /** A moment, kept in milliseconds since 1970. */
  public Instant instant(String column) {
    return Instant.ofEpochMilli(number(column));
  }

  /** A moment, or null. */
  public @Nullable Instant instantOrNull(String column) {
    Long value = numberOrNull(column);
    return value == null ? null : Instant.ofEpochMilli(value);
  }
}
