package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.time.Timescale;

/**
 * Puts the timestamps of all sources of one peer on one timeline. Confined to its connection;
 * allocates nothing after construction.
 *
 * <p>A source's first packet is placed by when it arrived. Once sender reports tell which RTP
 * timestamp belongs to which moment of the peer's clock (RFC 3550 §6.4.1), sources are moved to
 * where they belong relative to each other, and kept there although their clocks run apart. They
 * are moved so slowly that nobody hears or sees it; only what is far off, and known for the first
 * time, jumps.
 */
public final class SenderReportClock {
  /** A source that is moved runs faster or slower by one part in this many. */
  private static final int SLEW_DIVISOR = 200;

  /**
   * A larger step between two reports is one of the peer's clock, not of the sources to each other:
   * sounds and pictures that were in step a moment ago still are.
   */
  private static final long MAX_DRIFT_NS = 500_000_000;

  /** Before the first report, arrival times are off by buffering at the sender, but not by more. */
  private static final long MAX_FIRST_STEP_NS = 10_000_000_000L;

  /** Below this, a first correction is made by slewing as well. */
  private static final long MIN_FIRST_STEP_NS = 20_000_000;

  /** The timeline minus the peer's clock. */
  private long shiftNs;

  private boolean anchored;

  /** One source's place on the timeline. */
  public static final class Source {
    private final int clockRateHz;

    private boolean started;
    private long lastTicks;

    /** Timeline minus timestamp, now and where it is to go. */
    private long offsetTicks;

    private long targetTicks;

    /** Ticks of media that have not yet moved the offset by a whole tick. */
    private long slewRest;

    private boolean reported;

    /**
     * @param clockRateHz of the source's timestamps and of its place on the timeline
     */
    public Source(int clockRateHz) {
      this.clockRateHz = clockRateHz;
    }

    /** Whether a sender report has told where it belongs. */
    public boolean isReported() {
      return reported;
    }
  }

  /**
   * Where a packet belongs.
   *
   * @param timestampTicks RTP timestamp, unwrapped
   * @return ticks of the source's clock rate on the timeline that all sources share
   */
  public long timelineTicks(Source source, long timestampTicks, long nowNs) {
    if (!source.started) {
      source.started = true;
      source.lastTicks = timestampTicks;
      source.offsetTicks = Timescale.fromNanos(nowNs, source.clockRateHz) - timestampTicks;
      source.targetTicks = source.offsetTicks;
    }
    slew(source, timestampTicks);
    return timestampTicks + source.offsetTicks;
  }

  private static void slew(Source source, long timestampTicks) {
    long elapsed = timestampTicks - source.lastTicks;
    if (elapsed <= 0) {
      return;
    }
    source.lastTicks = timestampTicks;
    long missing = source.targetTicks - source.offsetTicks;
    if (missing == 0) {
      source.slewRest = 0;
      return;
    }
    source.slewRest += elapsed;
    long most = source.slewRest / SLEW_DIVISOR;
    source.slewRest -= most * SLEW_DIVISOR;
    source.offsetTicks += Math.clamp(missing, -most, most);
  }

  /**
   * A sender report has arrived.
   *
   * @param ntp the peer's clock
   * @param timestampTicks the RTP timestamp of the same moment, unwrapped
   */
  public void senderReport(Source source, long ntp, long timestampTicks) {
    if (!source.started || ntp == 0) { // A sender without a clock says 0.
      return;
    }
    long peerNs = NtpTime.toEpochNs(ntp);
    if (!anchored) {
      anchor(source, peerNs, timestampTicks);
    }
    long target = Timescale.fromNanos(peerNs + shiftNs, source.clockRateHz) - timestampTicks;
    long stepNs = Timescale.toNanos(target - source.targetTicks, source.clockRateHz);
    if (Math.abs(stepNs) <= MAX_DRIFT_NS) {
      source.targetTicks = target;
      if (!source.reported && Math.abs(stepNs) >= MIN_FIRST_STEP_NS) {
        source.offsetTicks = target;
      }
    } else if (!source.reported && Math.abs(stepNs) <= MAX_FIRST_STEP_NS) {
      source.targetTicks = target;
      source.offsetTicks = target;
    } else {
      anchor(source, peerNs, timestampTicks);
    }
    source.reported = true;
  }

  /** Lays the peer's clock so that this source stays where it is. */
  private void anchor(Source source, long peerNs, long timestampTicks) {
    anchored = true;
    shiftNs = Timescale.toNanos(timestampTicks + source.targetTicks, source.clockRateHz) - peerNs;
  }
}
