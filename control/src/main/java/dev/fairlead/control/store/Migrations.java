package dev.fairlead.control.store;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the tables to what this version knows. The tool that does so is loaded only when there is
 * something to do: an ordinary start asks one question and goes on.
 */
public final class Migrations {
  /** The newest file in the folder {@code migration} beside this class; a test holds both. */
  static final int NEWEST = 5;

  private static final String FOLDER = "classpath:dev/fairlead/control/store/migration";

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger TOOL = Logger.getLogger("org.flywaydb");

  private Migrations() {}

  /**
   * Migrates when needed.
   *
   * @return whether the store was new
   * @throws StoreException when the store does not answer
   * @throws IllegalStateException when a newer version wrote it, or a migration fails
   */
  public static boolean run(Database database) {
    int version = version(database);
    if (version == NEWEST) {
      return false;
    }
    if (version > NEWEST) {
      throw new IllegalStateException(
          "the control store was written by a newer version of Fairlead (schema "
              + version
              + ", this version knows "
              + NEWEST
              + ")");
    }
    TOOL.setLevel(Level.WARNING);
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(database.engine().dataSource())
          .locations(FOLDER)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new IllegalStateException("the control store cannot be migrated: " + e.getMessage(), e);
    }
    return version == 0;
  }

  /** The version of the tables, 0 when there are none. */
  static int version(Database database) {
    return database.read(
        sql -> {
          sql.count("select 1");
          try {
            String version =
                sql.first(
                    "select version from flyway_schema_history where success = "
                        + (database.engine().oneWriter() ? "1" : "true")
                        + " order by installed_rank desc limit 1",
                    row -> row.text("version"));
            return version == null ? 0 : Integer.parseInt(version);
          } catch (StoreException e) {
            // It answered before: there is no such table.
            return 0;
          }
        });
  }
}
