package dev.fairlead.control.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads a YAML file into dotted keys with their lines. Stateless apart from one reading; confined
 * to its caller.
 */
final class YamlConfigFile {
  /** A file that sets every key with a page of comments each stays under a tenth of this. */
  private static final int MAX_FILE_BYTES = 1 << 20;

  /** Keys have two levels; deeper nesting is a mistake and is reported as an unknown key. */
  private static final int MAX_DEPTH = 16;

  private final String name;
  private final List<String> problems;
  private final List<Entry> entries = new ArrayList<>();
  private final ArrayDeque<String> path = new ArrayDeque<>();

  /**
   * One scalar or list.
   *
   * @param key dotted
   * @param value as text; a list is joined by commas
   * @param line from 1
   */
  record Entry(String key, String value, int line) {}

  private YamlConfigFile(String name, List<String> problems) {
    this.name = name;
    this.problems = problems;
  }

  /** Reads {@code file}; what is wrong is added to {@code problems}. */
  static List<Entry> read(Path file, List<String> problems) {
    String name = String.valueOf(file.getFileName());
    YamlConfigFile reader = new YamlConfigFile(name, problems);
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        problems.add(name + ": the file is larger than " + MAX_FILE_BYTES + " bytes");
        return List.of();
      }
      try (YAMLParser parser = new YAMLFactory().createParser(Files.readString(file))) {
        reader.read(parser);
      }
    } catch (NoSuchFileException e) {
      problems.add(file + ": no such file; --config names it");
    } catch (JsonProcessingException e) {
      problems.add(name + ":" + notYaml(e));
    } catch (IOException e) {
      problems.add(file + ": cannot be read: " + e.getMessage());
    }
    return reader.entries;
  }

  private void read(YAMLParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null || token == JsonToken.VALUE_NULL) {
      return;
    }
    if (token != JsonToken.START_OBJECT) {
      problems.add(name + ":" + line(parser) + ": must be a mapping of keys to values");
      return;
    }
    readMapping(parser);
  }

  private void readMapping(YAMLParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      path.addLast(parser.currentName());
      int line = line(parser);
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && path.size() < MAX_DEPTH) {
        readMapping(parser);
      } else if (token == JsonToken.START_OBJECT) {
        problems.add(name + ":" + line + ": nested too deep");
        parser.skipChildren();
      } else if (token == JsonToken.START_ARRAY) {
        add(readList(parser), line);
      } else if (token == JsonToken.VALUE_NULL) {
        problems.add(name + ":" + line + ": " + key() + " has no value");
      } else {
        add(parser.getText(), line);
      }
      path.removeLast();
    }
  }

  private @Nullable String readList(YAMLParser parser) throws IOException {
    List<String> items = new ArrayList<>();
    boolean flat = true;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY && token != null;
        token = parser.nextToken()) {
      if (token.isStructStart()) {
        parser.skipChildren();
        flat = false;
      } else {
        items.add(parser.getText());
      }
    }
    return flat ? String.join(",", items) : null;
  }

  private void add(@Nullable String value, int line) {
    if (value == null) {
      problems.add(name + ":" + line + ": " + key() + " must list plain values");
    } else {
      entries.add(new Entry(key(), value, line));
    }
  }

  private String key() {
    return String.join(".", path);
  }

  private static int line(YAMLParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  /** Line and reason; the parser below tells where the fault is, the one above where it began. */
  private static String notYaml(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      int line = marked.getProblemMark().getLine() + 1;
      return line + ": not YAML: " + firstLine(String.valueOf(marked.getProblem()));
    }
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    return line + ": not YAML: " + firstLine(e.getOriginalMessage());
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
