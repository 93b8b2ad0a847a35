package dev.fairlead.control.boot;

import dev.fairlead.control.logging.Logging;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Ends the process: cleanly, within a deadline, with status 0. */
final class Shutdown {
  private static final Logger LOG = System.getLogger(Shutdown.class.getName());

  /** Orchestrators send SIGKILL 10 s after SIGTERM at the earliest. */
  private static final long DEADLINE_MS = 8_000;

  private Shutdown() {}

  /** Closes {@code node} when the process gets SIGTERM or SIGINT. */
  static void closeOnSignal(ServerAssembly node, Logging logging) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  Thread closing =
                      Thread.ofPlatform().name("fairlead-close").daemon().start(node::close);
                  int status = 0;
                  try {
                    if (!closing.join(Duration.ofMillis(DEADLINE_MS))) {
                      LOG.log(Level.ERROR, "not closed within {0} ms", DEADLINE_MS);
                      status = 1;
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  LOG.log(Level.INFO, "stopped");
                  logging.close();
                  // The status of a process that ends by a signal is 128 plus its number, unless
                  // the
                  // last word is ours.
                  Runtime.getRuntime().halt(status);
                },
                "fairlead-shutdown"));
  }

  /** Milliseconds since the process began. */
  static long sinceStartMillis() {
    return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }
}
