package dev.fairlead.conformance.interop;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** A page with a player; knows which picture was shown when. Confined to the test's thread. */
final class WatchedPage implements AutoCloseable {
  /** Reads the counter drawn into each picture, as the compositor presents it. */
  private static final String WATCH =
      """
      (() => {
        const cells = %d, edge = %d;
        const seen = window.__seen = {shown: [], waits: 0, errors: []};
        const canvas = document.createElement('canvas');
        canvas.width = cells * edge; canvas.height = edge;
        const pixels = canvas.getContext('2d', {willReadFrequently: true});
        function watch(video) {
          const next = (now, meta) => {
            pixels.drawImage(video, 0, 0, cells * edge, edge, 0, 0, cells * edge, edge);
            const row = pixels.getImageData(0, edge / 2, cells * edge, 1).data;
            let number = 0;
            for (let i = 0; i < cells; i++) {
              if (row[4 * (i * edge + edge / 2)] > 128) number |= 1 << i;
            }
            seen.shown.push([performance.timeOrigin + meta.presentationTime, number,
                             meta.mediaTime, meta.presentedFrames]);
            video.requestVideoFrameCallback(next);
          };
          video.requestVideoFrameCallback(next);
          video.addEventListener('waiting', () => { if (seen.shown.length) seen.waits++; });
          video.addEventListener('error', () => seen.errors.push(String(video.error && video.error.message)));
        }
        const timer = setInterval(() => {
          const video = document.querySelector('video');
          if (video) { clearInterval(timer); watch(video); }
        }, 4);
      })();
      """
          .formatted(Clip.CELLS, Clip.CELL);

  private final Page page;
  private final List<String> console = new CopyOnWriteArrayList<>();

  WatchedPage(Page page, String initScript, String url) {
    this.page = page;
    page.onConsoleMessage(message -> console.add(message.type() + ": " + message.text()));
    page.onPageError(console::add);
    page.addInitScript(WATCH + initScript);
    try {
      page.navigate(url);
    } catch (RuntimeException e) {
      page.close();
      throw e;
    }
  }

  /** What was shown so far, in order. */
  List<Shown> shown() {
    List<Shown> shown = new ArrayList<>();
    for (Object entry : (List<?>) page.evaluate("window.__seen.shown")) {
      List<?> fields = (List<?>) entry;
      shown.add(
          new Shown(
              ((Number) fields.get(0)).longValue(),
              ((Number) fields.get(1)).intValue(),
              ((Number) fields.get(2)).doubleValue(),
              ((Number) fields.get(3)).longValue()));
    }
    return shown;
  }

  int shownCount() {
    return ((Number) page.evaluate("window.__seen.shown.length")).intValue();
  }

  /** How often the player ran dry after its first picture. */
  int waits() {
    return ((Number) page.evaluate("window.__seen.waits")).intValue();
  }

  /** Milliseconds from the start of the navigation to the first picture. */
  double firstPictureMs() {
    return ((Number) page.evaluate("window.__seen.shown[0][0] - performance.timeOrigin"))
        .doubleValue();
  }

  void awaitPictures(int count, long timeoutMs) {
    await(count + " pictures are shown", timeoutMs, () -> shownCount() >= count);
  }

  void await(String what, long timeoutMs, BooleanSupplier condition) {
    long endNs = System.nanoTime() + timeoutMs * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNs > 0) {
        throw new AssertionError("not within " + timeoutMs + " ms: " + what + "\n" + state());
      }
      page.waitForTimeout(25);
    }
  }

  /** Lets it play. */
  void play(long millis) {
    page.waitForTimeout(millis);
  }

  String bodyText() {
    return page.innerText("body");
  }

  Object evaluate(String script) {
    return page.evaluate(script);
  }

  /** For the failure message. */
  String state() {
    return page.url()
        + "\n"
        + page.evaluate(
            "(() => { const v = document.querySelector('video'); return v ? JSON.stringify({time:"
                + " v.currentTime, ready: v.readyState, paused: v.paused, error: v.error &&"
                + " v.error.message, width: v.videoWidth, buffered: Array.from({length:"
                + " v.buffered.length}, (_, i) => [v.buffered.start(i), v.buffered.end(i)]), shown:"
                + " window.__seen.shown.length, waits: window.__seen.waits}) : 'no video element'"
                + " })()")
        + "\n"
        + bodyText()
        + "\n"
        + String.join("\n", console.subList(Math.max(0, console.size() - 30), console.size()));
  }

  @Override
  public void close() {
    page.close();
  }

  /**
   * One picture as it came on screen.
   *
   * @param atMillis wall clock
   * @param number read from its cells
   * @param mediaSeconds its time in the media
   * @param presented how many pictures were presented up to this one
   */
  record Shown(long atMillis, int number, double mediaSeconds, long presented) {}
}
