package dev.fairlead.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Judges the samples of a soak. Stateless. */
final class SoakVerdict {
  /**
   * Growth of resident memory over the whole of the run after warming up, as a share of its mean:
   * pools that settle stay below, a lost 64 KiB buffer per reconnect does not.
   */
  static final double MAX_RESIDENT_GROWTH = 0.05;

  /** The same of the heap after collections, which is small and holds whoever is there just now. */
  static final double MAX_HEAP_GROWTH = 0.15;

  /** Part of the run in which caches and pools fill and code is compiled. */
  private static final double WARM_UP_SHARE = 0.3;

  /**
   * Threads that the virtual machine starts when it wants to: compilers and its attach listener.
   */
  private static final int MAX_MORE_THREADS = 4;

  /** Files of jars that were opened when their first class was needed. */
  private static final int MAX_MORE_FILES = 4;

  private SoakVerdict() {}

  /**
   * Everything that is wrong.
   *
   * @param before when nobody had come yet
   * @param during in order
   * @param after when all had left
   */
  static List<String> judge(SoakSample before, List<SoakSample> during, SoakSample after) {
    List<String> wrong = new ArrayList<>();
    double resident = growth(during, SoakSample::residentMib);
    if (resident > MAX_RESIDENT_GROWTH) {
      wrong.add("resident memory grew by " + percent(resident));
    }
    double heap = growth(during.stream().filter(SoakSample::collected).toList(), s -> s.heapMib());
    if (heap > MAX_HEAP_GROWTH) {
      wrong.add("the heap grew by " + percent(heap));
    }
    none(wrong, "broadcasts", after.broadcasts());
    none(wrong, "sessions", after.sessions());
    none(wrong, "connections", after.connections());
    none(wrong, "threads", Math.max(0, after.threads() - before.threads() - MAX_MORE_THREADS));
    none(wrong, "files", Math.max(0, after.files() - before.files() - MAX_MORE_FILES));
    return wrong;
  }

  private static void none(List<String> wrong, String what, long left) {
    if (left != 0) {
      wrong.add(left + " " + what + " left behind");
    }
  }

  private static String percent(double share) {
    return Math.round(share * 1_000) / 10.0 + " %";
  }

  /** By how much the line of least squares rises from its first sample to its last. */
  static double growth(List<SoakSample> samples, ToDoubleFunction<SoakSample> figure) {
    List<SoakSample> warm = samples.subList((int) (samples.size() * WARM_UP_SHARE), samples.size());
    int count = warm.size();
    if (count < 2) {
      return 0;
    }
    double meanX = (count - 1) / 2.0;
    double meanY = warm.stream().mapToDouble(figure).average().orElseThrow();
    double above = 0;
    double below = 0;
    for (int x = 0; x < count; x++) {
      above += (x - meanX) * (figure.applyAsDouble(warm.get(x)) - meanY);
      below += (x - meanX) * (x - meanX);
    }
    return above / below * (count - 1) / meanY;
  }
}
