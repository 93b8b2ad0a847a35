package dev.fairlead.protocols.egress;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The batches that viewers can still get, by sequence number: those since the last entry, for
 * viewers that join, and some before it, for viewers that lag. Confined to the group's loop. Takes
 * over the reference of each batch and releases it on eviction.
 */
final class BatchRing {
  static final long NO_SEQUENCE = -1;

  private final long maxBytes;
  private final long lagMaxNs;

  private @Nullable WireBatch[] slots = new @Nullable WireBatch[32];
  private long first;
  private long end;
  private long bytes;
  private long entry = NO_SEQUENCE;

  BatchRing(EgressConfig config) {
    maxBytes = config.keptMaxBytes();
    lagMaxNs = TimeUnit.MILLISECONDS.toNanos(config.lagMaxMs());
  }

  /** Oldest batch held; {@link #end()} when there is none. */
  long first() {
    return first;
  }

  /** One past the newest batch. */
  long end() {
    return end;
  }

  /** The newest batch with an entry, or {@link #NO_SEQUENCE}. */
  long entry() {
    return entry;
  }

  WireBatch at(long sequence) {
    assert sequence >= first && sequence < end : "batches are looked up within the ring";
    WireBatch batch = slots[slot(sequence)];
    assert batch != null : "the ring has no holes";
    return batch;
  }

  /**
   * Appends a complete batch and lets go of what nobody may need any more.
   *
   * @return false when the newest entry itself had to go to keep the bound
   */
  boolean add(WireBatch batch) {
    if (end - first == slots.length) {
      grow();
    }
    slots[slot(end)] = batch;
    if (batch.hasEntry()) {
      entry = end;
    }
    end++;
    bytes += batch.sizeBytes();
    while (first < entry && (bytes > maxBytes || batch.sealedNs - at(first).sealedNs > lagMaxNs)) {
      evictFirst();
    }
    // The newest batch stays in any case: those who keep up have yet to get it.
    boolean entryLost = false;
    while (bytes > maxBytes && end - first > 1) {
      entryLost |= first == entry;
      evictFirst();
    }
    if (entryLost) {
      entry = NO_SEQUENCE;
    }
    return !entryLost;
  }

  /** Lets nobody in before the next entry. */
  void forgetEntry() {
    entry = NO_SEQUENCE;
  }

  void clear() {
    while (first < end) {
      evictFirst();
    }
    entry = NO_SEQUENCE;
  }

  private void evictFirst() {
    WireBatch batch = at(first);
    slots[slot(first)] = null;
    first++;
    bytes -= batch.sizeBytes();
    batch.release();
  }

  private void grow() {
    @Nullable WireBatch[] larger = new @Nullable WireBatch[slots.length * 2];
    for (long sequence = first; sequence < end; sequence++) {
      larger[(int) (sequence & (larger.length - 1))] = slots[slot(sequence)];
    }
    slots = larger;
  }

  private int slot(long sequence) {
    return (int) (sequence & (slots.length - 1));
  }
}
