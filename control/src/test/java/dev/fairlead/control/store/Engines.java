package dev.fairlead.control.store;

import java.util.List;

/** Both databases that hold the store, for tests that hold for each. */
public enum Engines {
  EMBEDDED,
  POSTGRESQL;

  /** The address of an empty store. */
  public String freshUrl() {
    return this == EMBEDDED ? Database.EMBEDDED : PostgresServer.freshDatabase();
  }

  /** All of them. */
  public static List<Engines> all() {
    return List.of(values());
  }
}
