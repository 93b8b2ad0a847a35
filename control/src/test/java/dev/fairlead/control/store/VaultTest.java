package dev.fairlead.control.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final String SECRET = "sk_AbCdEfGhIjKlMnOpQrStUvWxYz01";

  @TempDir Path folder;

  private Vault open() throws IOException {
    return Vault.open(folder, new SecureRandom());
  }

  @Test
  void opensWhatItSealedAlsoAfterARestart() throws IOException {
    String sealed = open().seal("a", SECRET);

    assertFalse(sealed.contains(SECRET));
    assertEquals(SECRET, open().open("a", sealed));
  }

  @Test
  void neverSealsTheSameTextTheSameWay() throws IOException {
    Vault vault = open();

    assertNotEquals(vault.seal("a", SECRET), vault.seal("a", SECRET));
  }

  @Test
  void refusesATextInAnotherPlaceOrDamaged() throws IOException {
    Vault vault = open();
    String sealed = vault.seal("a", SECRET);
    char last = sealed.charAt(sealed.length() - 2);
    String damaged =
        sealed.substring(0, sealed.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + sealed.charAt(sealed.length() - 1);

    assertThrows(IllegalStateException.class, () -> vault.open("b", sealed));
    assertThrows(IllegalStateException.class, () -> vault.open("a", damaged));
    assertThrows(IllegalStateException.class, () -> vault.open("a", "v1.x"));
  }

  @Test
  void theMasterKeyIsForItsOwnerAlone() throws IOException {
    open();

    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("master.key"))));
  }

  @Test
  void anotherProcessThatRotatedIsFollowed() throws IOException {
    Vault mine = open();
    Vault theirs = open();
    theirs.rotate();

    assertEquals(SECRET, mine.open("a", theirs.seal("a", SECRET)));
  }

  @Test
  void afterARotationEverythingIsUnderTheNewKeyAndTheOldOneCanGo() throws IOException {
    try (Database database = Database.open(Database.EMBEDDED, folder)) {
      Migrations.run(database);
      Vault vault = open();
      String purpose = Resealing.purpose("node_key", "private_sealed", "k");
      database.write(
          sql ->
              sql.update(
                  "insert into node_key (id, purpose, public_jwk, private_sealed, created_at)"
                      + " values ('k', 'test', '', ?, 0)",
                  vault.seal(purpose, SECRET)));

      vault.rotate();
      assertEquals(1, Resealing.run(database, vault));
      vault.forgetOldKeys();

      String sealed =
          database.read(
              sql -> sql.first("select * from node_key", row -> row.text("private_sealed")));
      assertEquals(SECRET, open().open(purpose, sealed));
      assertEquals(1, Files.readAllLines(folder.resolve("master.key")).size());
      assertEquals(0, Resealing.run(database, vault));
    }
  }

  @Test
  void everyColumnOfSealedTextsIsKnownToTheRotation() throws IOException {
    try (Database database = Database.open(Database.EMBEDDED, folder)) {
      Migrations.run(database);
      List<String> columns =
          database.read(
              sql ->
                  sql.list(
                      "select m.name as t, c.name as c from sqlite_master m,"
                          + " pragma_table_info(m.name) c where m.type = 'table'"
                          + " and c.name like '%\\_sealed' escape '\\'",
                      row -> row.text("t") + "." + row.text("c")));
      Set<String> inTheStore = new TreeSet<>(columns);
      Set<String> known = new TreeSet<>(List.of("idempotency.body_sealed"));
      Resealing.COLUMNS.forEach(column -> known.add(column.table() + "." + column.column()));

      assertEquals(known, inTheStore);
    }
  }

  @Test
  void theNewestMigrationIsTheOneThatTheCodeKnows() throws IOException {
    Path migrations = Path.of("src/main/resources/dev/fairlead/control/store/migration");
    try (var files = Files.list(migrations)) {
      int newest =
          files
              .map(file -> file.getFileName().toString())
              .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
              .max()
              .orElseThrow();

      assertEquals(Migrations.NEWEST, newest);
      assertTrue(newest > 0);
    }
  }
}
