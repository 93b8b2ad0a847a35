package dev.fairlead.control.api;

import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.tenant.ControlException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query of GraphQL as clients send it: {@code query}, {@code operationName}, {@code variables}.
 */
final class GraphQlRequest {
  private GraphQlRequest() {}

  /** The call by which queries and mutations are made over HTTP. */
  static Operation operation(GraphQlEngine engine) {
    return Operation.of("graphql.run", "POST", Api.GRAPHQL, "Runs a query or a mutation.")
        .known()
        .does(
            call ->
                GraphQlEngine.answer(
                    engine.run(read(call.text()), call.caller(), call.origin()).join()));
  }

  private static GraphQlEngine.Query read(String text) {
    try {
      return of(JsonTree.parse(text));
    } catch (IOException e) {
      throw malformed();
    }
  }

  /** Reads what was parsed. */
  static GraphQlEngine.Query of(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map) || !(map.get("query") instanceof String query)) {
      throw malformed();
    }
    Map<String, @Nullable Object> variables = new HashMap<>();
    if (map.get("variables") instanceof Map<?, ?> given) {
      given.forEach((name, each) -> variables.put(String.valueOf(name), each));
    }
    return new GraphQlEngine.Query(
        query, map.get("operationName") instanceof String name ? name : null, variables);
  }

  private static ControlException malformed() {
    return ControlException.of(
        ControlException.Kind.INVALID,
        "malformed_body",
        "A query is sent as {\"query\": …, \"variables\": …}.");
  }
}
