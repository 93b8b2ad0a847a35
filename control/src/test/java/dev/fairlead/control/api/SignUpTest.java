package dev.fairlead.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.outbound.Mailer;
import dev.fairlead.control.tenant.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People sign up, confirm their address, forget their password and look where they are in. */
@Timeout(60)
class SignUpTest {
  private static final long A_WHILE_NS = 10_000_000_000L;
  private static final String EMAIL = "new@example.org";
  private static final String PASSWORD = "the password of somebody new";
  private static final Pattern LINK = Pattern.compile("http://node/console/#/(\\w+)/(fm_\\w{64})");

  @TempDir Path folder;
  private ApiWorld world;

  @BeforeEach
  void begin() throws IOException {
    world = new ApiWorld(folder);
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** What a person fills in, after looking at the form for a while. */
  private Map<String, Object> filledIn(String email, String password) {
    String form = world.call("GET", "/auth/sign-up", null, null).text("form");
    world.aheadNs += A_WHILE_NS;
    return new HashMap<>(
        Map.of(
            "email",
            email,
            "name",
            "Somebody New",
            "password",
            password,
            "form",
            form,
            "humanCheck",
            "human",
            "phoneNumber",
            ""));
  }

  private int signUp(String email, String password) {
    return world.call("POST", "/auth/sign-up", null, filledIn(email, password)).status();
  }

  private Mailer.Mail mail() throws InterruptedException {
    Mailer.Mail mail = world.mails.poll(10, TimeUnit.SECONDS);
    assertNotNull(mail, "a mail");
    return mail;
  }

  private String code(String page) throws InterruptedException {
    Matcher link = LINK.matcher(mail().text());
    assertTrue(link.find());
    assertEquals(page, link.group(1));
    return link.group(2);
  }

  private ApiWorld.Answer login(String email, String password, String code) {
    Map<String, Object> body = new HashMap<>(Map.of("email", email, "password", password));
    if (code != null) {
      body.put("code", code);
    }
    return world.call("POST", "/auth/login", null, body);
  }

  @Test
  void whoSignsUpOwnsATenantOnceTheAddressIsConfirmed() throws Exception {
    assertEquals(204, signUp(EMAIL, PASSWORD));
    String code = code("confirm");
    ApiWorld.Answer early = login(EMAIL, PASSWORD, null);

    assertEquals(403, early.status());
    assertEquals("address_not_confirmed", early.text("code"));
    assertEquals(403, login(EMAIL, PASSWORD, "fm_" + "0".repeat(64)).status());
    assertEquals(401, login(EMAIL, "not the password", code).status());

    ApiWorld.Answer in = login(EMAIL, PASSWORD, code);
    assertEquals(200, in.status(), in.body());
    assertEquals(200, login(EMAIL, PASSWORD, null).status());
    ApiWorld.Answer me = world.call("GET", "/me", in.text("accessToken"), null);
    assertEquals(EMAIL, me.text("email"));
    assertTrue(me.body().contains("tenant:write"));
    ApiWorld.Answer stream =
        world.call("POST", "/streams", in.text("accessToken"), Map.of("name", "first"));
    assertEquals(201, stream.status(), stream.body());
  }

  @Test
  void aKnownAddressLooksLikeANewOne() throws Exception {
    world.account(world.other, EMAIL, Role.VIEWER, false);

    assertEquals(204, signUp(EMAIL, PASSWORD));

    Mailer.Mail told = mail();
    assertEquals(EMAIL, told.to());
    assertTrue(told.text().contains("has an account already"), told.text());
    assertEquals(401, login(EMAIL, PASSWORD, null).status());
    assertEquals(204, world.call("POST", "/auth/forgot", null, Map.of("email", "x@y.z")).status());
    assertNull(world.mails.poll(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void theNewestMailGoesWithTheNewestPassword() throws Exception {
    signUp(EMAIL, "the password of an impostor");
    String first = code("confirm");
    signUp(EMAIL, PASSWORD);
    String second = code("confirm");

    assertEquals(401, login(EMAIL, "the password of an impostor", second).status());
    assertEquals(403, login(EMAIL, PASSWORD, first).status());
    assertEquals(200, login(EMAIL, PASSWORD, second).status());
  }

  @Test
  void whatLooksLikeAProgramIsRefusedWithoutAReason() {
    String form = world.call("GET", "/auth/sign-up", null, null).text("form");
    Map<String, Object> fast =
        Map.of(
            "email", EMAIL, "name", "n", "password", PASSWORD, "form", form, "humanCheck", "human");
    Map<String, Object> hidden = filledIn(EMAIL, PASSWORD);
    hidden.put("phoneNumber", "555");
    Map<String, Object> unchecked = filledIn(EMAIL, PASSWORD);
    unchecked.remove("humanCheck");
    Map<String, Object> forged = filledIn(EMAIL, PASSWORD);
    forged.put("form", form.replaceFirst("\\.\\d+\\.", ".1."));
    Map<String, Object> stale = filledIn(EMAIL, PASSWORD);
    world.aheadNs += 3_600_000_000_000L;
    Map<String, Object> garbled = filledIn(EMAIL, PASSWORD);
    garbled.put("form", "x.y.z");

    for (Map<String, Object> body : List.of(fast, hidden, unchecked, forged, stale, garbled)) {
      ApiWorld.Answer answer = world.call("POST", "/auth/sign-up", null, body);
      assertEquals(403, answer.status(), body + answer.body());
      assertEquals("sign_up_refused", answer.text("code"));
    }
    Map<String, Object> once = filledIn(EMAIL, PASSWORD);
    assertEquals(204, world.call("POST", "/auth/sign-up", null, once).status());
    assertEquals(403, world.call("POST", "/auth/sign-up", null, once).status());
  }

  @Test
  void fewMailsGoToOneAddress() throws Exception {
    signUp(EMAIL, PASSWORD);
    String first = code("confirm");
    for (int i = 0; i < 4; i++) {
      int status = world.call("POST", "/auth/send-again", null, Map.of("email", EMAIL)).status();
      assertEquals(204, status);
      first = code("confirm");
    }

    assertEquals(
        429, world.call("POST", "/auth/send-again", null, Map.of("email", EMAIL)).status());
    assertEquals(200, login(EMAIL, PASSWORD, first).status());
  }

  @Test
  void aForgottenPasswordIsSetByMailAndEndsAllLogins() throws Exception {
    world.account(world.other, EMAIL, Role.OWNER, false);
    String before = world.login(EMAIL);
    assertEquals(204, world.call("POST", "/auth/forgot", null, Map.of("email", EMAIL)).status());
    String code = code("reset");
    Map<String, String> reset = Map.of("code", code, "password", PASSWORD);

    assertEquals(
        400,
        world
            .call("POST", "/auth/reset", null, Map.of("code", code, "password", "short"))
            .status());
    assertEquals(204, world.call("POST", "/auth/reset", null, reset).status());
    assertEquals(403, world.call("POST", "/auth/reset", null, reset).status());

    assertEquals(401, world.call("GET", "/me", before, null).status());
    assertEquals(401, login(EMAIL, ApiWorld.PASSWORD, null).status());
    assertEquals(200, login(EMAIL, PASSWORD, null).status());
  }

  @Test
  void loginsAreListedAndEndOneByOne() {
    world.account(world.other, EMAIL, Role.VIEWER, false);
    String one = world.login(EMAIL);
    String two = world.login(EMAIL);
    List<Map<String, Object>> logins = world.call("GET", "/me/logins", one, null).items();
    assertEquals(2, logins.size());

    String newest = (String) logins.getFirst().get("id");
    assertEquals(204, world.call("DELETE", "/me/logins/" + newest, one, null).status());

    assertEquals(401, world.call("GET", "/me", two, null).status());
    assertEquals(1, world.call("GET", "/me/logins", one, null).items().size());
    assertEquals(404, world.call("DELETE", "/me/logins/" + newest, one, null).status());
  }
}
