package dev.fairlead.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.stream.SigningKeys;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.ApiTokens;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.webhook.Webhooks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class GraphQlTest {
  @TempDir Path folder;

  private ApiWorld world;
  private String token;

  @BeforeEach
  void begin() throws Exception {
    world = new ApiWorld(folder);
    world.account(world.access.tenant, "owner@example.org", Role.OWNER, false);
    token = world.login("owner@example.org");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private ApiWorld.Answer ask(@Nullable String credential, String query) {
    return ask(credential, query, Map.of());
  }

  private ApiWorld.Answer ask(
      @Nullable String credential, String query, Map<String, Object> variables) {
    Map<String, Object> body = new HashMap<>();
    body.put("query", query);
    body.put("variables", variables);
    return world.send(
        "POST",
        "/graphql",
        credential,
        JsonText.of(body),
        Map.of("Content-Type", "application/json"));
  }

  @Test
  void answersWhatWasAskedAndReadsKeysOfAllStreamsAtOnce() {
    for (int i = 0; i < 5; i++) {
      world
          .access
          .services
          .streams()
          .create(world.access.tenant.id(), Actor.NODE, Streams.Fresh.named("s" + i));
    }

    ApiWorld.Answer answer =
        ask(token, "{ streams(limit: 10) { items { name status keys { name key } } } me { id } }");

    assertEquals(200, answer.status(), answer.body());
    assertFalse(answer.body().contains("errors"), answer.body());
    assertEquals(6, answer.body().split("sk_").length - 1, answer.body());
    assertTrue(answer.body().contains("\"status\":\"OFFLINE\""), answer.body());
  }

  @Test
  void changesWhatRestWouldChange() {
    ApiWorld.Answer made =
        ask(
            token,
            "mutation($input: StreamFreshInput!) { createStream(input: $input)"
                + " { id name maxViewers policy { kind } } }",
            Map.of("input", Map.of("name", "by graphql", "maxViewers", 7)));

    assertFalse(made.body().contains("errors"), made.body());
    assertTrue(made.body().contains("\"maxViewers\":7"), made.body());
    assertTrue(world.call("GET", "/streams", token, null).body().contains("by graphql"));
    assertTrue(world.call("GET", "/audit", token, null).body().contains("stream_created"));
  }

  @Test
  void aRefusalCarriesTheCodeOfRest() {
    ApiWorld.Answer missing = ask(token, "{ stream(id: \"nothing\") { id } }");
    ApiWorld.Answer wrong = ask(token, "mutation { createStream(input: { name: \" \" }) { id } }");

    assertTrue(missing.body().contains("\"code\":\"stream_not_found\""), missing.body());
    assertTrue(wrong.body().contains("\"field\":\"name\""), wrong.body());
  }

  @Test
  void queriesThatAreTooDeepOrTooWideAreRefused() {
    StringBuilder deep = new StringBuilder("{ __schema { types { ");
    StringBuilder end = new StringBuilder();
    for (int i = 0; i < 14; i++) {
      deep.append("ofType { ".replace("ofType", i == 0 ? "fields { type" : "ofType"));
      end.append(" }");
    }
    String tooDeep = deep + "name" + end + " } } } }";
    StringBuilder wide = new StringBuilder("{");
    for (int i = 0; i < 60; i++) {
      wide.append(" a").append(i).append(": streams { items { id name tags keys { id } } }");
    }

    assertTrue(ask(token, tooDeep).body().contains("errors"));
    ApiWorld.Answer tooWide = ask(token, wide + " }");
    assertTrue(tooWide.body().contains("complexity"), tooWide.body());
    assertTrue(ask(token, "{".repeat(5_000)).body().contains("errors"), "nested without end");
  }

  /** A selection that any type takes: all that has a name to it. */
  private static String selection(Operation operation) {
    if (operation.response() == null) {
      return "";
    }
    return operation.paged() ? "{ items { __typename } }" : "{ __typename }";
  }

  private static String field(Operation operation, String name, Map<String, String> ids) {
    List<String> arguments = new ArrayList<>();
    String resource = operation.path().split("/")[1];
    for (String parameter : operation.pathParameters()) {
      arguments.add(
          parameter
              + ": \""
              + ids.getOrDefault(parameter.equals("id") ? resource : parameter, "nothing")
              + "\"");
    }
    if (operation.request() != null) {
      arguments.add("input: " + GraphQlInputs.of(operation.request()));
    }
    return name
        + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")")
        + " "
        + selection(operation);
  }

  @Test
  void noFieldReachesAnotherTenant() {
    var services = world.access.services;
    SigningKeys.SigningKey signingKey =
        services
            .signingKeys()
            .create(
                world.other.id(),
                Actor.NODE,
                services.signingKeys().freshId(world.other.id()),
                "other",
                "{}");
    Map<String, String> ids =
        Map.of(
            "streams", world.othersStream.id(),
            "keyId", world.othersKey.id(),
            "users", world.account(world.other, "o@example.org", Role.OWNER, false).id(),
            "tokens",
                services
                    .apiTokens()
                    .create(
                        Caller.of(world.other.id(), Actor.NODE),
                        new ApiTokens.Fresh("o", List.of("streams:read"), List.of(), null))
                    .token()
                    .id(),
            "signing-keys", signingKey.id(),
            "webhooks",
                services
                    .webhooks()
                    .create(
                        world.other.id(),
                        Actor.NODE,
                        new Webhooks.Fresh("o", "http://127.0.0.1:1/", List.of()))
                    .webhook()
                    .id(),
            "invitations",
                world
                    .invitations
                    .create(Caller.of(world.other.id(), Actor.NODE), "i@example.org", Role.VIEWER)
                    .id(),
            "sessions", world.access.openPublisher(world.othersKey.key().secret()).id().value(),
            "tenants", world.other.id().value());
    GraphQlNames names = new GraphQlNames(world.api.operations());
    int asked = 0;
    for (Operation operation : world.api.operations()) {
      if (GraphQlSchema.holds(operation) && !operation.pathParameters().isEmpty()) {
        String query =
            (operation.writes() ? "mutation " : "")
                + "{ "
                + field(operation, names.of(operation), ids)
                + " }";
        ApiWorld.Answer answer = ask(token, query);

        assertEquals(200, answer.status(), answer.body());
        boolean refused =
            answer.body().contains("\"status\":404") || answer.body().contains("\"status\":403");
        assertTrue(refused, query + " " + answer.body());
        asked++;
      }
    }
    assertTrue(asked > 15);
    assertEquals(1, world.access.sessions.of(world.other.id()).size());
  }

  @Test
  void withoutACredentialNothingIsAnswered() {
    assertEquals(401, ask(null, "{ me { id } }").status());
    assertEquals(401, ask("x", "{ __schema { queryType { name } } }").status());
  }

  @Test
  void permissionsAreThoseOfRest() {
    world.account(world.access.tenant, "viewer@example.org", Role.VIEWER, false);
    String viewer = world.login("viewer@example.org");

    String refused = ask(viewer, "{ audit { items { id } } }").body();
    assertTrue(refused.contains("permission_denied"), refused);
    String keys = ask(viewer, "{ streams { items { keys { key name } } } }").body();
    assertFalse(keys.contains("sk_"), keys);
    assertTrue(keys.contains("Primary Key"), keys);
  }

  private ApiWorld.Socket initialised(String credential) throws InterruptedException {
    ApiWorld.Socket socket = world.socket("/graphql", GraphQlSocket.PROTOCOL);
    socket.send(
        Map.of(
            "type", "connection_init", "payload", Map.of("Authorization", "Bearer " + credential)));
    assertEquals("{\"type\":\"connection_ack\"}", socket.next());
    return socket;
  }

  private static Map<String, Object> subscribe(String id, String query) {
    return Map.of("id", id, "type", "subscribe", "payload", Map.of("query", query));
  }

  @Test
  void aSubscriptionTellsTheOwnerAndNobodyElse() throws Exception {
    world.account(world.other, "o@example.org", Role.OWNER, false);
    ApiWorld.Socket owner = initialised(token);
    ApiWorld.Socket stranger = initialised(world.login("o@example.org"));
    for (ApiWorld.Socket socket : List.of(owner, stranger)) {
      socket.send(subscribe("1", "subscription { streamUpdated { id name } }"));
    }
    // The answer to a ping shows that what was sent before has begun.
    owner.send(subscribe("2", "{ me { id } }"));
    assertTrue(owner.next().contains("\"me\""));
    assertTrue(owner.next().contains("complete"));

    Thread.sleep(300);
    world
        .access
        .services
        .streams()
        .create(world.access.tenant.id(), Actor.NODE, Streams.Fresh.named("told"));

    String told = owner.next();
    assertTrue(told.contains("\"next\"") && told.contains("told"), told);
    assertNull(stranger.nextOrNull(500));
    owner.send(Map.of("id", "1", "type", "complete"));
  }

  @Test
  void theProtocolOfTheSocketIsKept() throws Exception {
    ApiWorld.Socket unknown = world.socket("/graphql", GraphQlSocket.PROTOCOL);
    unknown.send(Map.of("type", "connection_init"));
    assertEquals(4_403, unknown.closed.get(10, TimeUnit.SECONDS));

    ApiWorld.Socket early = world.socket("/graphql", GraphQlSocket.PROTOCOL);
    early.send(subscribe("1", "{ me { id } }"));
    assertEquals(4_401, early.closed.get(10, TimeUnit.SECONDS));

    ApiWorld.Socket twice = initialised(token);
    twice.send(Map.of("type", "connection_init"));
    assertEquals(4_429, twice.closed.get(10, TimeUnit.SECONDS));

    ApiWorld.Socket wrong = initialised(token);
    wrong.send(subscribe("1", "{ nothing }"));
    assertTrue(wrong.next().contains("\"error\""));
    wrong.send("{}");
    assertEquals(4_400, wrong.closed.get(10, TimeUnit.SECONDS));
  }
}
