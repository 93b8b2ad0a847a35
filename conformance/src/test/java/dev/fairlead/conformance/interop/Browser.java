package dev.fairlead.conformance.interop;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium, headless. One per test class; pages are opened one after the other. */
final class Browser implements AutoCloseable {
  private static final double TIMEOUT_MS = 30_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  Browser() {
    String executable = Tool.CHROMIUM.path();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      chromium =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(Path.of(executable))
                      .setHeadless(true)
                      .setArgs(
                          List.of(
                              "--no-sandbox",
                              "--disable-gpu",
                              "--autoplay-policy=no-user-gesture-required",
                              "--use-fake-device-for-media-stream",
                              "--use-fake-ui-for-media-stream",
                              "--allow-loopback-in-peer-connection",
                              "--disable-background-networking",
                              "--disable-component-update",
                              "--disable-sync",
                              "--no-first-run")));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  /** Opens an empty page in the sight of nobody else: with its own cookies. */
  Page page() {
    Page page =
        chromium
            .newContext(new com.microsoft.playwright.Browser.NewContextOptions().setLocale("en-GB"))
            .newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    return page;
  }

  /** Opens a page whose first video element is watched picture by picture. */
  WatchedPage open(String url) {
    return open(url, "");
  }

  /** The same, and runs {@code initScript} before anything of the page's. */
  WatchedPage open(String url, String initScript) {
    Page page = chromium.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    return new WatchedPage(page, initScript, url);
  }

  /** Opens the watch page, or a page around it, in a window of that size. */
  WatchWindow window(int width, int height, ColorScheme scheme, String initScript, String url) {
    Page page =
        chromium.newPage(
            new com.microsoft.playwright.Browser.NewPageOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme));
    page.setDefaultTimeout(TIMEOUT_MS);
    return new WatchWindow(page, initScript, url);
  }

  @Override
  public void close() {
    playwright.close();
  }
}
