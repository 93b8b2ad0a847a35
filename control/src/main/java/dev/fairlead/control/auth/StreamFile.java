package dev.fairlead.control.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code streams.json}, in which versions before the store kept one tenant and its streams.
 * {@link StreamFileTakeover} moves what it holds.
 */
final class StreamFile {
  static final String NAME = "streams.json";
  private static final int FORMAT_VERSION = 1;

  /** 10,000 entries of 400 bytes each: the most that was ever written. */
  private static final long MAX_FILE_BYTES = 4L << 20;

  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;

  /**
   * What it holds.
   *
   * @param tenant who owns all streams
   * @param streams oldest first
   */
  record Contents(TenantId tenant, List<StreamEntry> streams) {}

  StreamFile(Path dataDir) {
    file = dataDir.resolve(NAME);
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** The streams are elsewhere: their keys must not lie about any longer. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  Contents read() throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    try (JsonParser parser = JSON.createParser(Files.readString(file))) {
      return parse(parser);
    } catch (JsonProcessingException e) {
      // Its message would quote the file.
      throw new IOException(file + " cannot be used: it is not the JSON that it was", e);
    } catch (IllegalArgumentException | DateTimeException | IllegalStateException e) {
      throw new IOException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private Contents parse(JsonParser parser) throws IOException {
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
    return new Contents(new TenantId(tenant), List.copyOf(streams));
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
}
