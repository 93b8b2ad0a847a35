package dev.fairlead.control.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.store.Engines;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Tenant;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A store is copied while a node writes, put back elsewhere, and gets another master key. */
@Timeout(120)
class StoreCommandTest {
  @TempDir Path folder;

  private final AtomicBoolean taken = new AtomicBoolean();

  private record Ran(int status, String out, String err) {}

  private Ran run(Path data, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--data");
    all.add(data.toString());
    int status =
        new CommandLine(new StoreCommand(this::take))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Ran(status, out.toString(), err.toString());
  }

  private Closeable take(Path dataDir) throws IOException {
    if (taken.get()) {
      throw new IOException(dataDir + " is in use by another node");
    }
    return () -> {};
  }

  private static ControlServices open(Path data) throws IOException {
    Files.createDirectories(data);
    return ControlServices.open("", data, InstantSource.system());
  }

  private static Tenant tenant(ControlServices services) {
    return services.tenants().create(Actor.NODE, "t", Tenant.Tier.FREE, Tenant.Limits.DEFAULT);
  }

  private static String keyOf(ControlServices services, Tenant tenant, String stream) {
    return services.streams().keys(tenant.id()).list(tenant.id(), stream).getFirst().key().secret();
  }

  @Test
  void aCopyMadeWhileANodeWritesHoldsWhatWasCommitted() throws Exception {
    Path data = folder.resolve("data");
    Path file = folder.resolve("backup.zip");
    try (ControlServices node = open(data)) {
      Tenant tenant = tenant(node);
      LiveStream first =
          node.streams().create(tenant.id(), Actor.NODE, Streams.Fresh.named("first"));
      String key = keyOf(node, tenant, first.id());
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger written = new AtomicInteger();
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!over.get()) {
                      node.streams()
                          .create(
                              tenant.id(),
                              Actor.NODE,
                              Streams.Fresh.named("s" + written.incrementAndGet()));
                    }
                  });
      while (written.get() < 5) {
        Thread.sleep(5);
      }
      Ran made = run(data, "backup", file.toString());
      over.set(true);
      writer.join();

      assertEquals(0, made.status(), made.err());
      assertTrue(made.out().contains("master key is in it"), made.out());
      assertEquals("rw-------", mode(file));
      Ran again = run(data, "backup", file.toString());
      assertEquals(1, again.status());
      assertTrue(again.err().contains("--force"), again.err());
      assertEquals(0, run(data, "backup", file.toString(), "--force").status());

      Path other = folder.resolve("other");
      Ran restored = run(other, "restore", file.toString());
      assertEquals(0, restored.status(), restored.err());
      try (ControlServices copy = open(other)) {
        assertEquals(key, keyOf(copy, tenant, first.id()));
        assertEquals(
            node.streams().list(tenant.id(), Page.Request.FIRST).items(),
            copy.streams().list(tenant.id(), Page.Request.FIRST).items());
        assertEquals(first, copy.streams().find(tenant.id(), first.id()));
      }
    }
    try (var left = Files.list(folder)) {
      assertEquals(3, left.count());
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aStoreIsReplacedOnlyByForceAndStaysAside() throws Exception {
    Path data = folder.resolve("data");
    Path file = folder.resolve("backup.zip");
    String stream;
    Tenant tenant;
    try (ControlServices node = open(data)) {
      tenant = tenant(node);
      stream = node.streams().create(tenant.id(), Actor.NODE, Streams.Fresh.named("one")).id();
      assertEquals(0, run(data, "backup", file.toString()).status());
      node.streams().delete(tenant.id(), Actor.NODE, stream);
    }

    Ran refused = run(data, "restore", file.toString());
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("--force"), refused.err());
    taken.set(true);
    Ran inUse = run(data, "restore", file.toString(), "--force");
    assertTrue(inUse.err().contains("in use"), inUse.err());
    taken.set(false);
    assertEquals(0, run(data, "restore", file.toString(), "--force").status());

    try (ControlServices node = open(data)) {
      assertTrue(node.streams().exists(tenant.id(), stream));
    }
    assertTrue(Files.exists(data.resolve("control.db.before")));
    assertTrue(Files.exists(data.resolve("master.key.before")));
  }

  @Test
  void withoutItsMasterKeyACopyIsOfUseWhereTheKeyIsAlone() throws Exception {
    Path data = folder.resolve("data");
    Path file = folder.resolve("backup.zip");
    try (ControlServices node = open(data)) {
      Tenant tenant = tenant(node);
      node.streams().create(tenant.id(), Actor.NODE, Streams.Fresh.named("one"));
      Ran made = run(data, "backup", file.toString(), "--without-key");
      assertTrue(made.out().contains("NOT in it"), made.out());
    }
    Path other = folder.resolve("other");
    Ran keyless = run(other, "restore", file.toString());
    assertEquals(1, keyless.status());
    assertTrue(keyless.err().contains("holds no master key"), keyless.err());
    assertFalse(Files.exists(other.resolve("control.db")));

    try (ControlServices stranger = open(folder.resolve("stranger"))) {
      tenant(stranger);
    }
    Files.copy(folder.resolve("stranger").resolve("master.key"), other.resolve("master.key"));
    Ran wrong = run(other, "restore", file.toString());
    assertTrue(wrong.err().contains("another master key"), wrong.err());

    Files.delete(other.resolve("master.key"));
    Files.copy(data.resolve("master.key"), other.resolve("master.key"));
    assertEquals(0, run(other, "restore", file.toString()).status());
  }

  @Test
  void whatIsNoBackupChangesNothing() throws Exception {
    Path data = folder.resolve("data");
    Path file = Files.writeString(folder.resolve("x"), "no backup at all");

    assertEquals(1, run(data, "restore", file.toString()).status());
    assertEquals(1, run(data, "restore", folder.resolve("missing").toString()).status());
    assertFalse(Files.exists(data.resolve("control.db")));
    assertEquals(1, run(data, "backup", file.toString(), "--force").status());
    assertEquals("no backup at all", Files.readString(file));
  }

  @Test
  void aNodeThatRunsFollowsARotation() throws Exception {
    Path data = folder.resolve("data");
    try (ControlServices node = open(data)) {
      Tenant tenant = tenant(node);
      String before =
          node.streams().create(tenant.id(), Actor.NODE, Streams.Fresh.named("before")).id();
      String key = keyOf(node, tenant, before);
      String keyFile = Files.readString(data.resolve("master.key"));

      Ran rotated = run(data, "rotate-key");
      assertEquals(0, rotated.status(), rotated.err());
      String after =
          node.streams().create(tenant.id(), Actor.NODE, Streams.Fresh.named("after")).id();

      assertEquals(1, Files.readAllLines(data.resolve("master.key")).size());
      assertFalse(Files.readString(data.resolve("master.key")).equals(keyFile));
      try (ControlServices later = open(data)) {
        assertEquals(key, keyOf(later, tenant, before));
        assertEquals(keyOf(node, tenant, after), keyOf(later, tenant, after));
      }
    }
  }

  @Test
  void inPostgresqlItsOwnToolsAreNamed() {
    String url = "store.url=postgresql://fairlead:secret@db/fairlead";
    Path data = folder.resolve("data");
    Ran backup = run(data, "backup", folder.resolve("f").toString(), "--set", url);
    Ran restore = run(data, "restore", folder.resolve("f").toString(), "--set", url);
    Ran rotate = run(data, "rotate-key", "--set", url);

    assertEquals(1, backup.status());
    assertTrue(backup.err().contains("pg_dump") && backup.err().contains("master.key"));
    assertTrue(restore.err().contains("pg_restore"), restore.err());
    assertTrue(rotate.err().contains("--no-other-node"), rotate.err());
    assertFalse((backup.err() + restore.err() + rotate.err()).contains("secret@"));
  }

  @Test
  void inPostgresqlAKeyIsRotatedAsWell() throws Exception {
    String url = Engines.POSTGRESQL.freshUrl();
    Path data = Files.createDirectories(folder.resolve("data"));
    try (ControlServices node = ControlServices.open(url, data, InstantSource.system())) {
      Tenant tenant = tenant(node);
      String stream =
          node.streams().create(tenant.id(), Actor.NODE, Streams.Fresh.named("one")).id();
      String key = keyOf(node, tenant, stream);

      Ran rotated = run(data, "rotate-key", "--no-other-node", "--set", "store.url=" + url);

      assertEquals(0, rotated.status(), rotated.err());
      assertEquals(key, keyOf(node, tenant, stream));
    }
  }
}
