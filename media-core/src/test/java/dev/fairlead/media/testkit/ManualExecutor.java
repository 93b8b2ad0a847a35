package dev.fairlead.media.testkit;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** An event loop that runs when told to, on the thread that tells it. */
public final class ManualExecutor implements Executor {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs what is queued, and what that queues, until nothing is left; returns how many ran. */
  public int runAll() {
    int ran = 0;
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
      ran++;
    }
    return ran;
  }

  /** Runs several loops in turn until all are idle. */
  public static void runAll(ManualExecutor... loops) {
    int ran;
    do {
      ran = 0;
      for (ManualExecutor loop : loops) {
        ran += loop.runAll();
      }
    } while (ran > 0);
  }
}
