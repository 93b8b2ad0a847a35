package dev.fairlead.benchmarks.load;

import java.util.concurrent.atomic.LongAdder;

/** What all viewers of one run saw together. Any thread. */
final class ViewerTally {
  final LongAdder connected = new LongAdder();
  final LongAdder playing = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder units = new LongAdder();
  final LongAdder pictures = new LongAdder();

  /** Pictures missing, where the next one was a key picture. */
  final LongAdder skipped = new LongAdder();

  /** Pictures missing in the middle, out of order, or broken framing. */
  final LongAdder errors = new LongAdder();

  final LongAdder lost = new LongAdder();
  final Latencies latencies = new Latencies();
  volatile String lastError = "";

  void error(String what) {
    errors.increment();
    lastError = what;
  }
}
