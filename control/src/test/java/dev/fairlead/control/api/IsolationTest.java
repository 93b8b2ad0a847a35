package dev.fairlead.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.json.RecordShape;
import dev.fairlead.control.stream.SigningKeys;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.ApiTokens;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.Invitation;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.webhook.Webhooks;
import dev.fairlead.media.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation that the description names is called with the wrong credential. A new operation
 * is in here by itself.
 */
@Timeout(120)
class IsolationTest {
  /** What an operation does to all tenants is for operators; the matrix below covers it. */
  private static final Set<Permission> OF_OPERATORS =
      EnumSet.of(Permission.TENANTS_READ, Permission.TENANTS_WRITE);

  @TempDir Path folder;

  private ApiWorld world;
  private Map<String, String> othersIds;
  private String othersSecrets;

  @BeforeEach
  void begin() throws IOException {
    world = new ApiWorld(folder);
    var services = world.access.services;
    Account account = world.account(world.other, "other@example.org", Role.OWNER, false);
    String _ = world.login("other@example.org");
    ApiTokens.Created token =
        services
            .apiTokens()
            .create(
                Caller.of(world.other.id(), Actor.NODE),
                new ApiTokens.Fresh("other", List.of("streams:read"), List.of(), null));
    SigningKeys.SigningKey signingKey =
        services
            .signingKeys()
            .create(
                world.other.id(),
                Actor.NODE,
                services.signingKeys().freshId(world.other.id()),
                "other",
                "{}");
    Invitation invitation =
        world.invitations.create(
            Caller.of(world.other.id(), Actor.NODE), "asked@example.org", Role.VIEWER);
    Session session = world.access.openPublisher(world.othersKey.key().secret());
    Webhooks.Revealed webhook =
        services
            .webhooks()
            .create(
                world.other.id(),
                Actor.NODE,
                new Webhooks.Fresh("other", "http://127.0.0.1:1/", List.of("stream.created")));
    services.streams().create(world.other.id(), Actor.NODE, Streams.Fresh.named("told of"));
    String webhookId = webhook.webhook().id();
    othersIds = new HashMap<>();
    othersIds.put("webhooks", webhookId);
    othersIds.put(
        "deliveryId",
        services
            .webhooks()
            .deliveries(world.other.id(), webhookId, Page.Request.FIRST)
            .items()
            .getFirst()
            .id());
    othersIds.putAll(
        Map.of(
            "streams", world.othersStream.id(),
            "keyId", world.othersKey.id(),
            "users", account.id(),
            "tokens", token.token().id(),
            "signing-keys", signingKey.id(),
            "invitations", invitation.id(),
            "sessions", session.id().value(),
            "loginId", services.logins().list(world.other.id(), account.id()).getFirst().id(),
            "tenants", world.other.id().value()));
    othersSecrets = String.join("|", othersIds.values());
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** The path with ids of the other tenant in it. */
  private String othersPath(Operation operation) {
    String resource = operation.path().split("/")[1];
    String path = operation.path();
    for (String name : operation.pathParameters()) {
      String id = othersIds.get(name.equals("id") ? resource : name);
      assertTrue(id != null, "the test knows no " + name + " of " + operation.path());
      path = path.replace("{" + name + "}", id);
    }
    return path;
  }

  /** A body that would be taken, made of the record's own description. */
  private static Object body(Class<? extends Record> type) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (RecordShape.Member member : RecordShape.of(type).members()) {
      if (!member.optional()) {
        Object plain = plain(member);
        body.put(member.name(), member.isList() ? List.of(plain) : plain);
      }
    }
    return body;
  }

  private static Object plain(RecordShape.Member member) {
    Class<?> type = member.type();
    if (type == String.class) {
      return switch (member.name()) {
        case "email" -> "new@example.org";
        case "permissions" -> "streams:read";
        case "password" -> "a long new password";
        default -> "text";
      };
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == int.class || type == long.class) {
      return member.field().min();
    }
    if (type == Instant.class) {
      return "2040-01-01T00:00:00Z";
    }
    if (type.isEnum()) {
      return ((Enum<?>) type.getEnumConstants()[type.getEnumConstants().length - 1]).name();
    }
    return body(type.asSubclass(Record.class));
  }

  private ApiWorld.Answer call(Operation operation, String path, @Nullable String token) {
    Class<? extends Record> request = operation.request();
    return world.call(operation.method(), path, token, request == null ? null : body(request));
  }

  private static boolean isOpen(Operation operation) {
    return operation.access() instanceof Operation.Access.Open;
  }

  @Test
  void theDescriptionNamesEveryRouteAndNoOther() throws IOException {
    ApiWorld.Answer description = world.call("GET", "/openapi.json", null, null);
    Object paths = ((Map<?, ?>) JsonTree.parse(description.body())).get("paths");
    List<String> described = new ArrayList<>();
    ((Map<?, ?>) paths)
        .forEach(
            (path, methods) ->
                ((Map<?, ?>) methods)
                    .keySet()
                    .forEach(method -> described.add((method + " " + path).toLowerCase())));
    List<String> served = new ArrayList<>();
    world
        .api
        .routes()
        .forEach(route -> served.add((route.method() + " " + route.pattern()).toLowerCase()));
    served.remove("get /api/v1/openapi.json");
    served.remove("get /.well-known/jwks.json");
    served.remove("get /api/v1/ws");
    served.removeIf(route -> route.endsWith(" /graphql"));

    assertEquals(served.stream().sorted().toList(), described.stream().sorted().toList());
  }

