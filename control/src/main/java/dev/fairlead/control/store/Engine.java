package dev.fairlead.control.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the databases that hold the store. */
interface Engine {
  /** Opens a connection with the settings that the store relies on. */
  Connection open() throws SQLException;

  /** Address and account, for the tool that migrates. */
  javax.sql.DataSource dataSource();

  /** How many connections are of use. */
  int maxConnections();

  /** Whether writers must take turns because the engine has one at a time. */
  boolean oneWriter();

  /**
   * Copies everything, as it is committed now, into a file that is empty; others go on meanwhile.
   */
  void copy(Connection connection, Path file) throws SQLException;

  /** Begins a transaction that will write. */
  void beginWrite(Connection connection) throws SQLException;
}
