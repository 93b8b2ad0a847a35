package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.SrtHeader;

/**
 * Spaces packets so that no more is sent than allowed (SRT draft-01 §5.1.1): a fixed bandwidth, or
 * what is put in with a margin. Confined to its connection.
 */
final class Pace {
  /** What counts as no limit. */
  private static final long UNLIMITED_BPS = 1_000_000_000;

  /** A timer may ring this late without lowering the rate. */
  private static final long CATCH_UP_NS = 2_000_000;

  /** How long the input is measured for one estimate. */
  private static final long ESTIMATE_NS = 500_000_000;

  /** However little is put in, this much may leave: a packet and its retransmissions. */
  private static final long MIN_RELATIVE_BPS = 500_000;

  private static final int HEADERS_BYTES = 28;
  private static final int PERCENT = 100;
  private static final long BIT_NANOS = 8_000_000_000L;

  private final boolean relative;
  private final int overheadPercent;
  private long bandwidthBps;
  private long nextNs;
  private boolean started;

  private boolean measuring;
  private long measuredFromNs;
  private long measuredBytes;

  Pace(long maxBandwidthBps, int overheadPercent) {
    this.overheadPercent = overheadPercent;
    relative = maxBandwidthBps == SrtSettings.RELATIVE;
    bandwidthBps = maxBandwidthBps > 0 ? maxBandwidthBps : UNLIMITED_BPS;
  }

  /** A payload was put in. */
  void added(int payloadBytes, long nowNs) {
    if (!relative) {
      return;
    }
    if (!measuring) {
      measuring = true;
      measuredFromNs = nowNs;
      measuredBytes = 0;
    }
    measuredBytes += payloadBytes + HEADERS_BYTES + SrtHeader.SIZE_BYTES;
    long tookNs = nowNs - measuredFromNs;
    if (tookNs >= ESTIMATE_NS) {
      long inputBps = measuredBytes * BIT_NANOS / tookNs;
      bandwidthBps = Math.max(MIN_RELATIVE_BPS, inputBps * (PERCENT + overheadPercent) / PERCENT);
      measuredFromNs = nowNs;
      measuredBytes = 0;
    }
  }

  boolean isTooSoon(long nowNs) {
    return started && nextNs - nowNs > 0;
  }

  /** When the next packet may leave. */
  long nextNs() {
    return nextNs;
  }

  /** A packet left. */
  void sent(int packetBytes, long nowNs) {
    long earliestNs = nowNs - CATCH_UP_NS;
    if (!started || nextNs - earliestNs < 0) {
      started = true;
      nextNs = earliestNs;
    }
    nextNs += (packetBytes + HEADERS_BYTES) * BIT_NANOS / bandwidthBps;
  }
}
