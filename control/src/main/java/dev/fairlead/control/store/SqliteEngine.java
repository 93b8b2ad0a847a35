package dev.fairlead.control.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite in one file that its owner alone reads. Readers never wait for the writer, and another
 * process may write as well: the write-ahead log takes care of both.
 */
final class SqliteEngine implements Engine {
  /** Names a store with tables and nothing in them, by which a packaged node spares making them. */
  private static final String BLANK = "fairlead.store.blank";

  private static final FileAttribute<?> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Below the 4 s after which an admission is refused. */
  private static final int BUSY_TIMEOUT_MS = 3_000;

  /** Reads are tens of microseconds; more connections than processors only hold memory. */
  private static final int MAX_CONNECTIONS = 4;

  private final SQLiteDataSource source = new SQLiteDataSource();

  SqliteEngine(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    source.setUrl("jdbc:sqlite:" + file);
  }

  private static void create(Path file) throws IOException {
    String blank = System.getProperty(BLANK);
    if (blank != null && isCopied(Path.of(blank), file)) {
      return;
    }
    try {
      Files.createFile(file, OWNERS);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster.
    }
  }

  /**
   * Copies in one step: whoever comes second finds the first one's file, and a whole one. Not where
   * the file system has no links; the tables are made by migration then.
   */
  private static boolean isCopied(Path blank, Path file) throws IOException {
    Path made = Files.createTempFile(file.toAbsolutePath().getParent(), "control", ".new", OWNERS);
    try {
      Files.write(made, Files.readAllBytes(blank));
      Files.createLink(file, made);
      return true;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return false;
    } finally {
      Files.delete(made);
    }
  }

  @Override
  public Connection open() throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = " + BUSY_TIMEOUT_MS);
      statement.execute("pragma journal_mode = wal");
      // A commit that was answered survives the loss of power.
      statement.execute("pragma synchronous = full");
      statement.execute("pragma foreign_keys = on");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
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
    return true;
  }

  @Override
  public void copy(Connection connection, Path file) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("vacuum into ?")) {
      statement.setString(1, file.toString());
      statement.execute();
    }
  }

  @Override
  public void beginWrite(Connection connection) throws SQLException {
    // A reader that turns writer in the middle would fail at once instead of waiting its turn.
    try (Statement statement = connection.createStatement()) {
      statement.execute("begin immediate");
    }
  }
}
