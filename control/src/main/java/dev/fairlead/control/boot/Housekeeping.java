package dev.fairlead.control.boot;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The thread for what is done now and then, off the event loops. Any thread may use it. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Housekeeping.class.getName());

  /** What a person sees as at once. */
  private static final long OFTEN_MS = 250;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("fairlead-housekeeping").daemon().factory());

  /** Runs {@code task} about once a second; a failure is logged and does not end it. */
  void everySecond(String name, Runnable task) {
    Future<?> _ = thread.scheduleWithFixedDelay(() -> run(name, task), 1, 1, TimeUnit.SECONDS);
  }

  /** Runs {@code task} a few times a second; it must be over at once. */
  void often(String name, Runnable task) {
    Future<?> _ =
        thread.scheduleWithFixedDelay(
            () -> run(name, task), OFTEN_MS, OFTEN_MS, TimeUnit.MILLISECONDS);
  }

  /** Runs {@code task} soon. */
  void soon(String name, Runnable task) {
    thread.execute(() -> run(name, task));
  }

  private static void run(String name, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "housekeeping of " + name + " failed", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
