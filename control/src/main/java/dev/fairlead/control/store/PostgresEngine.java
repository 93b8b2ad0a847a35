package dev.fairlead.control.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL 15 or newer, by the address that the configuration names. */
final class PostgresEngine implements Engine {
  /** Below the 4 s after which an admission is refused; the driver counts whole seconds. */
  private static final int TIMEOUT_SECONDS = 3;

  /** A node's few writers and the cold reads of a burst of admissions. */
  private static final int MAX_CONNECTIONS = 8;

  private final PGSimpleDataSource source = new PGSimpleDataSource();

  PostgresEngine(String url) {
    source.setUrl(url);
    source.setConnectTimeout(TIMEOUT_SECONDS);
    source.setLoginTimeout(TIMEOUT_SECONDS);
    source.setSocketTimeout(TIMEOUT_SECONDS);
    source.setTcpKeepAlive(true);
    source.setApplicationName("fairlead");
  }

  @Override
  public Connection open() throws SQLException {
    return source.getConnection();
  }

  @Override
  public DataSource dataSource() {
    return source;
  }

  @Override
  public int maxConnections() {
    return MAX_CONNECTIONS;
  }

  @Override
  public boolean oneWriter() {
    return false;
  }

  @Override
  public void copy(Connection connection, Path file) throws SQLException {
    throw new SQLFeatureNotSupportedException("pg_dump copies a PostgreSQL database");
  }

  @Override
  public void beginWrite(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("begin");
    }
  }
}
