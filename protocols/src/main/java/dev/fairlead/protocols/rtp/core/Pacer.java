package dev.fairlead.protocols.rtp.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bursts that wait for their turn, and the debt that says when it comes. Confined to its
 * connection. Retains a burst on entry and releases it when its last packet has left or it is
 * skipped.
 *
 * <p>A usual picture fits the allowance and leaves at once, in one call to the kernel. What is
 * larger leaves in pieces, as fast as the path is taken to bear. A viewer whose queue grows old
 * misses everything up to the next key picture.
 */
final class Pacer {
  static final long NO_DEADLINE = Long.MAX_VALUE;

  /** Pictures leave faster than they come, so that a queue drains. */
  private static final double FACTOR = 2.5;

  /** Sent at once although nothing was earned: a picture of 2.5 Mbit/s at 30 Hz, and a half. */
  private static final int MIN_ALLOWANCE_BYTES = 16_000;

  /** Or what the path carries in this time, if that is more. */
  private static final long ALLOWANCE_NS = 20_000_000;

  /** Wake-ups are at least this far apart, so that each sends several packets. */
  private static final long MIN_WAIT_NS = 4_000_000;

  /** A queue that is older than this is not caught up with. */
  private static final long MAX_AGE_NS = 2_500_000_000L;

  /** The longest group of pictures at 60 Hz that a viewer starts from; a power of two. */
  private static final int MAX_BURSTS = 1_024;

  private static final int FIRST_BURSTS = 16;
  private static final double NANOS = 1e9;

  private @Nullable PayloadBurst[] bursts = new @Nullable PayloadBurst[FIRST_BURSTS];
  private @Nullable RetransmitBuffer[] histories = new @Nullable RetransmitBuffer[FIRST_BURSTS];
  private long[] sinceNs = new long[FIRST_BURSTS];
  private int begin;
  private int end;
  private int nextPacket;
  private boolean awaitsKey;

  private double debtBytes;
  private long debtNs;
  private long rateBps;

  Pacer(long targetBps) {
    target(targetBps);
  }

  /** The path is taken to carry so much. */
  void target(long bps) {
    rateBps = (long) (FACTOR * bps);
  }

  /**
   * A burst joins the queue.
   *
   * @return bursts that are skipped for it
   */
  int add(PayloadBurst burst, RetransmitBuffer history, long nowNs) {
    int skipped = 0;
    boolean old = !isEmpty() && nowNs - sinceNs[begin & mask()] > MAX_AGE_NS;
    if (old || end - begin == MAX_BURSTS) {
      skipped = skipToKey();
    }
    if (awaitsKey) {
      if (!burst.isKey()) {
        return skipped + 1;
      }
      awaitsKey = false;
    }
    if (end - begin == bursts.length) {
      grow();
    }
    int slot = end++ & mask();
    bursts[slot] = burst.retain();
    histories[slot] = history;
    sinceNs[slot] = nowNs;
    return skipped;
  }

  private int mask() {
    return bursts.length - 1;
  }

  private void grow() {
    int length = 2 * bursts.length;
    @Nullable PayloadBurst[] wider = new @Nullable PayloadBurst[length];
    @Nullable RetransmitBuffer[] widerHistories = new @Nullable RetransmitBuffer[length];
    long[] widerSince = new long[length];
    for (int i = begin; i != end; i++) {
      wider[i & (length - 1)] = bursts[i & mask()];
      widerHistories[i & (length - 1)] = histories[i & mask()];
      widerSince[i & (length - 1)] = sinceNs[i & mask()];
    }
    bursts = wider;
    histories = widerHistories;
    sinceNs = widerSince;
  }

  /** Drops what waits, up to the newest key picture if there is one that has not begun to leave. */
  private int skipToKey() {
    int key = end;
    for (int i = end - 1; i - begin > 0; i--) {
      if (at(i).isKey()) {
        key = i;
        break;
      }
    }
    int skipped = key - begin;
    while (begin != key) {
      dropFirst();
    }
    awaitsKey = key == end;
    return skipped;
  }

  private PayloadBurst at(int position) {
    PayloadBurst burst = bursts[position & mask()];
    assert burst != null : "between begin and end every place is taken";
    return burst;
  }

  private void dropFirst() {
    PayloadBurst burst = at(begin);
    bursts[begin & mask()] = null;
    histories[begin & mask()] = null;
    begin++;
    nextPacket = 0;
    burst.release();
  }

  boolean isEmpty() {
    return begin == end;
  }

  /** Whether the next packet may leave now. */
  boolean isDue(long nowNs) {
    if (isEmpty()) {
      return false;
    }
    earn(nowNs);
    return debtBytes <= allowanceBytes();
  }

  private double allowanceBytes() {
    return Math.max(MIN_ALLOWANCE_BYTES, rateBps / 8.0 * (ALLOWANCE_NS / NANOS));
  }

  private void earn(long nowNs) {
    long elapsedNs = nowNs - debtNs;
    debtNs = nowNs;
    if (elapsedNs > 0) {
      debtBytes = Math.max(0, debtBytes - rateBps / 8.0 * (elapsedNs / NANOS));
    }
  }

  /** The burst whose turn it is; not empty. */
  PayloadBurst head() {
    return at(begin);
  }

  /** Where the head is kept for those who ask again. */
  RetransmitBuffer headHistory() {
    RetransmitBuffer history = histories[begin & mask()];
    assert history != null : "it came with its burst";
    return history;
  }

  /** The packet of the head whose turn it is. */
  int headPacket() {
    return nextPacket;
  }

  /** Since when the head waits. */
  long headSinceNs() {
    return sinceNs[begin & mask()];
  }

  /** The packet whose turn it was has left. */
  void left(int payloadBytes) {
    charge(payloadBytes);
    nextPacket++;
    if (nextPacket == head().packets()) {
      dropFirst();
    }
  }

  /** Something else has left over the same path. */
  void charge(int payloadBytes) {
    debtBytes += payloadBytes;
  }

  /** When the next packet may leave. */
  long deadlineNs() {
    if (isEmpty()) {
      return NO_DEADLINE;
    }
    double over = debtBytes - allowanceBytes();
    return over <= 0 ? debtNs : debtNs + Math.max(MIN_WAIT_NS, (long) (over * 8 * NANOS / rateBps));
  }

  void close() {
    while (!isEmpty()) {
      dropFirst();
    }
    Arrays.fill(bursts, null);
  }
}
