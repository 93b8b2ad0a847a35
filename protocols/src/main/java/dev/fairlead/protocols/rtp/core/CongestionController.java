package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.time.TimestampUnwrapper;
import dev.fairlead.protocols.rtp.wire.TransportFeedback;

/**
 * Estimates what the path to one viewer takes (GCC draft-02 §4): the lesser of what delays and what
 * losses allow. Confined to its connection; allocates nothing after construction.
 *
 * <p>It learns from transport-wide feedback, or else from the receiver's own estimate and the
 * losses in its reports. The estimate grows no further than one and a half times what is really
 * sent: what lies above must be probed.
 */
public final class CongestionController implements TransportSequence {
  /** Below this no picture is worth sending. */
  public static final long MIN_BPS = 100_000;

  /** No single viewer needs more. */
  public static final long MAX_BPS = 200_000_000;

  /** Two seconds of 20 Mbit/s; a power of two. */
  private static final int MAX_SENT = 4_096;

  private static final int MASK = MAX_SENT - 1;

  /** RTP header with extensions, authentication, UDP and IP. */
  private static final int OVERHEAD_BYTES = 76;

  private static final double DECREASE = 0.85;

  /** Growth in a second while the limit is not known. */
  private static final double INCREASE_PER_SECOND = 1.08;

  /** After a limit was found, growth near it is one packet per response. */
  private static final int PACKET_BITS = 9_600;

  private static final double MAX_OVER_ACKED = 1.5;

  private static final double HIGH_LOSS = 0.10;
  private static final double LOW_LOSS = 0.02;
  private static final double LOSS_INCREASE = 1.25;

  /**
   * Losses count over so much, lest chance counts as congestion: at 5 % lost, 10 % are rare then.
   */
  private static final int MIN_LOSS_PACKETS = 50;

  private static final long LOSS_WINDOW_NS = 1_000_000_000;

  private static final long MIN_DECREASE_SPACING_NS = 300_000_000;
  private static final long ACKED_WINDOW_NS = 500_000_000;
  private static final long INITIAL_ROUND_TRIP_NS = 100_000_000;
  private static final long NEVER = Long.MIN_VALUE;
  private static final byte UNKNOWN = 0;
  private static final byte LOST = 1;
  private static final byte ARRIVED = 2;
  private static final double NANOS = 1e9;

  // What was sent, by transport-wide sequence number.
  private final long[] sentNs = new long[MAX_SENT];
  private final int[] sentBytes = new int[MAX_SENT];
  private final byte[] fate = new byte[MAX_SENT];
  private long nextSequence;
  private final TimestampUnwrapper reported = new TimestampUnwrapper(16);
  private final TimestampUnwrapper references = new TimestampUnwrapper(30);

  // Delay.
  private final DelayTrend trend = new DelayTrend();
  private long delayBps;
  private double limitBps;
  private double limitVariance = 0.4;
  private boolean hold;
  private long updatedNs = NEVER;
  private long decreasedNs = NEVER;

  // Loss.
  private long lossBps;
  private int lossExpected;
  private int lossLost;
  private long lossSinceNs = NEVER;
  private long lossDecreasedNs = NEVER;
  private double lossShare;

  // What arrives.
  private long ackedBytes;
  private long ackedSinceNs = NEVER;
  private double ackedBps;

  private final Probe probe = new Probe();
  private long rembBps = MAX_BPS;
  private long roundTripNs = INITIAL_ROUND_TRIP_NS;

  /**
   * @param startBps what the path is trusted to take before anything is known
   */
  public CongestionController(long startBps) {
    delayBps = Math.clamp(startBps, MIN_BPS, MAX_BPS);
    lossBps = MAX_BPS;
  }

  @Override
  public int next(int payloadBytes, long nowNs) {
    int slot = (int) nextSequence & MASK;
    sentNs[slot] = nowNs;
    sentBytes[slot] = payloadBytes + OVERHEAD_BYTES;
    fate[slot] = UNKNOWN;
    return (int) (nextSequence++ & 0xFFFF);
  }

  /** Transport-wide feedback has arrived, wrapped and found well formed. */
  public void feedback(TransportFeedback feedback, long nowNs) {
    // The receiver's clock wraps after 12 days; its ticks are carried on a line of their own.
    long referenceNs =
        references.unwrap(
                feedback.referenceTimeNs() / TransportFeedback.REFERENCE_NS & 0x3FFF_FFFFL)
            * TransportFeedback.REFERENCE_NS;
    long shiftNs = referenceNs - feedback.referenceTimeNs();
    while (feedback.next()) {
      long sequence = reported.unwrap(feedback.sequenceNumber());
      int slot = (int) sequence & MASK;
      boolean known =
          sequence < nextSequence && nextSequence - sequence <= MAX_SENT && sequence >= 0;
      if (!known || fate[slot] == ARRIVED) {
        continue;
      }
      probe.reported(
          sequence,
          sentNs[slot],
          sentBytes[slot],
          feedback.isReceived(),
          feedback.arrivalNs() + shiftNs);
      if (feedback.isReceived()) {
        trend.packet(sentNs[slot], feedback.arrivalNs() + shiftNs);
        acked(sentBytes[slot], feedback.arrivalNs() + shiftNs);
        // It may have been told to be lost while others overtook it.
        lossLost -= fate[slot] == LOST ? 1 : 0;
        lossExpected += fate[slot] == LOST ? 0 : 1;
        fate[slot] = ARRIVED;
      } else if (fate[slot] == UNKNOWN) {
        fate[slot] = LOST;
        lossExpected++;
        lossLost++;
      }
    }
    updateDelay(nowNs);
    probed();
    if (lossSinceNs == NEVER) {
      lossSinceNs = nowNs;
    }
    if (nowNs - lossSinceNs >= LOSS_WINDOW_NS && lossExpected >= MIN_LOSS_PACKETS) {
      loss((double) Math.max(0, lossLost) / lossExpected, nowNs);
      lossSinceNs = nowNs;
      lossExpected = 0;
      lossLost = 0;
    }
  }

