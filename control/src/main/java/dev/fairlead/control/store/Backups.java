package dev.fairlead.control.store;

import dev.fairlead.control.json.BindException;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.json.RecordBinder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the embedded store in one file: a ZIP with the database, the master keys unless they
 * are left out, and what it is. Made while a node runs; put back while none does.
 */
public final class Backups {
  private static final String MANIFEST = "backup.json";
  private static final int FORMAT = 1;
  private static final int MAX_MANIFEST_BYTES = 4_096;

  /** A store of ten million streams stays below. */
  private static final long MAX_STORE_BYTES = 1L << 36;

  private static final String SUFFIX_OF_LOG = "-wal";
  private static final String ASIDE = ".before";

  /**
   * What a backup says of itself.
   *
   * @param format of the file
   * @param schema of the tables
   * @param madeAt when
   * @param masterKey whether the master keys are in it
   */
  public record Manifest(
      @Field("Of the file.") int format,
      @Field("Of the tables.") int schema,
      @Field("When.") Instant madeAt,
      @Field("Whether the master keys are in it.") boolean masterKey) {}

  private Backups() {}

  /**
   * Makes one.
   *
   * @param database embedded; others go on using it
   * @param dataDir where its master keys are
   * @param file that is written
   * @param withKey whether whoever has the file can read stream keys
   * @param force whether a file that is there is replaced
   * @param now dates it
   * @throws IOException when it cannot be; the message says why
   */
  public static Manifest make(
      Database database, Path dataDir, Path file, boolean withKey, boolean force, Instant now)
      throws IOException {
    if (Files.exists(file) && !force) {
      throw new IOException(file + " is there already; --force replaces it");
    }
    Path copy = emptyFile(beside(file, ".db"));
    Path whole = emptyFile(beside(file, ".new"));
    try {
      // A rotation may go on meanwhile: the keys of before or those of after open the copy.
      MasterKeys before = MasterKeys.read(dataDir.resolve(MasterKeys.FILE));
      database.copyTo(copy);
      MasterKeys after = MasterKeys.read(dataDir.resolve(MasterKeys.FILE));
      Manifest manifest;
      MasterKeys keys;
      try (Database copied = Database.inFile(copy)) {
        Set<String> ids = copied.read(Resealing::keyIds);
        keys = before.holds(ids) ? before : after;
        if (!keys.holds(ids)) {
          throw new IOException("the master key is being rotated; try again in a minute");
        }
        manifest = new Manifest(FORMAT, Migrations.version(copied), now, withKey);
        copied.endLog();
      }
      write(whole, copy, manifest, withKey ? keys.text() : null);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      return manifest;
    } finally {
      forget(copy);
      Files.deleteIfExists(whole);
    }
  }

