package dev.fairlead.media.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures what a piece of code allocates on the heap of the calling thread. */
public final class AllocationMeter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AllocationMeter() {}

  /**
   * Runs {@code code} to warm it up, then measures further runs.
   *
   * @param warmUps unmeasured runs, enough for the compiler to have seen every branch
   * @param runs measured runs
   * @param code what is measured; runs on the calling thread
   * @return bytes allocated in the measured runs together: the least of five rounds, since the
   *     compiler's own work shows as noise that only ever adds
   */
  public static long bytesAllocated(int warmUps, int runs, Runnable code) {
    for (int i = 0; i < warmUps; i++) {
      code.run();
    }
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < runs; i++) {
        code.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
