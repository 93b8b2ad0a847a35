package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The eye that judges our outputs reads the right numbers off a file played by the browser alone.
 */
class WatchedPageIT {
  @TempDir Path folder;

  @Test
  void readsTheNumberOfEachPicture() {
    Path file = folder.resolve("clip.mp4");
    ChildProcess.run(
        "remuxing",
        List.of(
            Tool.FFMPEG.path(),
            "-nostdin",
            "-v",
            "error",
            "-i",
            Clip.H264_AAC.file().toString(),
            "-c",
            "copy",
            "-movflags",
            "+faststart",
            file.toString()),
        Duration.ofSeconds(30));

    try (PlayerPages pages = new PlayerPages();
        Browser browser = new Browser();
        WatchedPage page = browser.open(pages.plain(file))) {
      page.awaitPictures(60, 20_000);
      List<WatchedPage.Shown> shown = page.shown();
      double offset = shown.getFirst().mediaSeconds() - shown.getFirst().number() / 30.0;

      assertTrue(Math.abs(offset) < 0.2, "first picture at " + shown.getFirst());
      for (WatchedPage.Shown picture : shown) {
        assertEquals(
            picture.number(),
            Math.round((picture.mediaSeconds() - offset) * Clip.FRAMES_PER_SECOND),
            picture::toString);
      }
    }
  }
}
