package dev.fairlead.control.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamFileTest {
  @TempDir Path folder;

  @Test
  void makesOneStreamTheFirstTimeAndKeepsIt() throws IOException {
    StreamEntry made = open(1).readOrCreate().streams().getFirst();

    StreamEntry kept = open(2).readOrCreate().streams().getFirst();

    assertEquals(made, kept);
    assertTrue(made.key().secret().matches("sk_[A-Za-z0-9]{28}"));
    assertTrue(made.playbackId().matches("[A-Za-z0-9]{16}"));
    assertNotEquals(made.broadcast().value(), made.key().secret());
  }

  @Test
  void onlyTheOwnerMayReadIt() throws IOException {
    open(1).readOrCreate();

    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve("streams.json"))));
  }

  @Test
  void addsStreamsBesideTheFirst() throws IOException {
    StreamFile file = open(1);
    file.readOrCreate();

    StreamEntry second = file.create("second");

    assertEquals(second, open(2).read().streams().get(1));
    assertEquals(2, file.read().streams().size());
  }

  @Test
  void refusesANameInUseAndNamesThatCannotBePrinted() throws IOException {
    StreamFile file = open(1);
    file.create("second");

    assertThrows(IOException.class, () -> file.create("second"));
    assertThrows(IOException.class, () -> file.create(" "));
    assertThrows(IOException.class, () -> file.create("a\nb"));
    assertThrows(IOException.class, () -> file.create("x".repeat(65)));
  }

  @Test
  void refusesAFileThatIsDamaged() throws IOException {
    StreamFile file = open(1);
    file.readOrCreate();
    String whole = Files.readString(file.path());

    for (String damaged :
        new String[] {
          "",
          "[]",
          "{}",
          whole.replace("\"version\" : 1", "\"version\" : 99"),
          whole.replace("\"playbackId\"", "\"other\""),
          whole.substring(0, whole.length() / 2)
        }) {
      Files.writeString(file.path(), damaged);
      assertThrows(IOException.class, file::read, damaged);
    }
  }

  @Test
  void leavesNothingElseBehind() throws IOException {
    open(1).create("second");

    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("streams.json", "streams.lock"),
          files.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aRunningNodeTakesUpNewStreams() throws IOException {
    StreamFile file = open(1);
    StreamAccess access = new StreamAccess(file.readOrCreate(), false);
    StreamFileWatch watch = new StreamFileWatch(file, access);
    open(2).create("second");
    Files.setLastModifiedTime(file.path(), FileTime.from(Instant.EPOCH));

    watch.look();

    assertEquals(2, access.book().streams().size());
  }

  @Test
  void aDamagedFileLeavesTheOldStreamsInForce() throws IOException {
    StreamFile file = open(1);
    StreamAccess access = new StreamAccess(file.readOrCreate(), false);
    StreamFileWatch watch = new StreamFileWatch(file, access);
    Files.writeString(file.path(), "{");
    Files.setLastModifiedTime(file.path(), FileTime.from(Instant.EPOCH));

    watch.look();

    assertEquals(1, access.book().streams().size());
  }

  private StreamFile open(long seed) {
    return new StreamFile(folder, new Random(seed), InstantSource.fixed(Instant.EPOCH));
  }
}
