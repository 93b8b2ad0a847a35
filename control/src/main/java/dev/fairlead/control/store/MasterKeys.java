package dev.fairlead.control.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys under which secrets are sealed, in a file that its owner alone reads: one line {@code
 * ID:KEY} each, the newest first. Immutable; any thread.
 */
final class MasterKeys {
  static final String FILE = "master.key";

  /** AES-256. */
  private static final int KEY_BYTES = 32;

  private static final int ID_BYTES = 4;

  /** One rotation a month for eight years. */
  private static final int MAX_KEYS = 100;

  /** {@link #MAX_KEYS} lines of 60 bytes. */
  static final long MAX_FILE_BYTES = 8_192;

  static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

  private final List<Entry> entries;

  /**
   * One key.
   *
   * @param id tells which key sealed a text
   * @param key AES
   */
  record Entry(String id, SecretKey key) {
    @Override
    public String toString() {
      return "Entry[" + id + "]";
    }
  }

  private MasterKeys(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** Reads the file; the first time, makes one with a key. */
  static MasterKeys readOrCreate(Path dataDir, SecureRandom random) throws IOException {
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      MasterKeys fresh = new MasterKeys(List.of(entry(random)));
      fresh.write(file);
      return fresh;
    }
    return read(file);
  }

  static MasterKeys read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      if (!line.isBlank()) {
        entries.add(parse(file, line));
      }
    }
    if (entries.isEmpty() || entries.size() > MAX_KEYS) {
      throw new IOException(file + " holds no key, or too many");
    }
    return new MasterKeys(entries);
  }

  private static Entry parse(Path file, String line) throws IOException {
    int colon = line.indexOf(':');
    try {
      byte[] key = Base64.getDecoder().decode(line.substring(colon + 1).strip());
      if (colon > 0 && key.length == KEY_BYTES) {
        return new Entry(line.substring(0, colon), new SecretKeySpec(key, "AES"));
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the line.
    }
    throw new IOException(file + " holds a line that is no key");
  }

  /** The same with a new key in front. */
  MasterKeys rotated(SecureRandom random) {
    List<Entry> all = new ArrayList<>();
    all.add(entry(random));
    all.addAll(entries);
    return new MasterKeys(all);
  }

  /** The newest alone. */
  MasterKeys newestOnly() {
    return new MasterKeys(entries.subList(0, 1));
  }

  /** Whether all of those are here. */
  boolean holds(Collection<String> ids) {
    return entries.stream().map(Entry::id).collect(Collectors.toSet()).containsAll(ids);
  }

  Entry newest() {
    return entries.getFirst();
  }

  List<Entry> all() {
    return entries;
  }

  private static Entry entry(SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return new Entry(HexFormat.of().formatHex(id), new SecretKeySpec(key, "AES"));
  }

  /** As the file holds them. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      text.append(entry.id())
          .append(':')
          .append(Base64.getEncoder().encodeToString(entry.key().getEncoded()))
          .append('\n');
    }
    return text.toString();
  }

  /** Puts these keys in place of {@code file} in one step. */
  void write(Path file) throws IOException {
    Path fresh = file.resolveSibling(FILE + "." + ProcessHandle.current().pid() + ".new");
    try {
      Files.deleteIfExists(fresh);
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
