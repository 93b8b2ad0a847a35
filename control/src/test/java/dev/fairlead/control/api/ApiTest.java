package dev.fairlead.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.tenant.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ApiTest {
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

  private ApiWorld.Answer get(String path) {
    return world.call("GET", path, token, null);
  }

  private ApiWorld.Answer post(String path, Object body) {
    return world.call("POST", path, token, body);
  }

  @Test
  void aStreamIsMadeReadChangedAndRemoved() {
    ApiWorld.Answer made = post("/streams", Map.of("name", "one", "tags", List.of("a", "b")));
    assertEquals(201, made.status(), made.body());
    String path = "/streams/" + made.text("id");
    assertTrue(made.text("playbackId").matches("[A-Za-z0-9]{16}"));
    assertEquals("OFFLINE", made.text("status"));
    List<Map<String, Object>> keys = get(path + "/keys").items();
    assertTrue(String.valueOf(keys.getFirst().get("key")).matches("sk_[A-Za-z0-9]{28}"));

    ApiWorld.Answer changed =
        world.call("PATCH", path, token, Map.of("description", "words", "maxViewers", 5));
    assertEquals("words", changed.text("description"));
    assertEquals("one", changed.text("name"));
    assertEquals("5", changed.text("maxViewers"));

    assertEquals(204, world.call("DELETE", path, token, null).status());
    ApiWorld.Answer gone = get(path);
    assertEquals(404, gone.status());
    assertEquals("stream_not_found", gone.text("code"));
  }

  @Test
  void pagesGoOnWhereTheLastOneEnded() {
    for (int i = 0; i < 7; i++) {
      post("/streams", Map.of("name", "s" + i));
    }
    List<Object> names = new ArrayList<>();
    String path = "/streams?limit=3";
    int pages = 0;
    for (ApiWorld.Answer page = get(path); ; page = get(path)) {
      page.items().forEach(item -> names.add(item.get("name")));
      pages++;
      Object next = page.json().get("nextCursor");
      if (next == null) {
        break;
      }
      path = "/streams?limit=3&cursor=" + next;
    }

    assertEquals(3, pages);
    assertEquals(8, names.size());
    assertEquals(8, names.stream().distinct().count());
    assertEquals(400, get("/streams?cursor=nonsense").status());
    assertEquals(400, get("/streams?limit=0").status());
    assertEquals(400, get("/streams?limit=many").status());
  }

  @Test
  void whatDoesNotFitIsToldByField() {
    Map<Object, String> wrong =
        Map.of(
            Map.of(), "name",
            Map.of("name", 5), "name",
            Map.of("name", " "), "name",
            Map.of("name", "x".repeat(65)), "name",
            Map.of("name", "a", "other", 1), "other",
            Map.of("name", "a", "maxViewers", -1), "maxViewers",
            Map.of("name", "a", "allowedRanges", List.of("10.0.0.0/99")), "allowedRanges",
            Map.of("name", "a", "allowedOrigins", List.of("example.org")), "allowedOrigins",
            Map.of("name", "a", "policy", Map.of("kind", "SECRET")), "policy.kind",
            Map.of("name", "a", "policy", Map.of("kind", "WEBHOOK", "url", "ftp://x")),
                "policy.url");
    wrong.forEach(
        (body, field) -> {
          ApiWorld.Answer answer = post("/streams", body);

          assertEquals(400, answer.status(), answer.body());
          assertEquals("invalid", answer.text("code"), answer.body());
          assertEquals(field, answer.text("field"), answer.body());
        });
    for (String body : List.of("{", "[]", "{\"name\":\"a\",\"name\":\"b\"}", "x", "{}{}")) {
      assertEquals(400, post("/streams", body).status(), body);
    }
    assertEquals(413, post("/streams", "{\"name\":\"" + "x".repeat(70_000) + "\"}").status());
    assertEquals(400, world.call("POST", "/streams", token, "[".repeat(1_000)).status());
  }

  @Test
  void aNameInUseIsAConflict() {
    post("/streams", Map.of("name", "One"));

    ApiWorld.Answer answer = post("/streams", Map.of("name", "oNE"));

    assertEquals(409, answer.status());
    assertEquals("name_taken", answer.text("code"));
  }

  @Test
  void aCallUnderAnIdempotencyKeyIsDoneOnce() {
    Map<String, String> key = Map.of("Idempotency-Key", "k1");
    Map<String, Object> body = Map.of("name", "t", "permissions", List.of("streams:read"));
    ApiWorld.Answer first = world.call("POST", "/tokens", token, body, key);

    ApiWorld.Answer again = world.call("POST", "/tokens", token, body, key);

    assertEquals(201, again.status());
    assertEquals(first.body(), again.body());
    assertEquals(1, get("/tokens").items().size());
    ApiWorld.Answer other =
        world.call(
            "POST",
            "/tokens",
            token,
            Map.of("name", "u", "permissions", List.of("streams:read")),
            key);
    assertEquals("idempotency_key_reused", other.text("code"));
  }

  @Test
  void whoCallsTooOftenIsToldWhenToGoOn() {
    world
        .access
        .services
        .tenants()
        .update(
            Actor.NODE,
            world.access.tenant.id(),
            new Tenants.Change(null, null, null, new Tenant.Limits(10, 0, 0, 6, 5)));
    List<ApiWorld.Answer> answers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      answers.add(get("/tenant"));
    }

    assertEquals(200, answers.getFirst().status());
    assertEquals("6", answers.getFirst().headers().firstValue("RateLimit-Limit").orElse(""));
    ApiWorld.Answer last = answers.getLast();
    assertEquals(429, last.status());
    assertEquals("rate_limited", last.text("code"));
    assertTrue(Integer.parseInt(last.headers().firstValue("Retry-After").orElse("0")) >= 1);
    assertEquals(5, answers.stream().filter(answer -> answer.status() == 200).count());
  }

  @Test
  void nobodyGrantsMoreThanHeHas() {
    world.account(world.access.tenant, "admin@example.org", Role.ADMIN, false);
    String admin = world.login("admin@example.org");
    String ownerId =
        String.valueOf(
            get("/users").items().stream()
                .filter(user -> "owner@example.org".equals(user.get("email")))
                .findFirst()
                .orElseThrow()
                .get("id"));

    Map<String, Object> owner = Map.of("email", "x@example.org", "name", "x", "role", "OWNER");
    assertEquals(403, world.call("POST", "/users", admin, owner).status());
    assertEquals(
        403, world.call("PATCH", "/users/" + ownerId, admin, Map.of("active", false)).status());
    assertEquals(
        403,
        world
            .call(
                "POST",
                "/tokens",
                admin,
                Map.of("name", "t", "permissions", List.of("tenant:write")))
            .status());
    assertEquals(
        400,
        post("/tokens", Map.of("name", "t", "permissions", List.of("tenants:write"))).status());
  }

  @Test
  void theLastOwnerStays() {
    String id = String.valueOf(get("/me").json().get("id"));

    assertEquals(
        "last_owner",
        world.call("PATCH", "/users/" + id, token, Map.of("role", "VIEWER")).text("code"));
    assertEquals("last_owner", world.call("DELETE", "/users/" + id, token, null).text("code"));
    assertEquals(200, get("/me").status());
  }

  @Test
  void aTokenThatIsRevokedOrElsewhereOrOverIsRefused() {
    Map<String, Object> body = Map.of("name", "t", "permissions", List.of("streams:read"));
    ApiWorld.Answer made = post("/tokens", body);
    String secret = made.text("token");
    assertTrue(secret.matches("fw_[0-9a-f]{64}"));
    assertEquals(200, world.call("GET", "/streams", secret, null).status());
    assertFalse(get("/tokens").body().contains(secret));

    world.call("DELETE", "/tokens/" + made.text("id"), token, null);
    assertEquals(401, world.call("GET", "/streams", secret, null).status());

    String elsewhere =
        post(
                "/tokens",
                Map.of(
                    "name",
                    "e",
                    "permissions",
                    List.of("streams:read"),
                    "allowedRanges",
                    List.of("192.0.2.0/24")))
            .text("token");
    assertEquals(401, world.call("GET", "/streams", elsewhere, null).status());
    assertEquals(
        400,
        post(
                "/tokens",
                Map.of(
                    "name",
                    "o",
                    "permissions",
                    List.of("streams:read"),
                    "expiresAt",
                    "2001-01-01T00:00:00Z"))
            .status());
  }

  @Test
  void whoMayNotMakeKeysSeesNone() {
    world.account(world.access.tenant, "viewer@example.org", Role.VIEWER, false);
    String viewer = world.login("viewer@example.org");
    String path = "/streams/" + world.access.stream.id() + "/keys";

    ApiWorld.Answer answer = world.call("GET", path, viewer, null);

    assertEquals(200, answer.status());
    assertFalse(answer.body().contains("sk_"), answer.body());
    assertEquals(403, world.call("POST", path, viewer, Map.of("name", "x")).status());
  }

  @Test
  void rotatingAKeyCutsItsPublisherAndKickingCutsAViewer() throws Exception {
    CompletableFuture<String> publisher = new CompletableFuture<>();
    CompletableFuture<String> viewer = new CompletableFuture<>();
    world.access.openPublisher(world.access.key.key().secret()).onCut(publisher::complete);
    world.access.openViewer(world.access.stream.playbackId()).onCut(viewer::complete);
    List<Map<String, Object>> sessions = get("/sessions").items();
    assertEquals(2, sessions.size());
    Object viewerId =
        sessions.stream()
            .filter(session -> "play".equals(session.get("direction")))
            .findFirst()
            .orElseThrow()
            .get("id");

    assertEquals(204, world.call("DELETE", "/sessions/" + viewerId, token, null).status());
    assertEquals("kicked", viewer.get(1, TimeUnit.SECONDS));

    String keys = "/streams/" + world.access.stream.id() + "/keys/" + world.access.key.id();
    ApiWorld.Answer rotated = post(keys + "/rotate", Map.of());
    assertEquals("access_revoked", publisher.get(1, TimeUnit.SECONDS));
    assertNotEquals(world.access.key.key().secret(), rotated.text("key"));
  }

  @Test
  void everyWriteLeavesAnEntryWithoutSecrets() {
    post("/streams", Map.of("name", "one"));
    post("/tokens", Map.of("name", "t", "permissions", List.of("streams:read")));
    post("/signing-keys", Map.of("name", "k"));
    post("/users", Map.of("email", "n@example.org", "name", "n", "role", "VIEWER"));
    world.call("PATCH", "/tenant", token, Map.of("name", "renamed"));

    ApiWorld.Answer audit = get("/audit");

    List<Object> actions = new ArrayList<>();
    audit.items().forEach(entry -> actions.add(entry.get("action")));
    assertTrue(
        actions.containsAll(
            List.of(
                "stream_created",
                "stream_key_created",
                "token_created",
                "signing_key_created",
                "user_created",
                "tenant_updated",
                "login_succeeded")),
        actions.toString());
    assertFalse(audit.body().contains("sk_"), "a stream key");
    assertFalse(audit.body().contains("fw_"), "an API token");
    assertFalse(audit.body().contains("argon2"), "a password's hash");
    assertEquals("127.0.0.1", audit.items().getFirst().get("remote"));
  }

  @Test
  void theDescriptionInTheTreeIsTheOneOfTheCode() throws IOException {
    Path file = Path.of("src/main/resources/dev/fairlead/control/api/openapi.json");
    String ofTheCode = OpenApiDocument.of(world.api.operations());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, ofTheCode);
    }

    assertEquals(ofTheCode, Files.readString(file), "write it anew with -Dgolden.update=true");
    ApiWorld.Answer answer = world.call("GET", "/openapi.json", null, null);
    assertEquals(200, answer.status());
    assertEquals("3.1.0", answer.text("openapi"));
  }

  @Test
  void statementsOfAttackersAreNamesLikeOthers() {
    for (String name : List.of("'; drop table tenant; --", "\" or 1=1 --", "${jndi:x}", "<b>")) {
      ApiWorld.Answer made = post("/streams", JsonText.of(Map.of("name", name)));

      assertEquals(201, made.status(), made.body());
      assertEquals(name, made.text("name"));
      assertEquals(404, get("/streams/" + "%27%20or%201%3D1%20--").status());
    }
    assertEquals(200, get("/tenant").status());
  }
}
