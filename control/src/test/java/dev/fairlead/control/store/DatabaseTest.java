package dev.fairlead.control.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class DatabaseTest {
  @TempDir Path folder;

  private Database migrated(Engines engine) throws IOException {
    Database database = Database.open(engine.freshUrl(), folder);
    Migrations.run(database);
    return database;
  }

  private static long count(Database database, String statement) {
    return database.read(sql -> sql.count(statement));
  }

  private static void tenant(Sql sql, String id, String name) {
    sql.update(
        "insert into tenant (id, name, name_fold, tier, active, max_streams, max_publishers,"
            + " max_viewers, requests_per_minute, request_burst, created_at)"
            + " values (?, ?, ?, 'FREE', ?, 0, 0, 0, 0, 0, ?)",
        id,
        name,
        name,
        true,
        Instant.ofEpochMilli(1_234_567_890_123L));
  }

  @ParameterizedTest
  @EnumSource
  void migratesANewStoreOnce(Engines engine) throws IOException {
    try (Database database = Database.open(engine.freshUrl(), folder)) {
      assertTrue(Migrations.run(database));
      assertFalse(Migrations.run(database));
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsValuesAsTheyWere(Engines engine) throws IOException {
    try (Database database = migrated(engine)) {
      database.write(
          sql -> {
            tenant(sql, "t", "näme 😀");
            return null;
          });

      assertEquals(
          "näme 😀 1234567890123 true",
          database.read(
              sql ->
                  sql.first(
                      "select * from tenant where id = ?",
                      row ->
                          row.text("name")
                              + " "
                              + row.instant("created_at").toEpochMilli()
                              + " "
                              + row.flag("active"),
                      "t")));
      assertNull(
          database.<Object>read(
              sql -> sql.first("select * from tenant where id = ?", row -> row, "other")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExceptionUndoesTheWholeTransaction(Engines engine) throws IOException {
    try (Database database = migrated(engine)) {
      List<String> told = new ArrayList<>();

      assertThrows(
          IllegalStateException.class,
          () ->
              database.write(
                  sql -> {
                    tenant(sql, "t", "name");
                    sql.afterCommit(() -> told.add("committed"));
                    throw new IllegalStateException("no");
                  }));

      assertEquals(0, count(database, "select count(*) from tenant"));
      assertEquals(List.of(), told);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aUniqueValueThatIsThereIsAConflictAndTheConnectionGoesOn(Engines engine) throws IOException {
    try (Database database = migrated(engine)) {
      database.write(
          sql -> {
            tenant(sql, "a", "name");
            return null;
          });

      StoreException thrown =
          assertThrows(
              StoreException.class,
              () ->
                  database.write(
                      sql -> {
                        tenant(sql, "b", "name");
                        return null;
                      }));

      assertEquals(StoreException.Kind.CONFLICT, thrown.kind());
      assertEquals(1, count(database, "select count(*) from tenant"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void writersAtTheSameTimeLoseNothing(Engines engine) throws Exception {
    try (Database database = migrated(engine);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(
            threads.submit(
                () ->
                    database.write(
                        sql ->
                            sql.update("update revision set changes = changes + 1 where id = 1"))));
      }
      for (Future<?> each : all) {
        each.get();
      }

      assertEquals(100, count(database, "select changes from revision"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRevisionTellsWhatOthersChangedAndNotWhatThisProcessDid(Engines engine) throws IOException {
    try (Database database = migrated(engine)) {
      Revision mine = new Revision();
      Revision theirs = new Revision();
      assertFalse(database.read(mine::othersChanged));

      change(database, mine);
      assertFalse(database.read(mine::othersChanged));

      change(database, theirs);
      assertTrue(database.read(mine::othersChanged));
      assertFalse(database.read(mine::othersChanged));

      change(database, mine);
      change(database, theirs);
      change(database, mine);
      assertTrue(database.read(mine::othersChanged));
    }
  }

  private static void change(Database database, Revision revision) {
    database.write(
        sql -> {
          revision.changed(sql);
          return null;
        });
  }

  @Test
  void theFileIsForItsOwnerAlone() throws IOException {
    try (Database database = migrated(Engines.EMBEDDED)) {
      assertEquals(0, count(database, "select count(*) from tenant"));
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("control.db"))));
    }
  }

  @Test
  void aStoreThatIsGoneIsUnavailableAndComesBackByItself() throws Exception {
    try (PostgresServer server = PostgresServer.start();
        Database database = Database.open(server.database(), folder)) {
      Migrations.run(database);
      server.stop();
      long beganNs = System.nanoTime();

      StoreException thrown =
          assertThrows(StoreException.class, () -> count(database, "select count(*) from tenant"));

      assertEquals(StoreException.Kind.UNAVAILABLE, thrown.kind());
      assertTrue(System.nanoTime() - beganNs < 4_000_000_000L);
      server.resume();
      assertEquals(0, count(database, "select count(*) from tenant"));
    }
  }

  @Test
  void aNewerStoreIsNotTouched() throws IOException {
    try (Database database = migrated(Engines.EMBEDDED)) {
      database.write(
          sql ->
              sql.update(
                  "insert into flyway_schema_history (installed_rank, version, description, type,"
                      + " script, checksum, installed_by, execution_time, success)"
                      + " values (1000, '999', '', 'SQL', '', 0, '', 0, 1)"));

      IllegalStateException thrown =
          assertThrows(IllegalStateException.class, () -> Migrations.run(database));

      assertTrue(thrown.getMessage().contains("newer version"), thrown.getMessage());
    }
  }

  @Test
  void anAddressIsReadAsPostgresToolsWriteIt() {
    assertEquals(
        "jdbc:postgresql://db.example:5433/fair?user=a&password=p%40ss&sslmode=require",
        PostgresUrl.jdbc("postgresql://a:p%40ss@db.example:5433/fair?sslmode=require"));
    assertEquals(
        "postgresql://a:***@db.example/fair",
        PostgresUrl.withoutPassword("postgresql://a:secret@db.example/fair"));
    for (String wrong :
        List.of("mysql://a@b/c", "postgresql://", "postgresql://host", "jdbc:postgresql://a/b")) {
      assertThrows(IllegalArgumentException.class, () -> PostgresUrl.jdbc(wrong), wrong);
    }
  }
}