  private void acked(int bytes, long arrivalNs) {
    if (ackedSinceNs == NEVER || arrivalNs - ackedSinceNs < 0) {
      ackedSinceNs = arrivalNs;
      ackedBytes = 0;
    }
    ackedBytes += bytes;
    long elapsedNs = arrivalNs - ackedSinceNs;
    if (elapsedNs >= ACKED_WINDOW_NS) {
      double sample = ackedBytes * 8 * NANOS / elapsedNs;
      ackedBps = ackedBps == 0 ? sample : ackedBps + (sample - ackedBps) / 2;
      ackedSinceNs = arrivalNs;
      ackedBytes = 0;
    }
  }

  private void updateDelay(long nowNs) {
    double elapsedS = updatedNs == NEVER ? 0 : Math.min(1, (nowNs - updatedNs) / NANOS);
    updatedNs = nowNs;
    switch (trend.usage()) {
      case OVERUSE -> decrease(nowNs);
      case UNDERUSE -> hold = true; // The queue drains; what fits now will not fit then.
      case NORMAL -> {
        if (hold) {
          hold = false;
        } else {
          increase(elapsedS);
        }
      }
    }
  }

  private void decrease(long nowNs) {
    if (decreasedNs != NEVER && nowNs - decreasedNs < MIN_DECREASE_SPACING_NS + roundTripNs) {
      return;
    }
    decreasedNs = nowNs;
    double base = ackedBps > 0 ? ackedBps : delayBps;
    learnLimit(base);
    delayBps = clamp(Math.min(delayBps, (long) (DECREASE * base)));
    hold = true;
  }

  /** The bitrate at which the path began to queue, with how much that varies. */
  private void learnLimit(double bps) {
    if (limitBps == 0 || Math.abs(bps - limitBps) > 3 * Math.sqrt(limitVariance * limitBps * 1e3)) {
      limitBps = bps;
      limitVariance = 0.4;
      return;
    }
    double difference = bps - limitBps;
    limitBps += 0.05 * difference;
    limitVariance =
        Math.clamp(
            0.95 * limitVariance + 0.05 * difference * difference / (limitBps * 1e3), 0.4, 2.5);
  }

  private void increase(double elapsedS) {
    boolean nearLimit =
        limitBps > 0
            && Math.abs(delayBps - limitBps) < 3 * Math.sqrt(limitVariance * limitBps * 1e3);
    double next =
        nearLimit
            ? delayBps + PACKET_BITS * elapsedS / (roundTripNs / NANOS + 0.1)
            : delayBps * Math.pow(INCREASE_PER_SECOND, elapsedS);
    double most = ackedBps > 0 ? MAX_OVER_ACKED * ackedBps + 10_000 : next;
    // A probe or the start may have shown more than is being sent; that is not taken back.
    delayBps = clamp(Math.max(delayBps, (long) Math.min(next, most)));
    if (limitBps > 0 && delayBps > limitBps + 3 * Math.sqrt(limitVariance * limitBps * 1e3)) {
      limitBps = 0;
    }
  }

  private void loss(double share, long nowNs) {
    lossShare += (share - lossShare) / 4;
    if (share > HIGH_LOSS) {
      if (lossDecreasedNs == NEVER
          || nowNs - lossDecreasedNs >= MIN_DECREASE_SPACING_NS + roundTripNs) {
        lossDecreasedNs = nowNs;
        lossBps = clamp((long) (Math.min(lossBps, delayBps) * (1 - 0.5 * share)));
      }
    } else if (share < LOW_LOSS) {
      lossBps = clamp((long) (lossBps * LOSS_INCREASE));
    }
  }

  private static long clamp(long bps) {
    return Math.clamp(bps, MIN_BPS, MAX_BPS);
  }

  /** The receiver's own estimate has arrived (REMB draft-03 §2). */
  public void remb(long bps) {
    rembBps = clamp(bps);
  }

  /**
   * A report block has arrived, which counts where there is no transport-wide feedback.
   *
   * @param fractionLost in 256ths
   */
  public void reportedLoss(int fractionLost, long nowNs) {
    if (updatedNs == NEVER) {
      loss(fractionLost / 256.0, nowNs);
    }
  }

  /** The round-trip time was measured. */
  public void roundTripNs(long ns) {
    roundTripNs = Math.max(0, ns);
  }

  /** The round-trip time. */
  public long roundTripNs() {
    return roundTripNs;
  }

  /** What the path is taken to carry. */
  public long targetBps() {
    return Math.min(Math.min(delayBps, lossBps), rembBps);
  }

  /** What of it arrives, 0 before that is known. */
  public long ackedBps() {
    return (long) ackedBps;
  }

  /** The share of packets lost of late. */
  public double lossShare() {
    return lossShare;
  }

  /** Whether a queue on the path grows. */
  public boolean isOverused() {
    return trend.usage() == DelayTrend.Usage.OVERUSE;
  }

  // Probes.

  /** What is sent from here on, up to {@link #endProbe}, shows whether the path takes more. */
  void beginProbe() {
    probe.begin(nextSequence);
  }

  /** Everything that belongs to the probe has been sent. */
  void endProbe() {
    probe.end(nextSequence);
  }

  private void probed() {
    long bps = probe.takeResult();
    if (bps > delayBps && !isOverused()) {
      delayBps = clamp(bps);
      limitBps = 0;
    }
  }
}