  private static void write(Path whole, Path copy, Manifest manifest, @Nullable String keys)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                whole, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
      zip.putNextEntry(new ZipEntry(MANIFEST));
      zip.write(JsonText.of(manifest).getBytes(StandardCharsets.UTF_8));
      if (keys != null) {
        zip.putNextEntry(new ZipEntry(MasterKeys.FILE));
        zip.write(keys.getBytes(StandardCharsets.US_ASCII));
      }
      zip.putNextEntry(new ZipEntry(Database.FILE));
      Files.copy(copy, zip);
      zip.closeEntry();
      zip.finish();
      channel.force(true);
    }
  }

  /**
   * Puts one back. What was there before is kept beside it under other names.
   *
   * @param file that {@link #make} made
   * @param dataDir of a node that does not run
   * @param force whether a store that is there is replaced
   * @throws IOException when it cannot be; nothing is changed, and the message says why
   */
  public static Manifest restore(Path file, Path dataDir, boolean force) throws IOException {
    Path target = dataDir.resolve(Database.FILE);
    if (Files.exists(target) && !force) {
      throw new IOException(dataDir + " holds a store already; --force replaces it");
    }
    Path copy = emptyFile(dataDir.resolve(Database.FILE + ".restored"));
    Path keyFile = dataDir.resolve(MasterKeys.FILE + ".restored");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Manifest manifest = manifest(zip, file);
      extract(zip, Database.FILE, copy, MAX_STORE_BYTES);
      if (manifest.masterKey()) {
        extract(zip, MasterKeys.FILE, emptyFile(keyFile), MasterKeys.MAX_FILE_BYTES);
      } else if (!Files.exists(dataDir.resolve(MasterKeys.FILE))) {
        throw new IOException(
            "this backup holds no master key: put the "
                + MasterKeys.FILE
                + " of its node into "
                + dataDir
                + " first");
      }
      examine(copy, manifest.masterKey() ? keyFile : dataDir.resolve(MasterKeys.FILE));
      putInPlace(copy, target, manifest.masterKey() ? keyFile : null, dataDir);
      return manifest;
    } finally {
      forget(copy);
      Files.deleteIfExists(keyFile);
    }
  }

  private static Manifest manifest(ZipFile zip, Path file) throws IOException {
    ZipEntry entry = zip.getEntry(MANIFEST);
    if (entry == null) {
      throw new IOException(file + " is no backup of a store");
    }
    Manifest manifest;
    try (InputStream in = zip.getInputStream(entry)) {
      String text = new String(in.readNBytes(MAX_MANIFEST_BYTES), StandardCharsets.UTF_8);
      manifest = RecordBinder.bind(JsonTree.parse(text), Manifest.class);
    } catch (BindException e) {
      throw new IOException(file + " is no backup that this version knows", e);
    }
    if (manifest.format() != FORMAT || manifest.schema() > Migrations.NEWEST) {
      throw new IOException(file + " was made by a newer version of Fairlead");
    }
    return manifest;
  }

  private static void extract(ZipFile zip, String name, Path to, long maxBytes) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("the backup lacks " + name);
    }
    try (InputStream in = zip.getInputStream(entry);
        FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE);
        OutputStream out = Channels.newOutputStream(channel)) {
      byte[] some = new byte[1 << 16];
      long total = 0;
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        total += count;
        if (total > maxBytes) {
          throw new IOException(name + " in the backup is larger than " + maxBytes + " bytes");
        }
        out.write(some, 0, count);
      }
      channel.force(true);
    }
  }

  private static void examine(Path copy, Path keyFile) throws IOException {
    MasterKeys keys = MasterKeys.read(keyFile);
    try (Database copied = Database.inFile(copy)) {
      String verdict =
          copied.read(
              sql -> sql.first("pragma integrity_check", row -> row.text("integrity_check")));
      if (!"ok".equals(verdict)) {
        throw new IOException("the store in the backup is damaged: " + verdict);
      }
      if (!keys.holds(copied.read(Resealing::keyIds))) {
        throw new IOException(
            "the store in the backup is sealed under another master key than " + keyFile);
      }
      copied.endLog();
    } catch (StoreException e) {
      throw new IOException("the store in the backup is damaged: " + e.getMessage(), e);
    }
  }

  private static void putInPlace(Path copy, Path target, @Nullable Path keyFile, Path dataDir)
      throws IOException {
    // SQLite finds the log of a database by its name: the two move together.
    aside(
        target.resolveSibling(Database.FILE + SUFFIX_OF_LOG),
        Database.FILE + ASIDE + SUFFIX_OF_LOG);
    Files.deleteIfExists(target.resolveSibling(Database.FILE + "-shm"));
    aside(target, Database.FILE + ASIDE);
    if (keyFile != null) {
      Path key = dataDir.resolve(MasterKeys.FILE);
      aside(key, MasterKeys.FILE + ASIDE);
      Files.move(keyFile, key, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void aside(Path file, String name) throws IOException {
    if (Files.exists(file)) {
      Files.move(file, file.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.toAbsolutePath()
        .resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + suffix);
  }

  /** For its owner alone. */
  private static Path emptyFile(Path file) throws IOException {
    Files.deleteIfExists(file);
    return Files.createFile(file, PosixFilePermissions.asFileAttribute(MasterKeys.OWNER_ONLY));
  }

  private static void forget(Path database) throws IOException {
    Files.deleteIfExists(database);
    Files.deleteIfExists(database.resolveSibling(database.getFileName() + SUFFIX_OF_LOG));
    Files.deleteIfExists(database.resolveSibling(database.getFileName() + "-shm"));
  }
}
