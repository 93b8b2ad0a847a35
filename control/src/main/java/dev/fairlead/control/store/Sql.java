package dev.fairlead.control.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection. Confined to the call of {@link Database} that made it.
 *
 * <p>Values come as parameters only: texts, numbers, booleans (kept as 1 or 0), moments (kept in
 * milliseconds), enums (kept by name) and null.
 */
public final class Sql {
  /** Most rows that one statement gives: the longest page and one more, many times over. */
  static final int MAX_ROWS = 200_000;

  private final Connection connection;
  private final List<Runnable> afterCommit = new ArrayList<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Changes rows; tells how many. */
  public int update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepared(sql, values)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /** All rows. */
  public <T> List<T> list(String sql, Function<Row, T> reader, @Nullable Object... values) {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.setMaxRows(MAX_ROWS);
      try (ResultSet results = statement.executeQuery()) {
        List<T> rows = new ArrayList<>();
        Row row = new Row(results);
        while (results.next()) {
          rows.add(reader.apply(row));
        }
        return rows;
      }
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /** The first row, or null when there is none. */
  public <T> @Nullable T first(String sql, Function<Row, T> reader, @Nullable Object... values) {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet results = statement.executeQuery()) {
      return results.next() ? reader.apply(new Row(results)) : null;
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /** The number that a counting statement gives. */
  public long count(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet results = statement.executeQuery()) {
      return results.next() ? results.getLong(1) : 0;
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
  }

  /**
   * Runs {@code task} once the transaction is committed, in the order given; not when it is not.
   */
  public void afterCommit(Runnable task) {
    afterCommit.add(task);
  }

  List<Runnable> afterCommit() {
    return afterCommit;
  }

  private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    boolean complete = false;
    try {
      for (int i = 0; i < values.length; i++) {
        set(statement, i + 1, values[i]);
      }
      complete = true;
      return statement;
    } finally {
      if (!complete) {
        statement.close();
      }
    }
  }

  private static void set(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setObject(index, null);
      case String text -> statement.setString(index, text);
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
      case Instant moment -> statement.setLong(index, moment.toEpochMilli());
      case Enum<?> constant -> statement.setString(index, constant.name());
      default -> throw new IllegalArgumentException("no column takes a " + value.getClass());
    }
  }
}
