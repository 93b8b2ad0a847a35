package dev.fairlead.control.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what the process uses. Stateless; any thread. */
final class ProcessFigures {
  /** Pages in memory are its second number (Linux, proc(5)); elsewhere it does not exist. */
  private static final Path STATM = Path.of("/proc/self/statm");

  /** What Linux uses on x86-64, and on ARM unless it was built otherwise. */
  private static final long PAGE_BYTES = 4_096;

  private static final int NS_PER_MS = 1_000_000;

  private ProcessFigures() {}

  static void write(OpenMetricsText text) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      text.processCounter("cpu_seconds", "Processor time used, user and system.")
          .sampleMillis(system.getProcessCpuTime() / NS_PER_MS);
      text.processGauge("open_fds", "File descriptors in use.")
          .sample(system.getOpenFileDescriptorCount());
      text.processGauge("max_fds", "File descriptors that the process may use.")
          .sample(system.getMaxFileDescriptorCount());
    }
    long residentBytes = residentBytes();
    if (residentBytes > 0) {
      text.processGauge("resident_memory_bytes", "Memory of the process that is not swapped out.")
          .sample(residentBytes);
    }
    text.processGauge("start_time_seconds", "When the process began, in Unix time.")
        .sampleMillis(ManagementFactory.getRuntimeMXBean().getStartTime());
    text.gauge("heap_used_bytes", "Bytes of the Java heap in use.")
        .sample(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    text.gauge("threads_open", "Threads of the process.")
        .sample(ManagementFactory.getThreadMXBean().getThreadCount());
    text.gauge("direct_memory_bytes", "Bytes outside the heap, by pool.");
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      text.sample(pool.getMemoryUsed(), "pool", pool.getName());
    }
    text.counter("gc_seconds", "Time spent collecting garbage, by collector.");
    ManagementFactory.getGarbageCollectorMXBeans()
        .forEach(gc -> text.sampleMillis(gc.getCollectionTime(), "collector", gc.getName()));
  }

  private static long residentBytes() {
    try {
      String[] pages = Files.readString(STATM).split(" ");
      return Long.parseLong(pages[1]) * PAGE_BYTES;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return 0;
    }
  }
}
