package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.TimestampUnwrapper;
import dev.fairlead.protocols.rtp.wire.RtpHeader;
import dev.fairlead.protocols.rtp.wire.RtpVerdict;
import dev.fairlead.protocols.rtp.wire.Rtx;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;

/**
 * Receives one source: brings its packets into order, asks for those that are lost, and counts what
 * reports tell. Confined to its connection; allocates nothing for a packet that comes in order.
 */
public final class RtpReceiver {
  /** Nothing to wait for. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** A larger step forward is a source that began anew (RFC 3550 §A.1 says 3,000). */
  private static final int MAX_DROPOUT = 3_000;

  /** A larger step back is one as well, unless the packet is an answer to a request. */
  private static final int MAX_MISORDER = 2_000;

  /** Packets in a row that make a new beginning credible (RFC 3550 §A.1). */
  private static final int JUMP_PACKETS = 2;

  /**
   * A packet is waited for as long as it takes to ask so many times. With 5 % lost each way, one in
   * a hundred thousand is lost for good.
   */
  private static final int HELD_REQUESTS = 5;

  private static final long MIN_HOLD_NS = 150_000_000;

  /** What comes later than this is of no use for live media. */
  private static final long MAX_HOLD_NS = 800_000_000;

  /** Without retransmissions, only packets that overtook each other are waited for. */
  private static final long MAX_REORDER_HOLD_NS = 60_000_000;

  private static final long MIN_REORDER_HOLD_NS = 20_000_000;

  private static final long NO_SEQUENCE = Long.MIN_VALUE;
  private static final long NO_TIMESTAMP = Long.MIN_VALUE;

  /** Takes what comes of packets. */
  public interface Output {
    /**
     * The next packet in order.
     *
     * @param packet borrowed for the call
     * @param index where its payload begins
     * @param timestampTicks unwrapped
     * @param gap whether packets before it are missing for good
     */
    void packet(
        ByteBuf packet,
        int index,
        int lengthBytes,
        long timestampTicks,
        boolean marker,
        boolean gap);

    /**
     * Asks the peer for packets.
     *
     * @param sequenceNumbers 16 bits each, ascending; valid for the call
     */
    void nack(int[] sequenceNumbers, int count);
  }

  // Configuration.
  private final int ssrc;
  private final int payloadType;
  private final boolean nack;
  private final IntFunction<ByteBuf> allocator;
  private final CounterSet<RtpCounter> counters;

  // Per source.
  private final ReorderBuffer reorder;
  private final NackTracker tracker = new NackTracker();
  private final ReceptionStatistics statistics;
  private final TimestampUnwrapper timestamps = new TimestampUnwrapper(32);
  private boolean started;
  private long highestSequence;
  private long lastTimestamp = NO_TIMESTAMP;
  private int jumpSequence;
  private int jumpPackets;
  private long givenUp;

  // Scratch (never escapes a call).
  private final RtpHeader inOrder = new RtpHeader();
  private final RtpHeader restored = new RtpHeader();
  private final ReorderBuffer.Output ordered = this::pass;
  private final NackTracker.Output asked = this::ask;
  private Output out = NOBODY;

  private static final Output NOBODY =
      new Output() {
        @Override
        public void packet(
            ByteBuf packet,
            int index,
            int lengthBytes,
            long timestampTicks,
            boolean marker,
            boolean gap) {}

        @Override
        public void nack(int[] sequenceNumbers, int count) {}
      };

  /**
   * @param ssrc of the source
   * @param payloadType of its media; packets of other types are not for it
   * @param clockRateHz of its timestamps
   * @param nack whether lost packets can be asked for
   * @param allocator makes a buffer with room for so many bytes
   */
  public RtpReceiver(
      int ssrc,
      int payloadType,
      int clockRateHz,
      boolean nack,
      IntFunction<ByteBuf> allocator,
      CounterSet<RtpCounter> counters) {
    this.ssrc = ssrc;
    this.payloadType = payloadType;
    this.nack = nack;
    this.allocator = allocator;
    this.counters = counters;
    reorder = new ReorderBuffer(allocator, nack ? MIN_HOLD_NS : MIN_REORDER_HOLD_NS);
    statistics = new ReceptionStatistics(clockRateHz);
  }

  /**
   * A packet of the source has arrived.
   *
   * @param header wrapped as plain around the packet, which is borrowed
   */
  public void receive(RtpHeader header, long nowNs, Output output) {
    receive(header, nowNs, false, output);
  }

  /**
   * A retransmission of one of the source's packets has arrived (RFC 4588 §4).
   *
   * @param rtx wrapped as plain around the packet, which is borrowed
   */
  public void receiveRetransmission(RtpHeader rtx, long nowNs, Output output) {
    if (Rtx.isProbe(rtx)) {
      counters.increment(RtpCounter.PROBES_RECEIVED);
      return;
    }
    counters.increment(RtpCounter.RTX_RECEIVED);
    ByteBuf original = allocator.apply(rtx.headerBytes() + rtx.payloadBytes());
    try {
      Rtx.restore(rtx, payloadType, ssrc, original);
      if (restored.wrapPlain(original) == RtpVerdict.OK && started) {
        receive(restored, nowNs, true, output);
      }
    } finally {
      original.release();
    }
  }

