package dev.fairlead.protocols.rtp.core;

/**
 * Knows which packets of one source are missing, and when to ask for them (RFC 4585 §3.5). Confined
 * to its connection; allocates nothing after construction.
 *
 * <p>A packet is asked for when it is later than packets of this path usually come, and again after
 * every round trip, until it comes or is given up. How late packets come by themselves is learned
 * from those that were never asked for.
 */
public final class NackTracker {
  /** Nothing to ask for. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /**
   * Missing packets at a time. Half of a second of 20 Mbit/s; who loses more is helped by a key
   * picture only.
   */
  public static final int MAX_MISSING = 1_024;

  /**
   * A packet is asked for so many times: with 20 % loss each way, 0.36 to the tenth is 1 in 25,000.
   */
  public static final int MAX_REQUESTS = 10;

  /** Sequence numbers in one NACK: the worst case has 4 bytes for each. */
  public static final int MAX_NACKED = 250;

  /** Packets that come by themselves after longer than this are asked for in vain at times. */
  private static final long MAX_PATIENCE_NS = 40_000_000;

  /** Even on a still path, two packets may swap places. */
  private static final long MIN_PATIENCE_NS = 3_000_000;

  /** Repetitions wait at least this long, whatever the round-trip time is said to be. */
  private static final long MIN_REPEAT_NS = 20_000_000;

  private static final long FADE_INTERVAL_NS = 1_000_000_000;
  private static final long INITIAL_ROUND_TRIP_NS = 100_000_000;
  private static final long NEVER = Long.MIN_VALUE;

  /** Takes requests. */
  public interface Output {
    /**
     * Asks for packets.
     *
     * @param sequenceNumbers 16 bits each, ascending; valid for the call
     */
    void nack(int[] sequenceNumbers, int count);
  }

  // Per source: parallel arrays, ascending by sequence.
  private final long[] missing = new long[MAX_MISSING];
  private final long[] missedNs = new long[MAX_MISSING];
  private final long[] requestedNs = new long[MAX_MISSING];
  private final int[] requests = new int[MAX_MISSING];
  private int count;
  private boolean started;
  private long highest;

  private long patienceNs = MIN_PATIENCE_NS;
  private long roundTripNs = INITIAL_ROUND_TRIP_NS;
  private long fadedNs;
  private boolean measured;
  private long deadlineNs = NO_DEADLINE;

  // Scratch (never escapes a call of Output).
  private final int[] nacked = new int[MAX_NACKED];

  /**
   * A packet has arrived.
   *
   * @param sequence extended sequence number
   * @param retransmitted whether it came in answer to a request
   */
  public void received(long sequence, long nowNs, boolean retransmitted) {
    if (!started) {
      started = true;
      highest = sequence;
      return;
    }
    if (sequence - highest > 0) {
      miss(highest + 1, sequence, nowNs);
      highest = sequence;
    } else {
      found(sequence, nowNs, retransmitted);
    }
  }

  private void miss(long from, long to, long nowNs) {
    long begin = Math.max(from, to - MAX_MISSING);
    int room = MAX_MISSING - (int) (to - begin);
    if (count > room) {
      remove(0, count - room);
    }
    for (long sequence = begin; sequence < to; sequence++) {
      missing[count] = sequence;
      missedNs[count] = nowNs;
      requestedNs[count] = NEVER;
      requests[count] = 0;
      count++;
    }
    if (to > begin) {
      schedule(nowNs + patienceNs);
    }
  }

  private void found(long sequence, long nowNs, boolean retransmitted) {
    int at = find(sequence);
    if (at < 0) {
      return;
    }
    if (!retransmitted) {
      // It came by itself: be that patient with the next one.
      long lateNs = nowNs - missedNs[at];
      patienceNs = Math.clamp(lateNs + lateNs / 4, patienceNs, MAX_PATIENCE_NS);
    } else if (requests[at] == 1) {
      // After a second request nobody knows which one was answered.
      long sampleNs = nowNs - requestedNs[at];
      roundTripNs = measured ? roundTripNs + (sampleNs - roundTripNs) / 8 : sampleNs;
      measured = true;
    }
    remove(at, 1);
    if (count == 0) {
      deadlineNs = NO_DEADLINE;
    }
  }

  private int find(long sequence) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long difference = missing[middle] - sequence;
      if (difference == 0) {
        return middle;
      }
      if (difference < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  private void remove(int from, int removed) {
    int rest = count - from - removed;
    System.arraycopy(missing, from + removed, missing, from, rest);
    System.arraycopy(missedNs, from + removed, missedNs, from, rest);
    System.arraycopy(requestedNs, from + removed, requestedNs, from, rest);
    System.arraycopy(requests, from + removed, requests, from, rest);
    count -= removed;
  }

  private void schedule(long atNs) {
    if (deadlineNs == NO_DEADLINE || atNs - deadlineNs < 0) {
      deadlineNs = atNs;
    }
  }

  /** Time has passed: asks for what is due. */
  public void advance(long nowNs, Output out) {
    if (deadlineNs == NO_DEADLINE || deadlineNs - nowNs > 0) {
      return;
    }
    deadlineNs = NO_DEADLINE;
    int asked = 0;
    for (int i = 0; i < count; i++) {
      long dueNs = dueNs(i);
      if (dueNs - nowNs > 0) {
        schedule(dueNs);
      } else if (requests[i] < MAX_REQUESTS) {
        if (asked == MAX_NACKED) {
          out.nack(nacked, asked);
          asked = 0;
        }
        nacked[asked++] = (int) missing[i] & 0xFFFF;
        requests[i]++;
        requestedNs[i] = nowNs;
        if (requests[i] < MAX_REQUESTS) {
          schedule(dueNs(i));
        }
      }
    }
    if (asked > 0) {
      out.nack(nacked, asked);
    }
    if (nowNs - fadedNs > FADE_INTERVAL_NS) {
      // Patience fades, so that a path that has become still is not waited for.
      fadedNs = nowNs;
      patienceNs = Math.max(MIN_PATIENCE_NS, patienceNs - patienceNs / 8);
    }
  }

  private long dueNs(int i) {
    return requests[i] == 0 ? missedNs[i] + patienceNs : requestedNs[i] + repeatNs();
  }

  private long repeatNs() {
    return Math.max(MIN_REPEAT_NS, roundTripNs + patienceNs / 2);
  }

  /** How long it takes to ask for a packet so many times, and to get the last answer. */
  public long requestsNs(int times) {
    return patienceNs + times * repeatNs();
  }

  /** When something is to be asked for. */
  public long deadlineNs() {
    return deadlineNs;
  }

  /** Nothing before this sequence number is wanted any longer. */
  public void giveUpBefore(long sequence) {
    int at = find(sequence);
    remove(0, at < 0 ? -1 - at : at);
    if (count == 0) {
      deadlineNs = NO_DEADLINE;
    }
  }

  /** Whether this packet is missing. */
  public boolean isMissing(long sequence) {
    return find(sequence) >= 0;
  }

  /** The time from a request to its answer: measured by requests, a guess before the first. */
  public long roundTripNs() {
    return roundTripNs;
  }

  /** How many packets are missing. */
  public int missing() {
    return count;
  }

  /** How long a packet is waited for before it is asked for. */
  public long patienceNs() {
    return patienceNs;
  }

  /** Begins anew with the next packet. */
  public void reset() {
    started = false;
    count = 0;
    deadlineNs = NO_DEADLINE;
  }
}
