package dev.fairlead.protocols.srt.core;

import java.util.Arrays;

/**
 * How fast packets come, and how fast they could: medians of the intervals between packets, and
 * between the two packets of each pair that a sender sends back to back (SRT draft-01 §3.2.4 tells
 * them to the sender). Confined to the connection; the estimates allocate nothing.
 */
final class ArrivalRate {
  private static final int INTERVALS = 16;
  private static final int PAIRS = 64;

  /** Sequence numbers at which a pair begins: every sixteenth. */
  private static final int PAIR_MASK = 0xF;

  private static final int MICROS_PER_SECOND = 1_000_000;
  private static final int HEADERS_BYTES = 44;
  private static final int NANOS_PER_US = 1_000;

  private final int[] intervalsUs = new int[INTERVALS];
  private final int[] bytes = new int[INTERVALS];
  private final int[] pairsUs = new int[PAIRS];
  private final int[] sorted = new int[PAIRS];
  private int nextInterval;
  private int nextPair;
  private long lastNs;
  private boolean started;
  private int pairSequence;
  private long pairNs;
  private boolean pairOpen;

  private int packetsPerSecond;
  private int bytesPerSecond;

  ArrivalRate() {
    Arrays.fill(intervalsUs, MICROS_PER_SECOND);
    Arrays.fill(pairsUs, NANOS_PER_US);
  }

  /**
   * A data packet came.
   *
   * @param fresh whether it is newer than all before, and not retransmitted
   */
  void packet(int sequence, int payloadBytes, boolean fresh, long nowNs) {
    if (started) {
      intervalsUs[nextInterval] = micros(nowNs - lastNs);
      bytes[nextInterval] = payloadBytes;
      nextInterval = (nextInterval + 1) & (INTERVALS - 1);
    }
    started = true;
    lastNs = nowNs;
    if (pairOpen && fresh && sequence == pairSequence) {
      pairsUs[nextPair] = Math.max(1, micros(nowNs - pairNs));
      nextPair = (nextPair + 1) & (PAIRS - 1);
    }
    pairOpen = fresh && (sequence & PAIR_MASK) == 0;
    if (pairOpen) {
      pairSequence = sequence + 1;
      pairNs = nowNs;
    }
  }

  private static int micros(long ns) {
    return Math.clamp(ns / NANOS_PER_US, 0, MICROS_PER_SECOND);
  }

  /** Brings {@link #packetsPerSecond} and {@link #bytesPerSecond} up to date. */
  void estimate() {
    int median = median(intervalsUs);
    long sumUs = 0;
    long sumBytes = 0;
    int count = 0;
    for (int i = 0; i < INTERVALS; i++) {
      if (isNear(intervalsUs[i], median)) {
        sumUs += intervalsUs[i];
        sumBytes += bytes[i] + HEADERS_BYTES;
        count++;
      }
    }
    if (count <= INTERVALS / 2 || sumUs == 0) {
      packetsPerSecond = 0;
      bytesPerSecond = 0;
      return;
    }
    packetsPerSecond = (int) ((long) count * MICROS_PER_SECOND / sumUs);
    bytesPerSecond = (int) Math.min(Integer.MAX_VALUE, sumBytes * MICROS_PER_SECOND / sumUs);
  }

  int packetsPerSecond() {
    return packetsPerSecond;
  }

  int bytesPerSecond() {
    return bytesPerSecond;
  }

  /** Packets a second that the link could carry. */
  int capacityPacketsPerSecond() {
    int median = median(pairsUs);
    long sumUs = median;
    int count = 1;
    for (int pairUs : pairsUs) {
      if (isNear(pairUs, median)) {
        sumUs += pairUs;
        count++;
      }
    }
    return (int) ((long) count * MICROS_PER_SECOND / sumUs);
  }

  private static boolean isNear(int value, int median) {
    return value < 8L * median && value > median / 8;
  }

  private int median(int[] values) {
    System.arraycopy(values, 0, sorted, 0, values.length);
    Arrays.sort(sorted, 0, values.length);
    return Math.max(1, sorted[values.length / 2]);
  }
}
