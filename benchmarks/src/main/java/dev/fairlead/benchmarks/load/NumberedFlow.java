package dev.fairlead.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Payloads that bear a number and the time at which they were made, and what became of them. One
 * thread makes them, one takes them.
 */
final class NumberedFlow {
  /** Seven transport packets. */
  static final int PAYLOAD_BYTES = 1_316;

  /** Number of payloads that only show whether the way is open. */
  private static final int WARM_UP = -1;

  private static final int NUMBER_OFFSET = 8;
  private static final int TIME_OFFSET = 16;

  private final Latencies latencies = new Latencies();
  private final BitSet seen = new BitSet();
  private final AtomicLong delivered = new AtomicLong();
  private volatile boolean open;
  private volatile boolean measuring;
  private int sent;

  /** Fills in the next payload; it counts once {@link #measure} was called. */
  void fill(ByteBuffer payload) {
    int number = measuring ? sent++ : WARM_UP;
    payload.put(0, (byte) 0x47);
    payload.putInt(NUMBER_OFFSET, number);
    payload.putLong(TIME_OFFSET, System.nanoTime());
  }

  /** A payload came out. */
  void delivered(ByteBuffer payload) {
    long nowNs = System.nanoTime();
    if (payload.remaining() != PAYLOAD_BYTES) {
      throw new IllegalStateException("payload of " + payload.remaining() + " bytes");
    }
    open = true;
    int number = payload.getInt(payload.position() + NUMBER_OFFSET);
    if (number == WARM_UP) {
      return;
    }
    synchronized (seen) {
      if (seen.get(number)) {
        throw new IllegalStateException("payload " + number + " came twice");
      }
      seen.set(number);
    }
    delivered.incrementAndGet();
    latencies.add(nowNs - payload.getLong(payload.position() + TIME_OFFSET));
  }

  /** Whether anything has come out yet. */
  boolean isOpen() {
    return open;
  }

  /** Payloads count from here on. */
  void measure() {
    measuring = true;
  }

  int sent() {
    return sent;
  }

  long undelivered() {
    return sent - delivered.get();
  }

  Latencies latencies() {
    return latencies;
  }
}
