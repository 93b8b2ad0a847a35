package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.SequenceNumber;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Payloads that the peer has not acknowledged (SRT draft-01 §4.4). Confined to its connection;
 * holds one reference to the bytes of each, or a slot of the pool with bytes of its own. Grows with
 * what is under way, up to its bound.
 *
 * <pre>
 *   first            next            end
 *    |  sent, not known  |  not sent  |
 *    |  to have arrived  |            |
 * </pre>
 */
final class SendBuffer {
  /** Not sent again yet. */
  static final long NEVER = Long.MIN_VALUE;

  private static final int FIRST_CAPACITY = 64;
  private static final int WORD_SHIFT = 6;

  private final PacketPool pool;
  private final int maxPackets;

  private @Nullable ByteBuf[] bytes = new @Nullable ByteBuf[FIRST_CAPACITY];
  private int[] offsets = new int[FIRST_CAPACITY];
  private short[] lengths = new short[FIRST_CAPACITY];
  private int[] slots = new int[FIRST_CAPACITY];
  private int[] flags = new int[FIRST_CAPACITY];
  private long[] submittedNs = new long[FIRST_CAPACITY];
  private long[] resentNs = new long[FIRST_CAPACITY];
  private long[] lost = new long[FIRST_CAPACITY >> WORD_SHIFT];
  private int mask = FIRST_CAPACITY - 1;

  private int first;
  private int next;
  private int end;
  private int lostCount;
  private int firstLost;

  /**
   * @param pool room for payloads that cannot be shared with other connections
   */
  SendBuffer(PacketPool pool, int firstSequence, int maxPackets) {
    this.pool = pool;
    this.maxPackets = maxPackets;
    first = firstSequence;
    next = firstSequence;
    end = firstSequence;
    firstLost = firstSequence;
  }

  /** The oldest. */
  int first() {
    return first;
  }

  /** The first that was not sent. */
  int next() {
    return next;
  }

  /** Behind the newest. */
  int end() {
    return end;
  }

  int unsent() {
    return SequenceNumber.distance(next, end);
  }

  int underWay() {
    return SequenceNumber.distance(first, next);
  }

  int sizePackets() {
    return SequenceNumber.distance(first, end);
  }

  boolean isFull() {
    return sizePackets() >= maxPackets;
  }

  boolean isEmpty() {
    return first == end;
  }

  /** Adds a payload, of which one reference is retained; there is room. */
  void add(ByteBuf source, int index, int lengthBytes, int messageFlags, long nowNs) {
    if (sizePackets() == offsets.length) {
      grow();
    }
    int at = end & mask;
    bytes[at] = source.retain();
    offsets[at] = index;
    lengths[at] = (short) lengthBytes;
    slots[at] = PacketPool.NONE;
    flags[at] = messageFlags;
    submittedNs[at] = nowNs;
    resentNs[at] = NEVER;
    end = SequenceNumber.next(end);
  }

  private void grow() {
    int capacity = 2 * offsets.length;
    @Nullable ByteBuf[] grownBytes = new @Nullable ByteBuf[capacity];
    int[] grownOffsets = new int[capacity];
    short[] grownLengths = new short[capacity];
    int[] grownSlots = new int[capacity];
    int[] grownFlags = new int[capacity];
    long[] grownSubmittedNs = new long[capacity];
    long[] grownResentNs = new long[capacity];
    long[] grownLost = new long[capacity >> WORD_SHIFT];
    for (int sequence = first; sequence != end; sequence = SequenceNumber.next(sequence)) {
      int from = sequence & mask;
      int to = sequence & (capacity - 1);
      grownBytes[to] = bytes[from];
      grownOffsets[to] = offsets[from];
      grownLengths[to] = lengths[from];
      grownSlots[to] = slots[from];
      grownFlags[to] = flags[from];
      grownSubmittedNs[to] = submittedNs[from];
      grownResentNs[to] = resentNs[from];
      if (isLost(sequence)) {
        grownLost[to >> WORD_SHIFT] |= 1L << to;
      }
    }
    bytes = grownBytes;
    offsets = grownOffsets;
    lengths = grownLengths;
    slots = grownSlots;
    flags = grownFlags;
    submittedNs = grownSubmittedNs;
    resentNs = grownResentNs;
    lost = grownLost;
    mask = capacity - 1;
  }