  private void receive(RtpHeader header, long nowNs, boolean retransmitted, Output output) {
    long sequence = extend(header.sequenceNumber(), retransmitted);
    if (sequence == NO_SEQUENCE) {
      return;
    }
    out = output;
    try {
      statistics.received(sequence, peekTimestamp(header.timestamp()), nowNs, retransmitted);
      if (nack) {
        tracker.received(sequence, nowNs, retransmitted);
      }
      switch (reorder.receive(header.packet(), sequence, nowNs, ordered)) {
        case IN_ORDER -> {}
        case EARLY -> counters.increment(RtpCounter.PACKETS_REORDERED);
        case LATE -> counters.increment(RtpCounter.PACKETS_LATE);
      }
      given();
    } finally {
      out = NOBODY;
    }
  }

  /** The extended sequence number, or none while it is not credible. */
  private long extend(int sequenceNumber, boolean retransmitted) {
    if (!started) {
      started = true;
      highestSequence = sequenceNumber;
      return highestSequence;
    }
    int step = (short) (sequenceNumber - (int) highestSequence);
    if (step > MAX_DROPOUT || (step < -MAX_MISORDER && !retransmitted)) {
      // One stray packet must not tear the source down; its successor confirms the jump.
      jumpPackets = sequenceNumber == jumpSequence ? jumpPackets + 1 : 1;
      jumpSequence = (sequenceNumber + 1) & 0xFFFF;
      if (jumpPackets < JUMP_PACKETS) {
        return NO_SEQUENCE;
      }
      restart();
      highestSequence = sequenceNumber;
      return highestSequence;
    }
    jumpPackets = 0;
    long sequence = highestSequence + step;
    highestSequence = Math.max(highestSequence, sequence);
    return sequence;
  }

  private void restart() {
    counters.increment(RtpCounter.SEQUENCE_JUMPS);
    jumpPackets = 0;
    reorder.reset();
    tracker.reset();
    statistics.restart();
    lastTimestamp = NO_TIMESTAMP;
  }

  /** For statistics alone, which see packets before they are in order. */
  private long peekTimestamp(long timestamp) {
    lastTimestamp =
        lastTimestamp == NO_TIMESTAMP
            ? timestamp
            : lastTimestamp + (int) (timestamp - lastTimestamp);
    return lastTimestamp;
  }

  private void pass(ByteBuf packet, long sequence, boolean gap) {
    RtpVerdict verdict = inOrder.wrapPlain(packet);
    assert verdict == RtpVerdict.OK : "it was read before";
    out.packet(
        packet,
        inOrder.payloadIndex(),
        inOrder.payloadBytes(),
        timestamps.unwrap(inOrder.timestamp()),
        inOrder.marker(),
        gap);
  }

  private void ask(int[] sequenceNumbers, int count) {
    counters.add(RtpCounter.NACKS_SENT, count);
    out.nack(sequenceNumbers, count);
  }

  private void given() {
    long now = reorder.givenUp();
    if (now != givenUp) {
      counters.add(RtpCounter.PACKETS_GIVEN_UP, now - givenUp);
      givenUp = now;
      tracker.giveUpBefore(reorder.next());
    }
  }

  /** Time has passed. */
  public void advance(long nowNs, Output output) {
    if (deadlineNs() == NO_DEADLINE || deadlineNs() - nowNs > 0) {
      return;
    }
    out = output;
    try {
      reorder.advance(nowNs, ordered);
      given();
      tracker.advance(nowNs, asked);
    } finally {
      out = NOBODY;
    }
    reorder.holdNs(holdNs());
  }

  private long holdNs() {
    return nack
        ? Math.clamp(tracker.requestsNs(HELD_REQUESTS), MIN_HOLD_NS, MAX_HOLD_NS)
        : Math.clamp(3 * statistics.jitterNs(), MIN_REORDER_HOLD_NS, MAX_REORDER_HOLD_NS);
  }

  /** When {@link #advance} is wanted. */
  public long deadlineNs() {
    long reorderNs = reorder.deadlineNs();
    long nackNs = tracker.deadlineNs();
    if (reorderNs == NO_DEADLINE || nackNs == NO_DEADLINE) {
      return Math.min(reorderNs, nackNs);
    }
    return nackNs - reorderNs < 0 ? nackNs : reorderNs;
  }

  /** Whether a packet is missing that a retransmission says it is. */
  boolean isMissing(int sequenceNumber) {
    long sequence = highestSequence + (short) (sequenceNumber - (int) highestSequence);
    return started && tracker.isMissing(sequence);
  }

  /** What reports tell. */
  public ReceptionStatistics statistics() {
    return statistics;
  }

  /** The source. */
  public int ssrc() {
    return ssrc;
  }

  /** Lets go of what waits; last call. */
  public void close() {
    reorder.reset();
  }
}
