package dev.fairlead.control.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A few connections, opened when wanted and kept. Any thread; a thread that finds all taken waits
 * for {@link #WAIT_MS} at most.
 */
final class ConnectionPool implements AutoCloseable {
  /** Below the 4 s after which an admission is refused. */
  static final long WAIT_MS = 3_000;

  private final Opener opener;
  private final Semaphore free;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /** Opens one more connection. */
  interface Opener {
    Connection open() throws SQLException;
  }

  ConnectionPool(Opener opener, int maxConnections) {
    this.opener = opener;
    free = new Semaphore(maxConnections, true);
  }

  Connection take() throws SQLException {
    try {
      if (!free.tryAcquire(WAIT_MS, TimeUnit.MILLISECONDS)) {
        throw new SQLException("all connections are busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a connection", e);
    }
    boolean taken = false;
    try {
      @Nullable Connection kept = idle.pollFirst();
      Connection connection = kept == null ? opener.open() : kept;
      taken = true;
      return connection;
    } finally {
      if (!taken) {
        free.release();
      }
    }
  }

  /** Takes one back; one that may be broken is closed, and the next taker opens another. */
  void give(Connection connection, boolean broken) {
    if (broken || closed) {
      discard(connection);
    } else {
      idle.addFirst(connection);
    }
    free.release();
  }

  private static void discard(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It was to go anyway.
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Connection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      discard(next);
    }
  }
}
