package dev.fairlead.media.testkit;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Ends the test process with an error when a buffer was collected before it was released. Found by
 * JUnit through the service loader.
 */
public final class LeakGate implements LauncherSessionListener {
  /** Collections asked for; one finds most, the rest is for references reached late. */
  private static final int COLLECTIONS = 3;

  private static final long PAUSE_MS = 60;

  private static final int EXIT_LEAKED = 86;

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    // A detector reports when the next buffer is made after the collector found the lost one.
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      ByteBufAllocator.DEFAULT.directBuffer(1).release();
      ByteBufAllocator.DEFAULT.heapBuffer(1).release();
    }
    List<String> leaks = LeakRecorder.leaks();
    if (!leaks.isEmpty()) {
      System.err.println(leaks.size() + " buffer leaks:");
      leaks.forEach(System.err::println);
      report(leaks);
      Runtime.getRuntime().halt(EXIT_LEAKED);
    }
  }

  /**
   * The test runner may have stopped listening by now, so what was found goes to a file as well.
   */
  private static void report(List<String> leaks) {
    try {
      Path file = Path.of("target", "leaks.txt");
      Files.write(file, leaks);
      System.err.println("written to " + file.toAbsolutePath());
    } catch (IOException e) {
      System.err.println("cannot be written to a file: " + e);
    }
  }
}
