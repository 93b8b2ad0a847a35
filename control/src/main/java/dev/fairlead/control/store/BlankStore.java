package dev.fairlead.control.store;

import java.io.IOException;
import java.nio.file.Path;

/** Makes a store with tables and nothing in them; packaging runs it. */
public final class BlankStore {
  private BlankStore() {}

  /** Makes it in the folder that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    try (Database database = Database.open(Database.EMBEDDED, Path.of(arguments[0]))) {
      Migrations.run(database);
    }
  }
}
