package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the watch page says and does from before a broadcast to after it. */
class WatchPageIT {
  private static final int WIDE = 1280;
  private static final int PHONE = 360;

  /** A page whose elements stay where they are has less (Core Web Vitals). */
  private static final double MAX_SHIFT = 0.1;

  /** Safari on a phone: no media source extensions. */
  private static final String WITHOUT_MSE =
      "delete window.MediaSource; delete window.ManagedMediaSource;"
          + " delete window.WebKitMediaSource;";

  /** A phone that saves power: the first attempt to play, without a gesture, is refused. */
  private static final String WAITS_FOR_A_GESTURE =
      """
      const play = HTMLMediaElement.prototype.play;
      let refused = false;
      HTMLMediaElement.prototype.play = function () {
        if (!refused) {
          refused = true;
          return Promise.reject(new DOMException('a gesture is needed', 'NotAllowedError'));
        }
        return play.call(this);
      };
      """;

  private static final String WITHOUT_H264 =
      """
      const supported = MediaSource.isTypeSupported;
      MediaSource.isTypeSupported = (type) => !type.includes('avc1') && supported.call(MediaSource, type);
      """;

  private static FairleadNode node;
  private static PlayerPages pages;
  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = new Browser();
    node = FairleadNode.start("publish.grace_ms=0", "segment.min_ms=1000");
    pages = new PlayerPages();
  }

  @AfterAll
  static void stop() {
    Closing.all(browser, pages, node);
  }

  @ParameterizedTest
  @ValueSource(ints = {WIDE, PHONE})
  void startsByItselfAndTellsTheEnd(int width) {
    node.awaitSilence();
    try (WatchWindow page = open(width, "", node.url("/watch/ID"))) {
      page.await("waiting or ended", () -> !page.state().equals("connecting"));
      if (page.state().equals("waiting")) {
        assertEquals("Not live yet", page.title());
      }
      assertFalse(page.scrollsSideways());

      try (Pushing pushing = Pushing.start(Clip.H264_AAC, node.pushUrl())) {
        page.awaitState("live");
        page.await("delay is told", () -> page.text("#latency").matches("\\d+\\.\\d s"));
        page.await("quality is told", () -> page.text("#quality").matches("\\d+p\\d+"));
        assertTrue(page.text("#stalls").matches("\\d+"), page.text("#stalls"));
        assertTrue(page.isVisible("#unmute"));
        assertFalse(page.scrollsSideways());
        page.awaitState("ended");
        assertTrue(pushing.sent() > 0);
      }

      assertEquals("The broadcast has ended", page.title());
      assertFalse(page.scrollsSideways());
      assertTrue(page.shift() < MAX_SHIFT, "moved by " + page.shift());
      assertEquals(List.of(), page.errors());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {WIDE, PHONE})
  void refusesInWords(int width) {
    try (WatchWindow page = open(width, "", node.url("/watch/nobodyisthere12"))) {
      page.awaitState("refused");

      assertEquals("Not available", page.title());
      assertTrue(page.detail().contains("no broadcast under this address"), page.detail());
      assertFalse(page.isVisible("#video"));
      assertFalse(page.scrollsSideways());
    }
  }

  @Test
  void playsWithoutMediaSourceExtensions() {
    try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl());
        WatchWindow page = open(PHONE, WITHOUT_MSE, node.url("/watch/ID"))) {
      page.awaitState("live");

      assertEquals("native", page.player());
      page.await("pictures come", () -> number(page, "window.fairlead.frames") > 60);
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void asksForAGestureWhereTheBrowserWantsOne() {
    try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl());
        WatchWindow page = open(PHONE, WAITS_FOR_A_GESTURE, node.url("/watch/ID"))) {
      page.awaitState("ready");
      assertTrue(page.isVisible("#start"));

      page.press("Enter");

      page.awaitState("live");
      assertEquals(false, page.evaluate("document.getElementById('video').muted"));
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void saysWhichCodingABrowserCannotPlay() {
    try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl());
        WatchWindow page = open(WIDE, WITHOUT_H264, node.url("/watch/ID"))) {
      page.awaitState("failed");

      page.await("the coding is named", () -> page.detail().contains("H.264"));
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void keysAreThoseOfOtherPlayers() {
    try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl());
        WatchWindow page = open(WIDE, "", node.url("/watch/ID"))) {
      page.awaitState("live");

      page.press("m");
      assertEquals(false, page.evaluate("document.getElementById('video').muted"));
      page.await("the offer of sound is gone", () -> !page.isVisible("#unmute"));
      page.press("k");
      page.await("it says that it is paused", () -> page.text("#pill").equals("Paused"));
      page.pause(6_000);
      page.press("Space");
      page.await("the way back is offered", () -> page.isVisible("#tolive"));
      page.press("l");
      page.await("the way back is not needed", () -> !page.isVisible("#tolive"));
      assertEquals("live", page.state());
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void fillsAFrameOfSomebodyElsesPage() {
    try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl());
        WatchWindow page = open(WIDE, "", pages.embedding(node.url("/watch/ID")))) {
      page.await("the page is in the frame", () -> !page.state().equals("undefined"));
      page.awaitState("live");

      assertEquals(480, number(page, "document.getElementById('video').clientWidth"));
      assertEquals(270, number(page, "document.getElementById('video').clientHeight"));
      page.await("delay is told", () -> page.text("#latency").endsWith(" s"));
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void theFirstPlaylistIsFetchedOnce() {
    try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
      node.awaitPlayable(node.hlsUrl());
      try (WatchWindow page = open(WIDE, "", node.url("/watch/ID"))) {
        page.awaitState("live");

        assertEquals(
            1,
            number(
                page,
                "performance.getEntriesByType('resource')"
                    + ".filter((each) => each.name.endsWith('/index.m3u8')"
                    + " && each.transferSize > 0).length"));
        assertTrue(pushing.isAlive(), pushing::text);
      }
    }
  }

  private static WatchWindow open(int width, String initScript, String url) {
    return browser.window(
        width, 720, width == PHONE ? ColorScheme.DARK : ColorScheme.LIGHT, initScript, url);
  }

  private static int number(WatchWindow page, String script) {
    return ((Number) page.evaluate(script)).intValue();
  }
}
