package dev.fairlead.control.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store: reads and transactions. Any thread that may block; never an event loop.
 *
 * <p>Opening does not migrate; {@link Migrations} does.
 */
public final class Database implements AutoCloseable {
  /** Stands for the file in the data folder. */
  public static final String EMBEDDED = "";

  static final String FILE = "control.db";

  private final Engine engine;
  private final ConnectionPool pool;
  private final ReentrantLock writer = new ReentrantLock(true);
  private final ThreadLocal<Boolean> busy = new ThreadLocal<>();

  private Database(Engine engine) {
    this.engine = engine;
    pool = new ConnectionPool(engine::open, engine.maxConnections());
  }

  /**
   * Names the store; connections are opened when wanted.
   *
   * @param url {@link #EMBEDDED}, or {@code postgresql://USER:PASSWORD@HOST:PORT/DATABASE}
   * @param dataDir where the embedded file is
   */
  public static Database open(String url, Path dataDir) throws IOException {
    return new Database(
        url.equals(EMBEDDED)
            ? new SqliteEngine(dataDir.resolve(FILE))
            : new PostgresEngine(PostgresUrl.jdbc(url)));
  }

  Engine engine() {
    return engine;
  }

  /** The embedded store in any file. */
  static Database inFile(Path file) throws IOException {
    return new Database(new SqliteEngine(file));
  }

  /** Copies the embedded store, as it is committed now, into an empty file. */
  void copyTo(Path file) {
    with(
        connection -> {
          engine.copy(connection, file);
          return file;
        });
  }

  /** Puts what is in the log of an embedded store into its file. */
  void endLog() {
    read(sql -> sql.first("pragma wal_checkpoint(truncate)", row -> row.number("busy")));
  }

  /** Reads; each statement sees what was committed when it began. */
  public <T extends @Nullable Object> T read(Function<Sql, T> work) {
    return with(connection -> work.apply(new Sql(connection)));
  }

  /** Reads and writes in one transaction, which an exception undoes. */
  public <T extends @Nullable Object> T write(Function<Sql, T> work) {
    lockWriter();
    Committed<T> done;
    try {
      done = with(connection -> transaction(connection, work));
    } finally {
      if (engine.oneWriter()) {
        writer.unlock();
      }
    }
    done.sql().afterCommit().forEach(Runnable::run);
    return done.value();
  }

  private record Committed<T extends @Nullable Object>(Sql sql, T value) {}

  private void lockWriter() {
    if (!engine.oneWriter()) {
      return;
    }
    try {
      if (!writer.tryLock(ConnectionPool.WAIT_MS, TimeUnit.MILLISECONDS)) {
        throw StoreException.of(new SQLException("other writers take too long"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.of(new SQLException("interrupted while waiting to write", e));
    }
  }

  private <T extends @Nullable Object> Committed<T> transaction(
      Connection connection, Function<Sql, T> work) throws SQLException {
    engine.beginWrite(connection);
    Sql sql = new Sql(connection);
    boolean committed = false;
    try {
      T value = work.apply(sql);
      execute(connection, "commit");
      committed = true;
      return new Committed<>(sql, value);
    } finally {
      if (!committed) {
        execute(connection, "rollback");
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private interface Step<T extends @Nullable Object> {
    T on(Connection connection) throws SQLException;
  }

  private <T extends @Nullable Object> T with(Step<T> step) {
    // Waiting for a second connection while holding one, all could wait for each other.
    if (busy.get() != null) {
      throw new IllegalStateException("work on the store within work on the store");
    }
    Connection connection;
    try {
      connection = pool.take();
    } catch (SQLException e) {
      throw StoreException.of(e);
    }
    busy.set(Boolean.TRUE);
    boolean broken = true;
    try {
      T value = step.on(connection);
      broken = false;
      return value;
    } catch (SQLException e) {
      throw StoreException.of(e);
    } catch (StoreException e) {
      broken = e.kind() != StoreException.Kind.CONFLICT;
      throw e;
    } catch (RuntimeException e) {
      // The caller's own refusal; the connection did what it was told.
      broken = false;
      throw e;
    } finally {
      busy.remove();
      pool.give(connection, broken);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
