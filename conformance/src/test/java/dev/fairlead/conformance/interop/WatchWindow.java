package dev.fairlead.conformance.interop;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** The watch page as somebody sees and handles it. Confined to the test's thread. */
final class WatchWindow implements AutoCloseable {
  /** Sums what moved although nobody touched it (Layout Instability, WICG). */
  private static final String SHIFTS =
      """
      window.__shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          if (!entry.hadRecentInput) window.__shift += entry.value;
        }
      }).observe({type: 'layout-shift', buffered: true});
      """;

  private final Page page;
  private final List<String> errors = new CopyOnWriteArrayList<>();

  WatchWindow(Page page, String initScript, String url) {
    this.page = page;
    page.onPageError(errors::add);
    page.addInitScript(SHIFTS + initScript);
    page.navigate(url);
  }

  /** The page itself, also where it stands in a frame. */
  private Frame frame() {
    List<Frame> frames = page.frames();
    return frames.getLast();
  }

  String state() {
    return String.valueOf(frame().evaluate("document.body.dataset.state"));
  }

  String player() {
    return String.valueOf(frame().evaluate("window.fairlead.player"));
  }

  void awaitState(String wanted) {
    await("state " + wanted, () -> state().equals(wanted));
  }

  void await(String what, BooleanSupplier condition) {
    long endNs = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNs > 0) {
        throw new AssertionError(
            "not in time: " + what + "\n" + frame().evaluate("JSON.stringify(window.fairlead)"));
      }
      page.waitForTimeout(25);
    }
  }

  /** The words in large. */
  String title() {
    return frame().innerText("#title");
  }

  /** The words below. */
  String detail() {
    return frame().innerText("#detail");
  }

  String text(String selector) {
    return frame().innerText(selector);
  }

  boolean isVisible(String selector) {
    return frame().isVisible(selector);
  }

  Object evaluate(String script) {
    return frame().evaluate(script);
  }

  void press(String key) {
    page.keyboard().press(key);
  }

  void pause(long millis) {
    page.waitForTimeout(millis);
  }

  /** Whether something is wider than the window. */
  boolean scrollsSideways() {
    return (boolean)
        frame()
            .evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  /** How much moved on its own: 0.1 is what a good page may reach. */
  double shift() {
    return ((Number) frame().evaluate("window.__shift")).doubleValue();
  }

  /** Mistakes of its scripts. */
  List<String> errors() {
    return errors;
  }

  @Override
  public void close() {
    page.close();
  }
}
