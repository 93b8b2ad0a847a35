package dev.fairlead.control.api;

import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.RecordShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Describes the operations (OpenAPI 3.1 §4.8). Pure. */
public final class OpenApiDocument {
  /** Grows when something is added; what is there stays. */
  private static final String API_VERSION = "1.0";

  private static final String SCHEMAS = "#/components/schemas/";

  private final Map<String, Object> schemas = new TreeMap<>();

  private OpenApiDocument() {}

  /**
   * The description in JSON; the resource {@code openapi.json} beside this class holds the same.
   */
  static String of(List<Operation> operations) {
    return JsonText.pretty(new OpenApiDocument().document(operations));
  }

  /** The description as it is in the tree, for whoever has no operations at hand. */
  public static String text() {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("the build left out the description of the API");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the description of the API cannot be read", e);
    }
  }

  private Map<String, Object> document(List<Operation> operations) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Operation operation : operations) {
      paths
          .computeIfAbsent(Api.ROOT + operation.path(), absent -> new LinkedHashMap<>())
          .put(operation.method().toLowerCase(Locale.ROOT), describe(operation));
    }
    String problem = schema(Problem.class);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info",
        map(
            "title",
            "Fairlead",
            "version",
            API_VERSION,
            "description",
            "Tenants, streams, keys and sessions of a Fairlead node. The tenant comes from the"
                + " credential."));
    document.put("paths", paths);
    document.put(
        "components",
        map(
            "schemas",
            schemas,
            "responses",
            Map.of(
                "Problem",
                map(
                    "description",
                    "What went wrong.",
                    "content",
                    Map.of(Problem.MEDIA_TYPE, Map.of("schema", Map.of("$ref", problem))))),
            "securitySchemes",
            Map.of(
                "bearer",
                map(
                    "type",
                    "http",
                    "scheme",
                    "bearer",
                    "description",
                    "An access token of /auth/login, or an API token that begins with fw_."))));
    return document;
  }

  private Map<String, Object> describe(Operation operation) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("operationId", operation.id());
    described.put("summary", operation.summary());
    described.put("tags", List.of(operation.id().substring(0, operation.id().indexOf('.'))));
    switch (operation.access()) {
      case Operation.Access.Open _ -> described.put("security", List.of());
      case Operation.Access.Known _ ->
          described.put("security", List.of(Map.of("bearer", List.of())));
      case Operation.Access.Holding holding ->
          described.put(
              "security", List.of(Map.of("bearer", List.of(holding.permission().scope()))));
    }
    List<Object> parameters = parameters(operation);
    if (!parameters.isEmpty()) {
      described.put("parameters", parameters);
    }
    Class<? extends Record> request = operation.request();
    if (request != null) {
      described.put(
          "requestBody", map("required", true, "content", json(Map.of("$ref", schema(request)))));
    }
    described.put("responses", responses(operation));
    return described;
  }

  private static List<Object> parameters(Operation operation) {
    List<Object> parameters = new ArrayList<>();
    for (String name : operation.pathParameters()) {
      parameters.add(
          map("name", name, "in", "path", "required", true, "schema", Map.of("type", "string")));
    }
    for (Operation.Parameter parameter : operation.parameters()) {
      parameters.add(
          map(
              "name",
              parameter.name(),
              "in",
              "query",
              "required",
              false,
              "description",
              parameter.description(),
              "schema",
              Map.of("type", parameter.number() ? "integer" : "string")));
    }
    if (operation.method().equals("POST")
        && !(operation.access() instanceof Operation.Access.Open)) {
      parameters.add(
          map(
              "name",
              ApiHandler.IDEMPOTENCY_KEY,
              "in",
              "header",
              "required",
              false,
              "description",
              "A call under a key that was used is not done again: its answer is given once more.",
              "schema",
              map("type", "string", "maxLength", Idempotency.MAX_KEY_CHARS)));
    }
    return parameters;
  }

  private Map<String, Object> responses(Operation operation) {
    Map<String, Object> responses = new LinkedHashMap<>();
    Class<? extends Record> response = operation.response();
    Map<String, Object> success = new LinkedHashMap<>();
    success.put("description", "Done.");
    if (response != null) {
      Map<String, Object> schema = Map.of("$ref", schema(response));
      success.put(
          "content",
          json(
              operation.paged()
                  ? map(
                      "type",
                      "object",
                      "required",
                      List.of("items"),
                      "properties",
                      map(
                          "items",
                          map("type", "array", "items", schema),
                          "nextCursor",
                          Map.of("type", "string")))
                  : schema));
    }
    responses.put(String.valueOf(operation.status()), success);
    responses.put("default", Map.of("$ref", "#/components/responses/Problem"));
    return responses;
  }

  private static Map<String, Object> json(Object schema) {
    return Map.of("application/json", Map.of("schema", schema));
  }

  /** The place of a record's schema, which is written the first time. */
  private String schema(Class<? extends Record> type) {
    String name = name(type);
    if (!schemas.containsKey(name)) {
      // Named before it is written, for records that hold themselves.
      schemas.put(name, Map.of());
      schemas.put(name, members(RecordShape.of(type)));
    }
    return SCHEMAS + name;
  }

  /** Stable and unique: records of a resource carry its name where theirs alone would not do. */
  static String name(Class<?> type) {
    String own = type.getSimpleName();
    Class<?> outer = type.getEnclosingClass();
    boolean isView = own.endsWith("View");
    if (outer == null || isView) {
      return isView ? own.substring(0, own.length() - "View".length()) : own;
    }
    String resource = outer.getSimpleName().replace("Resource", "");
    return resource.equals(own) ? own : resource + own;
  }

  private Map<String, Object> members(RecordShape shape) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordShape.Member member : shape.members()) {
      properties.put(member.name(), property(member));
      if (!member.optional()) {
        required.add(member.name());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    return schema;
  }

  private Map<String, Object> property(RecordShape.Member member) {
    Map<String, Object> plain = plain(member);
    Map<String, Object> property =
        member.isList()
            ? map("type", "array", "items", plain, "maxItems", member.field().maxEntries())
            : new LinkedHashMap<>(plain);
    property.put("description", member.field().value());
    return property;
  }

  private Map<String, Object> plain(RecordShape.Member member) {
    Class<?> type = member.type();
    if (type == String.class) {
      return map("type", "string", "maxLength", member.field().maxChars());
    }
    if (type == boolean.class || type == Boolean.class) {
      return map("type", "boolean");
    }
    if (type == int.class || type == Integer.class) {
      return map(
          "type", "integer", "minimum", member.field().min(), "maximum", member.field().max());
    }
    if (type == long.class || type == Long.class) {
      return map("type", "integer", "format", "int64");
    }
    if (type == Instant.class) {
      return map("type", "string", "format", "date-time");
    }
    if (type.isEnum()) {
      return map(
          "type",
          "string",
          "enum",
          Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
    }
    return map("$ref", schema(type.asSubclass(Record.class)));
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
