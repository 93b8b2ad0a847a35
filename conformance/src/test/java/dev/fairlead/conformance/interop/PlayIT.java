package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running broadcast in a browser and in rtmpdump: it plays, it does not stall, and it is not
 * late. Longer with {@code -Dfairlead.play.seconds=60}; {@code
 * -Dfairlead.play.first.picture.ms=500} holds a machine that does nothing else to the time of a
 * first picture.
 */
class PlayIT {
  private static final int PLAY_SECONDS = Integer.getInteger("fairlead.play.seconds", 12);

  /** A page that opened a second ago has found its place at the live edge. */
  private static final long SETTLING_MS = 3_000;

  private static final double MAX_HLS_LATENCY_MS = 1_500;
  private static final double MAX_DASH_LATENCY_MS = 2_500;

  /**
   * The start of a browser's page is work of the processor, so that a busy machine takes several
   * times as long; what must not happen anywhere is that a page waits for the next segment.
   */
  private static final int MAX_FIRST_PICTURE_MS =
      Integer.getInteger("fairlead.play.first.picture.ms", 1_500);

  /** Longer than this between two pictures is a stall that a viewer sees. */
  private static final long MAX_GAP_MS = 1_000;

  /** A page is opened this often; the middle value counts. */
  private static final int OPENINGS = 7;

  private static final String ASKED_TWICE =
      """
      performance.getEntriesByType('resource').map(entry => entry.name)
        .filter((name, at, all) => name.includes('/hls/') && all.indexOf(name) !== at).join(' ')""";

  private static final String HEADERS_CAME_FIRST =
      """
      (() => {
        const started = performance.getEntriesByType('navigation')[0].domContentLoadedEventStart;
        const headers = performance.getEntriesByType('resource')
          .filter(entry => /\\/init\\d+\\.mp4$/.test(entry.name));
        return headers.length === 2 && headers.every(entry => entry.startTime < started);
      })()""";

  private static FairleadNode node;
  private static Pushing pushing;
  private static PlayerPages pages;
  private static Browser browser;

  @BeforeAll
  static void goLive() {
    browser = new Browser();
    node = FairleadNode.start();
    pages = new PlayerPages();
    pushing = Pushing.startLooping(Clip.H264_AAC_LONG, node.pushUrl());
    node.awaitPlayable(node.hlsUrl());
  }

  @AfterAll
  static void stop() {
    Closing.all(browser, pushing, pages, node);
  }

  @Test
  void watchPagePlaysLateByLessThanOneAndAHalfSeconds() {
    try (WatchedPage page = browser.open(node.url("/watch/ID"))) {
      assertPlaysInTime(page, MAX_HLS_LATENCY_MS, "LL-HLS");
    }
  }

  @Test
  void dashJsPlaysLateByLessThanTwoAndAHalfSeconds() {
    try (WatchedPage page = browser.open(pages.dash(node.url("/dash/ID/index.mpd")))) {
      assertPlaysInTime(page, MAX_DASH_LATENCY_MS, "DASH");
    }
  }

  @Test
  void firstPictureOfARunningBroadcastComesBeforeTheNextSegment() {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < OPENINGS; i++) {
      try (WatchedPage page = browser.open(node.url("/watch/ID"))) {
        page.awaitPictures(1, 20_000);
        times.add(page.firstPictureMs());
      }
    }
    System.out.println("first pictures after " + times + " ms");
    Collections.sort(times);

    assertTrue(times.get(OPENINGS / 2) <= MAX_FIRST_PICTURE_MS, "first pictures after " + times);
  }

  @Test
  void thePageFetchesAheadWhatItsPlayerAsksFor() {
    try (WatchedPage page = browser.open(node.url("/watch/ID"))) {
      page.awaitPictures(1, 20_000);

      assertEquals("", page.evaluate(ASKED_TWICE), "nothing is asked for twice");
      assertEquals(true, page.evaluate(HEADERS_CAME_FIRST), "headers come before the player");
    }
  }

  @Test
  void rtmpdumpPlays(@TempDir Path folder) {
    Path file = folder.resolve("dump.flv");
    try (ChildProcess dump =
        ChildProcess.start(
            "rtmpdump",
            List.of(
                Tool.RTMPDUMP.path(),
                "--live",
                "--quiet",
                "-r",
                node.rtmpPlayUrl(),
                "-o",
                file.toString()))) {
      Eventually.holds(
          "rtmpdump receives",
          Duration.ofSeconds(30),
          () -> Files.exists(file) && file.toFile().length() > 600_000,
          dump::text);
      dump.terminate();
      dump.awaitExit(Duration.ofSeconds(10));
    }
    try (Pulling reading =
        Pulling.start("reading the dump", List.of(), file.toString(), Pulling.h264())) {
      MediaDump found = reading.awaitEnd(Duration.ofSeconds(20));

      assertTrue(found.video().size() > 60, found.video().size() + " pictures");
      assertTrue(found.audio().size() > 60, found.audio().size() + " audio frames");
    }
  }

  private static void assertPlaysInTime(WatchedPage page, double maxLatencyMs, String what) {
    page.awaitPictures(10, 20_000);
    page.play(SETTLING_MS);
    int settled = page.shownCount();
    int waitsBefore = page.waits();
    page.play(PLAY_SECONDS * 1_000L);
    List<WatchedPage.Shown> all = page.shown();
    List<WatchedPage.Shown> shown = all.subList(settled, all.size());

    Latency latency = Latency.of(shown, pushing);
    System.out.println(what + ": " + latency);
    assertTrue(
        latency.pictures() > 0.9 * PLAY_SECONDS * Clip.FRAMES_PER_SECOND,
        () -> latency + "\n" + page.state());
    assertTrue(latency.longestGapMs() < MAX_GAP_MS, () -> latency + "\n" + page.state());
    assertEquals(0, page.waits() - waitsBefore, () -> "stalls; " + latency + "\n" + page.state());
    assertEquals(0, latency.backwardSteps(), () -> latency + "\n" + page.state());
    assertTrue(latency.medianMs() <= maxLatencyMs, () -> latency + "\n" + page.state());
  }
}
