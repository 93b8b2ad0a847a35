package dev.fairlead.protocols.rtp.core;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Brings the packets of one source into order. Confined to its connection.
 *
 * <p>A packet that comes in its turn passes through at once and is never kept. One that comes too
 * early is copied, and waits until those before it have come or were given up: when it has waited
 * for the hold time, everything before it is.
 */
public final class ReorderBuffer {
  /** Nothing waits. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** A second of 20 Mbit/s; a power of two. */
  public static final int MAX_PACKETS = 2_048;

  private static final int MASK = MAX_PACKETS - 1;

  /** Takes packets in order. */
  public interface Output {
    /**
     * The next packet.
     *
     * @param packet borrowed for the call
     * @param gap whether packets before it were given up
     */
    void packet(ByteBuf packet, long sequence, boolean gap);
  }

  /** What became of a packet. */
  public enum Verdict {
    /** It came in its turn, and was passed on with those that waited for it. */
    IN_ORDER,
    /** It waits. */
    EARLY,
    /** It is there already, or was given up. */
    LATE
  }

  // Configuration.
  private final IntFunction<ByteBuf> allocator;
  private long holdNs;

  // Per source.
  private final @Nullable ByteBuf[] waiting = new @Nullable ByteBuf[MAX_PACKETS];
  private final long[] arrivedNs = new long[MAX_PACKETS];
  private boolean started;
  private long next;
  private int count;

  /** The packet that waits first in the sequence; meaningless when none does. */
  private long first;

  /** Whether packets were given up before {@link #next}. */
  private boolean gap;

  private long givenUp;

  /**
   * @param allocator makes a buffer with room for so many bytes
   * @param holdNs how long a packet waits for those before it
   */
  public ReorderBuffer(IntFunction<ByteBuf> allocator, long holdNs) {
    this.allocator = allocator;
    this.holdNs = holdNs;
  }

  /**
   * A packet has arrived.
   *
   * @param packet borrowed for the call
   * @param sequence extended sequence number
   */
  public Verdict receive(ByteBuf packet, long sequence, long nowNs, Output out) {
    if (!started) {
      started = true;
      next = sequence;
    }
    long ahead = sequence - next;
    if (ahead < 0) {
      return Verdict.LATE;
    }
    if (ahead == 0) {
      pass(packet, out);
      passWaiting(out);
      return Verdict.IN_ORDER;
    }
    if (ahead >= MAX_PACKETS) {
      // So far ahead that its place is taken: what is missing that long before it does not come.
      skipTo(sequence - MAX_PACKETS + 1, out);
    }
    int slot = (int) sequence & MASK;
    if (waiting[slot] != null) {
      return Verdict.LATE;
    }
    int bytes = packet.readableBytes();
    waiting[slot] = allocator.apply(bytes).writeBytes(packet, packet.readerIndex(), bytes);
    arrivedNs[slot] = nowNs;
    if (count == 0 || sequence - first < 0) {
      first = sequence;
    }
    count++;
    return Verdict.EARLY;
  }

  /** Time has passed: gives up what was waited for too long. */
  public void advance(long nowNs, Output out) {
    while (count > 0 && deadlineNs() - nowNs <= 0) {
      skipTo(first, out);
    }
  }

  /** When a packet will have waited for long enough. */
  public long deadlineNs() {
    return count == 0 ? NO_DEADLINE : arrivedNs[(int) first & MASK] + holdNs;
  }

  /** Waits for so long from now on. */
  public void holdNs(long ns) {
    holdNs = ns;
  }

  /** Gives up what is missing before a sequence number, and passes on what waits before it. */
  private void skipTo(long sequence, Output out) {
    while (next - sequence < 0) {
      long to = count > 0 && first - sequence < 0 ? first : sequence;
      if (to != next) {
        givenUp += to - next;
        gap = true;
        next = to;
      }
      passWaiting(out);
    }
  }

  private void passWaiting(Output out) {
    while (count > 0) {
      int slot = (int) next & MASK;
      ByteBuf packet = waiting[slot];
      if (packet == null) {
        findFirst();
        return;
      }
      waiting[slot] = null;
      count--;
      try {
        pass(packet, out);
      } finally {
        packet.release();
      }
    }
  }

  private void pass(ByteBuf packet, Output out) {
    boolean after = gap;
    gap = false;
    long sequence = next++;
    out.packet(packet, sequence, after);
  }

  private void findFirst() {
    first = next;
    while (waiting[(int) first & MASK] == null) {
      first++;
    }
  }

  /** The sequence number that is to be passed on next. */
  public long next() {
    return next;
  }

  /** How many packets wait. */
  public int waiting() {
    return count;
  }

  /** How many packets were given up. */
  public long givenUp() {
    return givenUp;
  }

  /** Lets go of what waits, and begins anew, behind a gap, with the next packet. */
  public void reset() {
    gap = started;
    for (ByteBuf packet : waiting) {
      if (packet != null) {
        packet.release();
      }
    }
    Arrays.fill(waiting, null);
    count = 0;
    started = false;
  }
}
