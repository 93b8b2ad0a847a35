package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody with a browser and an encoder runs a stream from the console, without reloading. */
@Timeout(240)
class ConsoleIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** What a person sees as at once, where two processors run encoder, node and browser. */
  private static final long AT_ONCE_MS = 2_000;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String EMAIL = "new@example.org";
  private static final String NEW_PASSWORD = "a password for the console";
  private static final int MIN_FORM_MS = 3_100;
  private static final Pattern LINK = Pattern.compile("http://\\S+/#/confirm/fm_\\w+");

  private static final Pattern PASSWORD = Pattern.compile("password +(\\w{20})");

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static String password(FairleadNode node) {
    Eventually.holds(
        "the node tells the operator's password",
        SOON,
        () -> PASSWORD.matcher(node.log()).find(),
        node::log);
    Matcher matcher = PASSWORD.matcher(node.log());
    assertTrue(matcher.find());
    return matcher.group(1);
  }

  private static void signIn(Page page, FairleadNode node, String password) {
    page.navigate(node.controlUrl("/"));
    page.getByLabel("E-mail address").fill("operator@localhost");
    page.getByLabel("Password").fill(password);
    button(page, "Sign in").click();
    page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Streams")).waitFor();
  }

  /** Signs up in the browser; the link of the mail is in the log. */
  private static void signUp(Page page, FairleadNode node) {
    page.navigate(node.controlUrl("/"));
    page.getByText("Create an account").click();
    page.getByLabel("Your name").fill("Somebody New");
    page.getByLabel("E-mail address").fill(EMAIL);
    page.getByLabel("Password").fill(NEW_PASSWORD);
    page.getByLabel("I am a human being").check();
    // Faster than that, nobody fills in a form.
    page.waitForTimeout(MIN_FORM_MS);
    button(page, "Create an account").click();
    page.getByText("Look into your mail").waitFor();
    Eventually.holds(
        "the mail is in the log", SOON, () -> LINK.matcher(node.log()).find(), node::log);
    Matcher link = LINK.matcher(node.log());
    assertTrue(link.find());
    page.navigate(link.group());
    page.getByText("Sign in to confirm your address").waitFor();
    page.getByLabel("E-mail address").fill(EMAIL);
    page.getByLabel("Password").fill(NEW_PASSWORD);
    button(page, "Sign in").click();
    page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Streams")).waitFor();
  }

  private static void confirm(Page page, String action) {
    page.locator("dialog").getByText(action, new Locator.GetByTextOptions().setExact(true)).click();
  }

  private static void awaitStatus(Page page, String status) {
    page.locator(".head [data-status=" + status + "]").waitFor();
  }

  @Test
  void aStreamIsMadePushedWatchedAndCutOff() throws Exception {
    Clip clip = Clip.H264_AAC_LONG;
    try (FairleadNode node = FairleadNode.start();
        Browser browser = new Browser()) {
      Page page = browser.page();
      List<String> complaints = new ArrayList<>();
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error")) {
              complaints.add(message.text());
            }
          });
      page.onPageError(complaints::add);
      signUp(page, node);
      // Before that, nobody was signed in, which the browser notes.
      complaints.clear();

      button(page, "New stream").click();
      page.locator("dialog [name=name]").fill("From the console");
      confirm(page, "Create");
      awaitStatus(page, "OFFLINE");
      String key = page.getByLabel("Stream key").inputValue();
      assertTrue(key.matches("sk_[A-Za-z0-9]{28}"), "a key to copy");

      try (Pushing push = Pushing.startLooping(clip, node.pushUrl(key))) {
        push.awaitSent(2);
        long pushedMs = System.currentTimeMillis();
        awaitStatus(page, "LIVE");
        long liveMs = System.currentTimeMillis() - pushedMs;
        assertTrue(liveMs < AT_ONCE_MS, "seen live after " + liveMs + " ms");
        page.locator("[data-session]").first().waitFor();
        screenshots(page, "stream");
        button(page, "Start preview").click();
        page.waitForCondition(
            () ->
                (Boolean)
                    page.frameLocator("iframe.preview")
                        .locator("video")
                        .evaluate("video => video.currentTime > 0.5"));
        page.reload();
        awaitStatus(page, "LIVE");
        awaitViewers(page, 0);

        String playbackId = page.getByLabel("HLS").inputValue().replaceAll(".*/hls/|/index.*", "");
        String streamPage = page.url();
        String token = viewerToken(page, playbackId);
        page.navigate(streamPage);
        awaitStatus(page, "LIVE");
        try (ChildProcess without = viewer(node, playbackId, "")) {
          awaitViewers(page, 1);
          page.locator("[name=kind]").selectOption("JWT");
          button(page, "Save").click();
          Eventually.holds(
              "who has no token is cut off", SOON, () -> !without.isAlive(), without::text);
        }
        awaitViewers(page, 0);
        assertEquals(403, node.get(node.url("/hls/" + playbackId + "/index.m3u8")).statusCode());
        try (ChildProcess with = viewer(node, playbackId, "?jwt=" + token)) {
          awaitViewers(page, 1);
          assertTrue(with.isAlive(), with::text);
          Locator session = page.locator("[data-session]", hasText("FLV watches"));
          session.getByText("Cut off").click();
          confirm(page, "Cut off");
          Eventually.holds("the viewer is cut off", SOON, () -> !with.isAlive(), with::text);
        }
        awaitViewers(page, 0);

        page.locator("[data-key]").getByText("Rotate").click();
        confirm(page, "Rotate");
        Eventually.holds("the publisher is cut off", SOON, () -> !push.isAlive(), push::text);
        page.waitForCondition(() -> !page.getByLabel("Stream key").inputValue().equals(key));
        assertNotEquals(key, page.getByLabel("Stream key").inputValue());
      }
      try (Pushing old = Pushing.start(clip, node.pushUrl(key))) {
        assertNotEquals(0, old.awaitExit(SOON));
      }

      button(page, "Delete stream").click();
      confirm(page, "Delete stream");
      page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Streams")).waitFor();
      page.waitForCondition(() -> page.locator("[data-stream]").count() == 0);
      assertEquals(List.of(), complaints);
      assertFalse(node.log().contains("sk_") && node.log().contains(key), "no key in the log");
    }
  }

  private static void awaitViewers(Page page, int viewers) {
    page.waitForCondition(
        () -> page.locator("[data-figure=viewers]").textContent().equals(String.valueOf(viewers)));
  }

  private static ChildProcess viewer(FairleadNode node, String playbackId, String query) {
    return ChildProcess.start(
        "viewer",
        List.of(
            Tool.FFMPEG.path(),
            "-nostdin",
            "-v",
            "error",
            "-i",
            node.url("/live/" + playbackId + ".flv" + query),
            "-c",
            "copy",
            "-f",
            "null",
            "-"));
  }

  /** What a tenant's own server would make of a signing key that the console showed once. */
  private static String viewerToken(Page page, String playbackId) throws Exception {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Developers")).click();
    button(page, "New signing key").click();
    page.locator("dialog [name=name]").fill("of my server");
    confirm(page, "Create");
    String[] shown = page.locator("[data-secret]").inputValue().split("\n", 2);
    confirm(page, "I have kept it");
    screenshots(page, "developer");
    String pem = shown[1].replaceAll("-----[A-Z ]+-----|\\s", "");
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    String text =
        base64("{\"alg\":\"ES256\",\"kid\":\"" + shown[0].replace("kid: ", "") + "\"}")
            + "."
            + base64(
                "{\"sub\":\""
                    + playbackId
                    + "\",\"exp\":"
                    + (System.currentTimeMillis() / 1_000 + 600)
                    + "}");
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key);
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + BASE64.encodeToString(signature.sign());
  }

  private static String base64(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Page.LocatorOptions hasText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  @Test
  void whoReloadsStaysSignedInAndWhoSignsOutDoesNot() {
    try (FairleadNode node = FairleadNode.start();
        Browser browser = new Browser()) {
      Page page = browser.page();
      signIn(page, node, password(node));

      page.reload();
      page.locator("[data-stream]").first().waitFor();
      button(page, "Sign out").click();
      page.getByLabel("Password").waitFor();
      page.reload();
      page.getByLabel("Password").waitFor();
      assertEquals(0, page.locator("[data-stream]").count());
    }
  }

  /** For whoever looks: in the folder that is named, in both themes, on a phone and on a desk. */
  private static void screenshots(Page page, String name) throws Exception {
    String folder = System.getProperty("console.screenshots");
    if (folder == null) {
      return;
    }
    Files.createDirectories(Path.of(folder));
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {390, 1_440}) {
        page.setViewportSize(width, 900);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.screenshot(
            new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of(folder, name + "-" + scheme + "-" + width + ".png")));
      }
    }
    page.setViewportSize(1_280, 900);
  }
}
