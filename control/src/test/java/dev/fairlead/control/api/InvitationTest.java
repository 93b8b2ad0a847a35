package dev.fairlead.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.outbound.Mailer;
import dev.fairlead.control.store.Engines;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.tenant.Tenant;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** People are asked to join a tenant, and do, once, as long as the link counts. */
@Timeout(120)
class InvitationTest {
  private static final String EMAIL = "guest@example.org";
  private static final String PASSWORD = "the password of a guest";
  private static final Pattern LINK = Pattern.compile("http://node/console/#/join/(fm_\\w{64})");

  @TempDir Path folder;
  private ApiWorld world;
  private String owner;

  private void begin(Engines engine) throws IOException {
    world = new ApiWorld(engine.freshUrl(), folder);
    world.account(world.access.tenant, "owner@example.org", Role.OWNER, false);
    owner = world.login("owner@example.org");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private ApiWorld.Answer invite(String token, String email, Role role) {
    return world.call("POST", "/invitations", token, Map.of("email", email, "role", role.name()));
  }

  private String code() throws InterruptedException {
    Mailer.Mail mail = world.mails.poll(10, TimeUnit.SECONDS);
    assertNotNull(mail, "a mail");
    Matcher link = LINK.matcher(mail.text());
    assertTrue(link.find(), mail.text());
    return link.group(1);
  }

  private ApiWorld.Answer offer(String code) {
    return world.call("POST", "/auth/invitation", null, Map.of("code", code));
  }

  private ApiWorld.Answer accept(String code, @Nullable String name, String password) {
    Map<String, Object> body = new HashMap<>(Map.of("code", code, "password", password));
    if (name != null) {
      body.put("name", name);
    }
    return world.call("POST", "/auth/invitation/accept", null, body);
  }

  private ApiWorld.Answer login(String password) {
    return world.call("POST", "/auth/login", null, Map.of("email", EMAIL, "password", password));
  }

  @ParameterizedTest
  @EnumSource
  void somebodyNewJoinsInTheRoleThatWasOffered(Engines engine) throws Exception {
    begin(engine);
    ApiWorld.Answer invited = invite(owner, EMAIL, Role.DEVELOPER);
    assertEquals(201, invited.status(), invited.body());
    String code = code();
    assertFalse(invited.body().contains(code));

    ApiWorld.Answer offer = offer(code);
    assertEquals("a", offer.text("tenant"));
    assertEquals(EMAIL, offer.text("email"));
    assertEquals("DEVELOPER", offer.text("role"));
    assertEquals("false", offer.text("hasAccount"));
    assertEquals("name", accept(code, null, PASSWORD).text("field"));
    assertEquals(204, accept(code, "Guest", PASSWORD).status());

    ApiWorld.Answer in = login(PASSWORD);
    assertEquals(200, in.status(), in.body());
    ApiWorld.Answer me = world.call("GET", "/me", in.text("accessToken"), null);
    assertEquals(world.access.tenant.id().value(), me.text("tenantId"));
    assertTrue(me.body().contains("streams:write") && !me.body().contains("users:write"));
    assertEquals(403, accept(code, "Guest", PASSWORD).status());
    assertEquals(403, offer(code).status());
    assertEquals(0, world.call("GET", "/invitations", owner, null).items().size());
    String audit = world.call("GET", "/audit", owner, null).body();
    assertTrue(audit.contains("invitation_created") && audit.contains("invitation_accepted"));
    assertFalse(audit.contains(code));
  }

  @ParameterizedTest
  @EnumSource
  void anAccountThatThereIsMovesByItsPasswordAlone(Engines engine) throws Exception {
    begin(engine);
    world.account(world.other, "stays@example.org", Role.OWNER, false);
    Account guest = world.account(world.other, EMAIL, Role.ADMIN, false);
    String before = world.login(EMAIL);
    invite(owner, EMAIL, Role.VIEWER);
    String code = code();
    assertEquals("true", offer(code).text("hasAccount"));

    assertEquals(401, accept(code, "Guest", PASSWORD).status());
    assertEquals(world.other.id(), tenantOf(guest));
    assertEquals(204, accept(code, null, ApiWorld.PASSWORD).status());

    assertEquals(world.access.tenant.id(), tenantOf(guest));
    assertEquals(401, world.call("GET", "/me", before, null).status());
    String after = world.login(EMAIL);
    assertEquals(403, world.call("GET", "/users", after, null).status());
    assertTrue(
        world.call("GET", "/streams", after, null).body().contains(world.access.stream.id()));
    assertFalse(
        world.call("GET", "/streams", after, null).body().contains(world.othersStream.id()));
    assertEquals("already_member", invite(owner, EMAIL, Role.VIEWER).text("code"));
  }

  private Object tenantOf(Account account) {
    return world
        .access
        .services
        .database()
        .read(
            sql -> sql.first("select * from account where id = ?", Accounts::account, account.id()))
        .tenant();
  }

  @ParameterizedTest
  @EnumSource
  void nobodyLeavesStreamsWithoutAnOwner(Engines engine) throws Exception {
    begin(engine);
    world.account(world.other, EMAIL, Role.OWNER, false);
    invite(owner, EMAIL, Role.VIEWER);
    String code = code();

    assertEquals("last_owner", accept(code, null, ApiWorld.PASSWORD).text("code"));

    world.access.services.streams().delete(world.other.id(), Actor.NODE, world.othersStream.id());
    assertEquals(204, accept(code, null, ApiWorld.PASSWORD).status());
    Tenant left = world.access.services.tenants().find(world.other.id());
    assertFalse(left.active());
  }

  @ParameterizedTest
  @EnumSource
  void theNewestLinkCountsUntilItIsWithdrawnOrOver(Engines engine) throws Exception {
    begin(engine);
    String id = invite(owner, EMAIL, Role.VIEWER).text("id");
    String first = code();
    assertEquals("already_invited", invite(owner, EMAIL, Role.VIEWER).text("code"));

    assertEquals(200, world.call("POST", "/invitations/" + id + "/resend", owner, null).status());
    String second = code();
    assertEquals(403, offer(first).status());
    assertEquals(200, offer(second).status());

    world.aheadNs += Duration.ofDays(8).toNanos();
    assertEquals(403, offer(second).status());
    assertEquals(403, accept(second, "Guest", PASSWORD).status());
    assertEquals(200, world.call("POST", "/invitations/" + id + "/resend", owner, null).status());
    String third = code();
    assertEquals(200, offer(third).status());

    assertEquals(204, world.call("DELETE", "/invitations/" + id, owner, null).status());
    assertEquals(403, accept(third, "Guest", PASSWORD).status());
    assertEquals(404, world.call("DELETE", "/invitations/" + id, owner, null).status());
    assertEquals(401, login(PASSWORD).status());
  }

  @ParameterizedTest
  @EnumSource
  void nobodyInvitesAboveHimselfAndFewMailsGoOut(Engines engine) throws Exception {
    begin(engine);
    world.account(world.access.tenant, "admin@example.org", Role.ADMIN, false);
    String admin = world.login("admin@example.org");
    assertEquals(403, invite(admin, EMAIL, Role.OWNER).status());
    assertNull(world.mails.poll(100, TimeUnit.MILLISECONDS));
    String ofOwner = invite(owner, EMAIL, Role.OWNER).text("id");
    assertEquals(
        403, world.call("POST", "/invitations/" + ofOwner + "/resend", admin, null).status());
    assertEquals(403, world.call("DELETE", "/invitations/" + ofOwner, admin, null).status());

    int sent = 1;
    while (world.call("POST", "/invitations/" + ofOwner + "/resend", owner, null).status() == 200) {
      sent++;
    }
    assertEquals(5, sent);
    int status = 201;
    for (int i = 0; i < 100 && status == 201; i++) {
      status = invite(admin, i + "@example.org", Role.VIEWER).status();
    }
    assertEquals(429, status);
  }

  @ParameterizedTest
  @EnumSource
  void whoOnlySignedUpWithAnAddressDoesNotKeepIt(Engines engine) throws Exception {
    begin(engine);
    String form = world.call("GET", "/auth/sign-up", null, null).text("form");
    world.aheadNs += Duration.ofSeconds(10).toNanos();
    world.call(
        "POST",
        "/auth/sign-up",
        null,
        Map.of(
            "email", EMAIL,
            "name", "Impostor",
            "password", "the password of an impostor",
            "form", form,
            "humanCheck", "human"));
    assertNotNull(world.mails.poll(10, TimeUnit.SECONDS));
    invite(owner, EMAIL, Role.VIEWER);
    String code = code();

    assertEquals("false", offer(code).text("hasAccount"));
    assertEquals(204, accept(code, "Guest", PASSWORD).status());

    assertEquals(401, login("the password of an impostor").status());
    assertEquals(200, login(PASSWORD).status());
  }
}
