package dev.fairlead.control.command;

import dev.fairlead.control.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API's own description, as verbs of the command line. Immutable. */
final class ApiDescription {
  private static final String FILE = "/dev/fairlead/control/api/openapi.json";
  private static final String SCHEMAS = "#/components/schemas/";

  private final Map<?, ?> root;

  /** How a value is written in JSON. */
  enum Form {
    TEXT,
    WHOLE,
    YES_NO,
    TEXTS,
    /** Anything else: written as JSON by whoever calls. */
    JSON
  }

  /**
   * A value that a verb takes.
   *
   * @param name in the API
   * @param form how it is written
   * @param needed whether it has to be there
   * @param sentence what it is for
   */
  record Value(String name, Form form, boolean needed, String sentence) {
    /** As the command line writes it, such as {@code --max-viewers}. */
    String option() {
      return "--" + dashed(name);
    }
  }

  /**
   * One operation.
   *
   * @param id as the description has it
   * @param method of HTTP
   * @param path with its parameters in braces
   * @param summary a sentence
   * @param inPath values of the path
   * @param inQuery values of the query
   * @param inBody values of the body
   * @param hasBody whether there is one
   */
  record Verb(
      String id,
      String method,
      String path,
      String summary,
      List<Value> inPath,
      List<Value> inQuery,
      List<Value> inBody,
      boolean hasBody) {
    /** What it is about, such as {@code signing-keys}. */
    String group() {
      return dashed(id.substring(0, id.lastIndexOf('.')).replace('.', '-'));
    }

    /** What it does, such as {@code list}. */
    String name() {
      return dashed(id.substring(id.lastIndexOf('.') + 1));
    }
  }

  private ApiDescription(Map<?, ?> root) {
    this.root = root;
  }

  /** Reads the one that this version serves. */
  static ApiDescription read() {
    try (InputStream file = ApiDescription.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("the description is not in the jar");
      }
      return new ApiDescription(
          map(JsonTree.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All operations, in the order of the description. */
  List<Verb> verbs() {
    List<Verb> verbs = new ArrayList<>();
    map(root.get("paths"))
        .forEach(
            (path, methods) ->
                map(methods)
                    .forEach(
                        (method, operation) ->
                            verbs.add(verb((String) path, (String) method, map(operation)))));
    return verbs;
  }

  private Verb verb(String path, String method, Map<?, ?> operation) {
    List<Value> inPath = new ArrayList<>();
    List<Value> inQuery = new ArrayList<>();
    if (operation.get("parameters") instanceof List<?> parameters) {
      for (Object each : parameters) {
        Map<?, ?> parameter = map(each);
        boolean ofPath = "path".equals(parameter.get("in"));
        if (ofPath || "query".equals(parameter.get("in"))) {
          Value value =
              new Value(
                  text(parameter.get("name")),
                  Form.TEXT,
                  ofPath,
                  text(parameter.get("description")));
          (ofPath ? inPath : inQuery).add(value);
        }
      }
    }
    Object body = operation.get("requestBody");
    return new Verb(
        text(operation.get("operationId")),
        method.toUpperCase(Locale.ROOT),
        path,
        text(operation.get("summary")),
        inPath,
        inQuery,
        body == null ? List.of() : members(map(body)),
        body != null);
  }

  private List<Value> members(Map<?, ?> body) {
    Map<?, ?> schema =
        schema(map(map(map(body.get("content")).get("application/json")).get("schema")));
    List<?> needed = schema.get("required") instanceof List<?> names ? names : List.of();
    List<Value> values = new ArrayList<>();
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach(
          (name, property) ->
              values.add(
                  new Value(
                      (String) name,
                      form(map(property)),
                      needed.contains(name),
                      text(map(property).get("description")))));
    }
    return values;
  }

  /** The schema itself where another is named. */
  private Map<?, ?> schema(Map<?, ?> schema) {
    return schema.get("$ref") instanceof String named && named.startsWith(SCHEMAS)
        ? map(
            map(map(root.get("components")).get("schemas")).get(named.substring(SCHEMAS.length())))
        : schema;
  }

  private Form form(Map<?, ?> property) {
    Map<?, ?> schema = schema(property);
    Object type = schema.get("type");
    if (type instanceof List<?> types) {
      type = types.isEmpty() ? "" : types.getFirst();
    }
    return switch (String.valueOf(type)) {
      case "string" -> Form.TEXT;
      case "integer" -> Form.WHOLE;
      case "boolean" -> Form.YES_NO;
      case "array" ->
          schema.get("items") instanceof Map<?, ?> items
                  && "string".equals(schema(items).get("type"))
              ? Form.TEXTS
              : Form.JSON;
      default -> Form.JSON;
    };
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : new LinkedHashMap<>();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : String.valueOf(value);
  }

  /** {@code maxViewers} as {@code max-viewers}. */
  private static String dashed(String name) {
    StringBuilder dashed = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        dashed.append('-');
      }
      dashed.append(Character.toLowerCase(c));
    }
    return dashed.toString();
  }
}
