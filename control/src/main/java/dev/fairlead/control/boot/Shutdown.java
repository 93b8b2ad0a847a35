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

  private volatile int status;

  private Shutdown() {}

  /** Closes {@code node} when the process gets SIGTERM or SIGINT. */
  static Shutdown closeOnSignal(ServerAssembly node, Logging logging) {
    Shutdown shutdown = new Shutdown();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  Thread closing =
                      Thread.ofPlatform().name("fairlead-close").daemon().start(node::close);
                  try {
                    if (!closing.join(Duration.ofMillis(DEADLINE_MS))) {
                      LOG.log(Level.ERROR, "not closed within {0} ms", DEADLINE_MS);
                      shutdown.failed();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  LOG.log(Level.INFO, "stopped");
                  logging.close();
                  // A signal makes the status 128 plus its number, unless the last word is ours.
                  Runtime.getRuntime().halt(shutdown.status);
                },
                "fairlead-shutdown"));
    return shutdown;
  }

  /** The process ends with status 1, however well it closes. */
  void failed() {
    status = 1;
  }

  /** Milliseconds since the process began. */
  static long sinceStartMillis() {
    return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }
}
