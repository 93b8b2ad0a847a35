package dev.fairlead.protocols.rtp.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bursts of one packetizer that may be asked for again, kept once for all viewers on a loop.
 * Confined to that loop. Retains a burst on entry and releases it on eviction.
 *
 * <p>What is kept is bounded by age, by bytes and by number; the newest burst is always there.
 */
public final class RetransmitBuffer {
  /** A viewer that is farther away than this can do nothing with an answer. */
  public static final long DEFAULT_HORIZON_NS = 2_000_000_000;

  /** Two seconds of 32 Mbit/s. */
  public static final int DEFAULT_MAX_BYTES = 8 << 20;

  /** Two seconds of 120 pictures a second, and as much again; a power of two. */
  private static final int MAX_BURSTS = 512;

  private static final int MASK = MAX_BURSTS - 1;

  private final long horizonNs;
  private final int maxBytes;

  private final @Nullable PayloadBurst[] bursts = new @Nullable PayloadBurst[MAX_BURSTS];
  private final long[] addedNs = new long[MAX_BURSTS];
  private int begin;
  private int end;
  private int bytes;

  public RetransmitBuffer() {
    this(DEFAULT_HORIZON_NS, DEFAULT_MAX_BYTES);
  }

  /**
   * @param horizonNs how long a burst is kept
   * @param maxBytes how much is kept
   */
  public RetransmitBuffer(long horizonNs, int maxBytes) {
    this.horizonNs = horizonNs;
    this.maxBytes = maxBytes;
  }

  /** Keeps a burst, whose packets follow those of the one before. */
  public void add(PayloadBurst burst, long nowNs) {
    while (end != begin && isToGo(burst.sizeBytes(), nowNs)) {
      evict();
    }
    bursts[end & MASK] = burst.retain();
    addedNs[end & MASK] = nowNs;
    bytes += burst.sizeBytes();
    end++;
  }

  private boolean isToGo(int comingBytes, long nowNs) {
    return end - begin == MAX_BURSTS
        || bytes + comingBytes > maxBytes
        || nowNs - addedNs[begin & MASK] > horizonNs;
  }

  private void evict() {
    PayloadBurst oldest = at(begin);
    bursts[begin & MASK] = null;
    begin++;
    bytes -= oldest.sizeBytes();
    oldest.release();
  }

  private PayloadBurst at(int position) {
    PayloadBurst burst = bursts[position & MASK];
    assert burst != null : "between begin and end every place is taken";
    return burst;
  }

  /**
   * The burst that holds a packet, or null when it is gone.
   *
   * @param packet number among all of the packetizer
   */
  public @Nullable PayloadBurst find(long packet) {
    int low = begin;
    int high = end - 1;
    while (low - high <= 0) {
      int middle = low + ((high - low) >>> 1);
      PayloadBurst burst = at(middle);
      if (packet < burst.firstPacket()) {
        high = middle - 1;
      } else if (packet >= burst.endPacket()) {
        low = middle + 1;
      } else {
        return burst;
      }
    }
    return null;
  }

  /** How many bursts are kept. */
  public int bursts() {
    return end - begin;
  }

  /** How many bytes are kept. */
  public int bytes() {
    return bytes;
  }

  /** Lets go of everything. */
  public void clear() {
    while (end != begin) {
      evict();
    }
    Arrays.fill(bursts, null);
  }
}
