package dev.fairlead.protocols.srt.core;

import java.util.Arrays;

/** When a connection has to act by itself. Confined to it. */
final class Deadlines {
  /** Nothing to wait for. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  /** What can fall due. */
  enum Kind {
    DELIVERY(0),
    ACK(1),
    NAK(2),
    SEND(3),
    RETRANSMIT(4),
    DROP(5),
    KEYS(6),
    KEEP_ALIVE(7),
    IDLE(8);

    private final int index;

    Kind(int index) {
      this.index = index;
    }
  }

  private final long[] dueNs = new long[Kind.values().length];

  Deadlines() {
    clearAll();
  }

  void set(Kind kind, long atNs) {
    dueNs[kind.index] = atNs;
  }

  void clear(Kind kind) {
    dueNs[kind.index] = NO_DEADLINE;
  }

  boolean isSet(Kind kind) {
    return dueNs[kind.index] != NO_DEADLINE;
  }

  void clearAll() {
    Arrays.fill(dueNs, NO_DEADLINE);
  }

  boolean isDue(Kind kind, long nowNs) {
    long atNs = dueNs[kind.index];
    return atNs != NO_DEADLINE && atNs - nowNs <= 0;
  }

  long earliestNs() {
    long earliest = NO_DEADLINE;
    for (long atNs : dueNs) {
      if (atNs != NO_DEADLINE && (earliest == NO_DEADLINE || atNs - earliest < 0)) {
        earliest = atNs;
      }
    }
    return earliest;
  }
}
