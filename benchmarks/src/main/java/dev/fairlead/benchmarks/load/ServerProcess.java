package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The processes of the server under load, as the kernel accounts for them ({@code proc(5)}).
 *
 * @param pids all of them
 */
record ServerProcess(List<Long> pids) {
  /** Kernel ticks a second, fixed in the user interface of Linux. */
  private static final long TICKS_PER_SECOND = 100;

  private static final int FIELDS_BEFORE_UTIME = 11;

  /** User and system time so far, in microseconds. */
  long cpuUs() throws IOException {
    long ticks = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      ticks +=
          Long.parseLong(fields[FIELDS_BEFORE_UTIME])
              + Long.parseLong(fields[FIELDS_BEFORE_UTIME + 1]);
    }
    return ticks * 1_000_000 / TICKS_PER_SECOND;
  }

  /** Resident memory now, in KiB. */
  long residentKib() throws IOException {
    long kib = 0;
    for (long pid : pids) {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          kib += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return kib;
  }
}
