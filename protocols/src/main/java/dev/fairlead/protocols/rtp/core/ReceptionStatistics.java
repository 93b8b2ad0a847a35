package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.time.Timescale;
import dev.fairlead.protocols.rtp.wire.RtcpWriter;
import io.netty.buffer.ByteBuf;

/**
 * What a receiver report says about one source (RFC 3550 §6.4.1, Appendix A.3, Appendix A.8).
 * Confined to its connection; allocates nothing.
 */
public final class ReceptionStatistics {
  /** The estimate of jitter moves by one sixteenth of each difference (RFC 3550 §A.8). */
  private static final int JITTER_SHIFT = 4;

  private static final int CYCLE_BITS = 16;

  private final int clockRateHz;

  private boolean started;
  private long firstSequence;
  private long highestSequence;
  private long received;

  private long lastTransitTicks;
  private boolean transitKnown;

  /** Sixteen times the jitter, in ticks. */
  private long scaledJitter;

  // At the last report.
  private long expectedPrior;
  private long receivedPrior;

  // Of the last sender report.
  private long lastSenderReport;
  private long lastSenderReportNs;

  /**
   * @param clockRateHz of the source's timestamps
   */
  public ReceptionStatistics(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  /**
   * A packet has arrived, in whatever order; retransmissions do not count for jitter.
   *
   * @param sequence extended sequence number
   * @param timestampTicks unwrapped
   */
  public void received(long sequence, long timestampTicks, long nowNs, boolean retransmitted) {
    if (!started) {
      started = true;
      // In reports the cycles count from the first packet on.
      firstSequence = sequence;
      highestSequence = sequence;
    }
    received++;
    highestSequence = Math.max(highestSequence, sequence);
    if (retransmitted) {
      return;
    }
    long transit = Timescale.fromNanos(nowNs, clockRateHz) - timestampTicks;
    if (transitKnown) {
      long difference = Math.abs(transit - lastTransitTicks);
      scaledJitter += difference - ((scaledJitter + (1 << (JITTER_SHIFT - 1))) >> JITTER_SHIFT);
    }
    transitKnown = true;
    lastTransitTicks = transit;
  }

  /** A sender report of this source has arrived. */
  public void senderReport(long ntp, long nowNs) {
    lastSenderReport = ntp >>> 16 & 0xFFFF_FFFFL;
    lastSenderReportNs = nowNs;
  }

  /** Whether there is anything to report. */
  public boolean hasReport() {
    return started;
  }

  /** Appends the report block and begins the next interval. */
  public void writeReportBlock(ByteBuf out, int ssrc, long nowNs) {
    long expected = expected();
    long expectedInterval = expected - expectedPrior;
    long receivedInterval = received - receivedPrior;
    long lostInterval = expectedInterval - receivedInterval;
    int fraction =
        expectedInterval <= 0 || lostInterval <= 0
            ? 0
            : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
    expectedPrior = expected;
    receivedPrior = received;
    long delay = lastSenderReport == 0 ? 0 : NtpTime.toMiddle32(nowNs - lastSenderReportNs);
    RtcpWriter.writeReportBlock(
        out,
        ssrc,
        fraction,
        lost(),
        highestSequence & (1L << (2 * CYCLE_BITS)) - 1,
        jitterTicks(),
        lastSenderReport,
        delay);
  }

  private long expected() {
    return started ? highestSequence - firstSequence + 1 : 0;
  }

  /** Packets lost so far; negative when duplicates outnumber losses. */
  public long lost() {
    return expected() - received;
  }

  /** Packets received so far, with duplicates. */
  public long received() {
    return received;
  }

  /** Interarrival jitter in ticks. */
  public long jitterTicks() {
    return scaledJitter >> JITTER_SHIFT;
  }

  /** Interarrival jitter. */
  public long jitterNs() {
    return Timescale.toNanos(jitterTicks(), clockRateHz);
  }

  /** The source went on elsewhere: jitter begins anew, and so do counts of loss. */
  public void restart() {
    started = false;
    transitKnown = false;
    received = 0;
    expectedPrior = 0;
    receivedPrior = 0;
  }
}
