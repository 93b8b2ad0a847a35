package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.SequenceNumber;
import java.util.Arrays;

/**
 * Packets that came and wait to be delivered in order (SRT draft-01 §4.4). Confined to its
 * connection; owns the pool's slots in it. Grows with what is under way, up to its bound.
 *
 * <pre>
 *   base               contiguousEnd                 end
 *    |  all are here        |  missing  |  here  | ...|
 * </pre>
 */
final class ReceiveBuffer {
  private static final int FIRST_CAPACITY = 256;
  private static final int EMPTY = -1;

  /** Will never come, or came and cannot be read: to be passed over in its turn. */
  private static final int GONE = -2;

  private final PacketPool pool;
  private final int maxPackets;

  private int[] slots = new int[FIRST_CAPACITY];
  private short[] lengths = new short[FIRST_CAPACITY];
  private int[] timestampsUs = new int[FIRST_CAPACITY];
  private int mask = FIRST_CAPACITY - 1;

  private int base;
  private int contiguousEnd;
  private int end;
  private int missing;

  ReceiveBuffer(PacketPool pool, int firstSequence, int maxPackets) {
    this.pool = pool;
    this.maxPackets = maxPackets;
    base = firstSequence;
    contiguousEnd = firstSequence;
    end = firstSequence;
    Arrays.fill(slots, EMPTY);
  }

  /** The next to be delivered. */
  int base() {
    return base;
  }

  /** Behind the last that came without a gap. */
  int contiguousEnd() {
    return contiguousEnd;
  }

  /** Behind the newest that came. */
  int end() {
    return end;
  }

  /** Packets that could still come. */
  int roomPackets() {
    return maxPackets - SequenceNumber.distance(base, contiguousEnd);
  }

  /** Packets between the oldest and the newest that have not come. */
  int missing() {
    return missing;
  }

  boolean isEmpty() {
    return base == end;
  }

  /** Packets from the oldest to the newest. */
  int spanPackets() {
    return SequenceNumber.distance(base, end);
  }

  boolean isPresent(int sequence) {
    return slots[sequence & mask] != EMPTY;
  }

  /** Whether {@code sequence} lies so far ahead that there is no place for it. */
  boolean isBeyond(int sequence) {
    return SequenceNumber.distance(base, sequence) >= maxPackets;
  }

  /** Puts a packet in its place, which is empty and not beyond; takes over the slot. */
  void put(int sequence, int slot, int lengthBytes, int timestampUs) {
    place(sequence, slot);
    lengths[sequence & mask] = (short) lengthBytes;
    timestampsUs[sequence & mask] = timestampUs;
  }

  /** Notes that a packet, whose place is empty and not beyond, is to be passed over. */
  void putGone(int sequence) {
    place(sequence, GONE);
  }

  private void place(int sequence, int slot) {
    int span = SequenceNumber.distance(base, sequence) + 1;
    while (span > slots.length) {
      grow();
    }
    if (SequenceNumber.isBefore(sequence, end)) {
      missing--;
    } else {
      missing += SequenceNumber.distance(end, sequence);
      end = SequenceNumber.next(sequence);
    }
    slots[sequence & mask] = slot;
    if (sequence == contiguousEnd) {
      advanceContiguousEnd();
    }
  }

  private void advanceContiguousEnd() {
    while (contiguousEnd != end && isPresent(contiguousEnd)) {
      contiguousEnd = SequenceNumber.next(contiguousEnd);
    }
  }

  private void grow() {
    int capacity = 2 * slots.length;
    int[] grownSlots = new int[capacity];
    short[] grownLengths = new short[capacity];
    int[] grownTimestampsUs = new int[capacity];
    Arrays.fill(grownSlots, EMPTY);
    for (int at = base; at != end; at = SequenceNumber.next(at)) {
      int from = at & mask;
      int to = at & (capacity - 1);
      grownSlots[to] = slots[from];
      grownLengths[to] = lengths[from];
      grownTimestampsUs[to] = timestampsUs[from];
    }
    slots = grownSlots;
    lengths = grownLengths;
    timestampsUs = grownTimestampsUs;
    mask = capacity - 1;
  }

  /** The first packet from {@code from} on that came, or {@link #end()}. */
  int firstPresent(int from) {
    int at = from;
    while (at != end && !isPresent(at)) {
      at = SequenceNumber.next(at);
    }
    return at;
  }

  /** The first packet from {@code from} on that did not come, or {@link #end()}. */
  int firstMissing(int from) {
    int at = from;
    while (at != end && isPresent(at)) {
      at = SequenceNumber.next(at);
    }
    return at;
  }

  boolean isGone(int sequence) {
    return slots[sequence & mask] == GONE;
  }

  int slot(int sequence) {
    return slots[sequence & mask];
  }

  int lengthBytes(int sequence) {
    return lengths[sequence & mask];
  }

  int timestampUs(int sequence) {
    return timestampsUs[sequence & mask];
  }

  /** Lets go of everything before {@code sequence}, which is at most {@link #end()}. */
  void removeBefore(int sequence) {
    while (base != sequence) {
      int index = base & mask;
      if (slots[index] == EMPTY) {
        missing--;
      } else if (slots[index] >= 0) {
        pool.give(slots[index]);
      }
      slots[index] = EMPTY;
      base = SequenceNumber.next(base);
    }
    if (SequenceNumber.isBefore(contiguousEnd, base)) {
      contiguousEnd = base;
    }
    advanceContiguousEnd();
  }

  /** Lets go of everything. */
  void close() {
    removeBefore(end);
  }
}