  @Test
  void whatIsAnotherTenantsIsNotThere() {
    world.account(world.access.tenant, "mine@example.org", Role.OWNER, false);
    String token = world.login("mine@example.org");

    int called = 0;
    for (Operation operation : world.api.operations()) {
      if (isOpen(operation) || operation.pathParameters().isEmpty()) {
        continue;
      }
      ApiWorld.Answer answer = call(operation, othersPath(operation), token);
      int expected =
          operation.access() instanceof Operation.Access.Holding holding
                  && OF_OPERATORS.contains(holding.permission())
              ? 403
              : 404;
      assertEquals(expected, answer.status(), operation.id() + " " + answer.body());
      called++;
    }

    assertTrue(called > 15, "called " + called);
    assertEquals(
        world.othersStream,
        world.access.services.streams().find(world.other.id(), world.othersStream.id()));
    assertEquals(
        world.othersKey.key().secret(),
        world
            .access
            .services
            .streams()
            .keys(world.other.id())
            .find(world.other.id(), world.othersStream.id(), world.othersKey.id())
            .key()
            .secret());
    assertEquals(1, world.access.sessions.of(world.other.id()).size());
  }

  @Test
  void listsHoldNothingOfAnotherTenant() {
    world.account(world.access.tenant, "mine@example.org", Role.OWNER, false);
    String token = world.login("mine@example.org");
    for (Operation operation : world.api.operations()) {
      if (operation.method().equals("GET") && operation.pathParameters().isEmpty()) {
        ApiWorld.Answer answer = call(operation, operation.path(), token);

        for (String id : othersSecrets.split("\\|")) {
          assertFalse(answer.body().contains(id), operation.id());
        }
        assertFalse(answer.body().contains(world.othersKey.key().secret()), operation.id());
      }
    }
    assertEquals(
        404,
        world.call("GET", "/sessions?streamId=" + world.othersStream.id(), token, null).status());
  }

  @Test
  void withoutACredentialNothingIsAnswered() {
    for (Operation operation : world.api.operations()) {
      if (!isOpen(operation)) {
        for (String token :
            new String[] {null, "x", "fw_" + "0".repeat(64), "a.b.c", "fr_" + "0".repeat(64)}) {
          ApiWorld.Answer answer = call(operation, othersPath(operation), token);

          assertEquals(401, answer.status(), operation.id());
          assertEquals("not_authenticated", answer.text("code"));
          assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElse(""));
        }
      }
    }
  }

  @Test
  void everyRoleCanDoWhatItsPermissionsSayAndNothingElse() {
    Map<Role, String> tokens = new HashMap<>();
    for (Role role : Role.values()) {
      String email = role.name().toLowerCase() + "@example.org";
      world.account(world.access.tenant, email, role, false);
      tokens.put(role, world.login(email));
    }
    world.account(world.access.tenant, "operator@example.org", Role.VIEWER, true);
    String operator = world.login("operator@example.org");

    for (Operation operation : world.api.operations()) {
      if (operation.access() instanceof Operation.Access.Holding holding) {
        for (Role role : Role.values()) {
          boolean allowed = role.permissions().contains(holding.permission());
          int status = call(operation, nobodysPath(operation), tokens.get(role)).status();

          assertEquals(!allowed, status == 403, role + " " + operation.id() + " " + status);
        }
        boolean ofOperators = OF_OPERATORS.contains(holding.permission());
        boolean allowed = ofOperators || Role.VIEWER.permissions().contains(holding.permission());
        int status = call(operation, nobodysPath(operation), operator).status();
        assertEquals(!allowed, status == 403, "operator " + operation.id() + " " + status);
      }
    }
  }

  @Test
  void everyApiTokenCanDoWhatItWasGivenAndNothingElse() {
    for (Permission permission : Permission.OF_TENANTS) {
      String token =
          world
              .access
              .services
              .apiTokens()
              .create(
                  Caller.of(world.access.tenant.id(), Actor.NODE),
                  new ApiTokens.Fresh(
                      permission.scope(), List.of(permission.scope()), List.of(), null))
              .secret();
      for (Operation operation : world.api.operations()) {
        if (operation.access() instanceof Operation.Access.Holding holding) {
          ApiWorld.Answer answer = call(operation, nobodysPath(operation), token);
          // A token that may make tokens is refused again: it may grant no more than it has.
          boolean refused =
              answer.status() == 403
                  && answer.text("detail").contains(" " + holding.permission().scope() + ".");

          assertEquals(
              holding.permission() != permission, refused, permission + " " + operation.id());
        }
      }
    }
  }

  /** A path that leads to nothing: what matters is whether the call gets that far. */
  private static String nobodysPath(Operation operation) {
    return operation.path().replaceAll("\\{\\w+}", "00000000-0000-4000-8000-000000000000");
  }
}
