package dev.fairlead.control.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.TenantId;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link StreamBook} in {@code streams.json} of the data folder, readable by its owner
 * alone: it holds the stream keys, which the node prints at every start. Any thread and any
 * process: changes are made under a lock and by renaming, so a reader always finds a whole file.
 */
public final class StreamFile {
  private static final String NAME = "streams.json";
  private static final String LOCK_NAME = "streams.lock";
  private static final int FORMAT_VERSION = 1;

  /** {@link StreamBook#MAX_STREAMS} entries of 400 bytes each. */
  private static final long MAX_FILE_BYTES = 4L << 20;

  /** Longest name: fits a list on a terminal. */
  private static final int MAX_NAME_CHARS = 64;

  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final Path lockFile;
  private final RandomNames names;
  private final InstantSource clock;

  /**
   * @param dataDir exists
   * @param random unpredictable
   * @param clock dates new entries
   */
  public StreamFile(Path dataDir, RandomGenerator random, InstantSource clock) {
    file = dataDir.resolve(NAME);
    lockFile = dataDir.resolve(LOCK_NAME);
    names = new RandomNames(random);
    this.clock = clock;
  }

  /** Where it is. */
  public Path path() {
    return file;
  }

  /** Reads the book; the first time, makes a tenant with one stream. */
  public StreamBook readOrCreate() throws IOException {
    if (Files.exists(file)) {
      return read();
    }
    return locked(
        () -> {
          if (Files.exists(file)) {
            return read();
          }
          TenantId tenant = new TenantId(UUID.randomUUID().toString());
          return write(new StreamBook(tenant, List.of(entry("main"))));
        });
  }

  /**
   * Adds a stream.
   *
   * @param name for people: 1 to 64 printable characters, not in use
   */
  public StreamEntry create(String name) throws IOException {
    if (name.isBlank()
        || name.length() > MAX_NAME_CHARS
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IOException("a stream's name has 1 to " + MAX_NAME_CHARS + " printable characters");
    }
    StreamBook before = readOrCreate();
    StreamEntry created = entry(name);
    locked(
        () -> {
          StreamBook book = Files.exists(file) ? read() : before;
          List<StreamEntry> streams = new ArrayList<>(book.streams());
          if (streams.stream().anyMatch(stream -> stream.name().equals(name))) {
            throw new IOException("there is already a stream named " + name);
          }
          streams.add(created);
          return write(new StreamBook(book.tenant(), streams));
        });
    return created;
  }

  /** Reads the book as it is. */
  public StreamBook read() throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    try (JsonParser parser = JSON.createParser(Files.readString(file))) {
      return parse(parser);
    } catch (IllegalArgumentException | DateTimeException | IllegalStateException e) {
      throw new IOException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private StreamBook parse(JsonParser parser) throws IOException {
    String tenant = null;
    List<StreamEntry> streams = new ArrayList<>();
    expect(parser, JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "version" -> {
          if (parser.getIntValue() != FORMAT_VERSION) {
            throw new IOException(file + " was written by another version of Fairlead");
          }
        }
        case "tenant" -> tenant = parser.getText();
        case "streams" -> {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            streams.add(parseEntry(parser));
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (tenant == null || streams.isEmpty()) {
      throw new IOException(file + " names no tenant or no stream");
    }
    return new StreamBook(new TenantId(tenant), streams);
  }

  private StreamEntry parseEntry(JsonParser parser) throws IOException {
    Map<String, String> fields = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      fields.put(field, parser.getText());
    }
    return new StreamEntry(
        required(fields, "id"),
        required(fields, "name"),
        new StreamKey(required(fields, "key")),
        required(fields, "playbackId"),
        new BroadcastKey(required(fields, "broadcast")),
        Instant.parse(required(fields, "createdAt")));
  }

  private String required(Map<String, String> fields, String name) throws IOException {
    String value = fields.get(name);
    if (value == null || value.isBlank()) {
      throw new IOException(file + ": a stream has no " + name);
    }
    return value;
  }

  private void expect(JsonParser parser, JsonToken token) throws IOException {
    if (parser.nextToken() != token) {
      throw new IOException(file + " is not a list of streams");
    }
  }

  private StreamBook write(StreamBook book) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("version", FORMAT_VERSION);
      json.writeStringField("tenant", book.tenant().value());
      json.writeArrayFieldStart("streams");
      for (StreamEntry stream : book.streams()) {
        json.writeStartObject();
        json.writeStringField("id", stream.id());
        json.writeStringField("name", stream.name());
        json.writeStringField("key", stream.key().secret());
        json.writeStringField("playbackId", stream.playbackId());
        json.writeStringField("broadcast", stream.broadcast().value());
        json.writeStringField("createdAt", stream.createdAt().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    PrivateFile.replace(file, text + "\n");
    return book;
  }

  private StreamEntry entry(String name) {
    return new StreamEntry(
        UUID.randomUUID().toString(),
        name,
        names.streamKey(),
        names.playbackId(),
        new BroadcastKey(names.internalName()),
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private <T extends @Nullable Object> T locked(Change<T> change) throws IOException {
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assert lock.isValid();
      return change.run();
    }
  }

  private interface Change<T extends @Nullable Object> {
    T run() throws IOException;
  }
}