  /** Puts other bytes in a payload's place; they are copied. */
  void replace(int sequence, byte[] sealed, int lengthBytes) {
    int at = sequence & mask;
    bytes(sequence).release();
    lengths[at] = (short) lengthBytes;
    int slot = pool.take();
    slots[at] = slot;
    if (slot == PacketPool.NONE) {
      bytes[at] = Unpooled.copiedBuffer(sealed, 0, lengthBytes);
      offsets[at] = 0;
    } else {
      offsets[at] = PacketPool.offset(slot);
      System.arraycopy(sealed, 0, pool.array(slot), offsets[at], lengthBytes);
      bytes[at] = pool.page(slot).retain();
    }
  }

  ByteBuf bytes(int sequence) {
    ByteBuf held = bytes[sequence & mask];
    assert held != null : "sequences between first and end have bytes";
    return held;
  }

  int offset(int sequence) {
    return offsets[sequence & mask];
  }

  int lengthBytes(int sequence) {
    return lengths[sequence & mask];
  }

  int flags(int sequence) {
    return flags[sequence & mask];
  }

  long submittedNs(int sequence) {
    return submittedNs[sequence & mask];
  }

  long resentNs(int sequence) {
    return resentNs[sequence & mask];
  }

  /** {@link #next()} was sent, under these flags. */
  void sent(int messageFlags) {
    flags[next & mask] = messageFlags;
    next = SequenceNumber.next(next);
  }

  /** Marks packets as lost; they lie between {@link #first()} and {@link #next()}. */
  int markLost(int from, int to) {
    int marked = 0;
    int behind = SequenceNumber.next(to);
    for (int sequence = from; sequence != behind; sequence = SequenceNumber.next(sequence)) {
      if (!isLost(sequence)) {
        int at = sequence & mask;
        lost[at >> WORD_SHIFT] |= 1L << at;
        if (lostCount == 0 || SequenceNumber.isBefore(sequence, firstLost)) {
          firstLost = sequence;
        }
        lostCount++;
        marked++;
      }
    }
    return marked;
  }

  private boolean isLost(int sequence) {
    int at = sequence & mask;
    return (lost[at >> WORD_SHIFT] & 1L << at) != 0;
  }

  boolean anyLost() {
    return lostCount > 0;
  }

  /** The oldest lost packet; there is one. */
  int firstLost() {
    // What was lost may have been let go since.
    int at = SequenceNumber.isBefore(firstLost, first) ? first : firstLost;
    while (!isLost(at)) {
      at = SequenceNumber.next(at);
    }
    firstLost = at;
    return at;
  }

  /** The packet is on its way again, or need not be. */
  void unmarkLost(int sequence) {
    if (isLost(sequence)) {
      int at = sequence & mask;
      lost[at >> WORD_SHIFT] &= ~(1L << at);
      lostCount--;
    }
  }

  void resent(int sequence, long nowNs) {
    resentNs[sequence & mask] = nowNs;
  }

  /** Lets go of everything before {@code sequence}, which is at most {@link #end()}. */
  void removeBefore(int sequence) {
    while (first != sequence) {
      unmarkLost(first);
      int at = first & mask;
      ByteBuf held = bytes[at];
      if (held != null) {
        held.release();
        bytes[at] = null;
        if (slots[at] != PacketPool.NONE) {
          pool.give(slots[at]);
        }
      }
      if (first == next) {
        next = SequenceNumber.next(next);
      }
      first = SequenceNumber.next(first);
    }
  }

  /** Lets go of everything. */
  void close() {
    removeBefore(end);
    Arrays.fill(lost, 0);
  }
}
