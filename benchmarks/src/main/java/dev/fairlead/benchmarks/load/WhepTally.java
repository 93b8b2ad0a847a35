package dev.fairlead.benchmarks.load;

import java.util.concurrent.atomic.LongAdder;

/** What all WHEP viewers counted. Any thread. */
final class WhepTally {
  final LongAdder packets = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder outOfSequence = new LongAdder();
  final LongAdder timesBackwards = new LongAdder();
  final LongAdder notAuthentic = new LongAdder();

  /** Sessions that ended of their own accord. */
  final LongAdder lost = new LongAdder();

  /** Whether anybody missed anything, or was given what is not the broadcast's. */
  boolean isClean() {
    return outOfSequence.sum() + timesBackwards.sum() + notAuthentic.sum() + lost.sum() == 0;
  }
}
