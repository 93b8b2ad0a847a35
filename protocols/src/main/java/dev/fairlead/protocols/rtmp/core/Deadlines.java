package dev.fairlead.protocols.rtmp.core;

import java.util.Arrays;

/** When a connection has to act by itself. Confined to its connection. */
final class Deadlines {
  /** Nothing to wait for. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  /** What can run out. */
  enum Kind {
    HANDSHAKE(0),
    IDLE(1),
    SILENCE(2),
    PING(3);

    private final int index;

    Kind(int index) {
      this.index = index;
    }
  }

  private final long[] dueNs = new long[Kind.values().length];

  Deadlines() {
    Arrays.fill(dueNs, NO_DEADLINE);
  }

  void set(Kind kind, long atNs) {
    dueNs[kind.index] = atNs;
  }

  void clear(Kind kind) {
    dueNs[kind.index] = NO_DEADLINE;
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
