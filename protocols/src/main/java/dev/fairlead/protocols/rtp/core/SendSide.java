package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.protocols.rtp.wire.FullIntraRequests;
import dev.fairlead.protocols.rtp.wire.NackItems;
import dev.fairlead.protocols.rtp.wire.Remb;
import dev.fairlead.protocols.rtp.wire.ReportBlocks;
import dev.fairlead.protocols.rtp.wire.RtcpCompound;
import dev.fairlead.protocols.rtp.wire.RtcpType;
import dev.fairlead.protocols.rtp.wire.RtcpWriter;
import dev.fairlead.protocols.rtp.wire.RtpVerdict;
import dev.fairlead.protocols.rtp.wire.TransportFeedback;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Everything that we send to one viewer over one transport: paces it, answers requests, estimates
 * the path and writes reports. Confined to its connection; allocates nothing for a packet.
 */
public final class SendSide {
  /** Nothing to wait for. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  private static final long REPORT_INTERVAL_NS = 1_000_000_000;

  /** A viewer's requests for key pictures count no more often than this. */
  private static final long KEY_SPACING_NS = 200_000_000;

  /** Repetitions take at most this share of the estimate. */
  private static final int RTX_SHARE_DIVISOR = 2;

  private static final int MIN_RTX_BYTES_PER_SECOND = 50_000;
  private static final long RTX_WINDOW_NS = 1_000_000_000;

  /** Requests in one NACK that are looked at: as many as half a second of 20 Mbit/s. */
  private static final int MAX_NACKED = 1_024;

  private static final long MIN_RESEND_SPACING_NS = 10_000_000;

  /** A probe lasts long enough for a queue to show. */
  private static final long PROBE_NS = 100_000_000;

  private static final long PROBE_STEP_NS = 10_000_000;

  /** Pictures that are later than this are not live. */
  private static final long LIVE_NS = 60_000_000;

  private static final long NEVER = Long.MIN_VALUE;

  // Configuration.
  private final SendTerms terms;
  private final byte[] cname;
  private final WallClock wallClock;
  private final CounterSet<RtpCounter> counters;

  // Per connection.
  private final RtpSender[] senders;
  private final long[] keyWantedNs;
  private final CongestionController controller;
  private final Pacer pacer;
  private int pacedIndex = 0;
  private final SenderClock clock = new SenderClock();
  private long reportDueNs = NO_DEADLINE;
  private long rtxWindowNs = NEVER;
  private long rtxBytes;
  private int blocksSeen;

  // Catching up.
  private boolean catchingUp;
  private long edgeTicks;
  private long edgeNs;
  private long lastTicks;
  private long shiftTicks;
  private boolean anySent;

  // Probing.
  private long probeBps;
  private long probeUntilNs;
  private long probeStepNs = NO_DEADLINE;
  private long probeBytesLeft;

  // Scratch (never escapes a call).
  private final RtcpCompound compound = new RtcpCompound();
  private final ReportBlocks blocks = new ReportBlocks();
  private final NackItems nacked = new NackItems();
  private final FullIntraRequests intra = new FullIntraRequests();
  private final TransportFeedback feedback = new TransportFeedback();
  private final ByteBuf rtcp = Unpooled.buffer(512);

  /**
   * @param wallClock the time of day that reports tell
   */
  public SendSide(SendTerms terms, WallClock wallClock, CounterSet<RtpCounter> counters) {
    this.terms = terms;
    this.wallClock = wallClock;
    this.counters = counters;
    cname = terms.cname().getBytes(StandardCharsets.US_ASCII);
    controller = new CongestionController(terms.startBps());
    pacer = new Pacer(controller.targetBps());
    List<SentMedia> media = terms.media();
    senders = new RtpSender[media.size()];
    keyWantedNs = new long[media.size()];
    for (int i = 0; i < senders.length; i++) {
      senders[i] = new RtpSender(terms, media.get(i), controller, counters);
      keyWantedNs[i] = NEVER;
      if (media.get(i).paced()) {
        pacedIndex = i;
      }
    }
  }

  // From the network.

  /** A packet of RTCP, decrypted; borrowed. What is for receivers is passed over. */
  public void receiveRtcp(ByteBuf datagram, long nowNs, SendActions out) {
    compound.wrap(datagram);
    boolean sent = false;
    while (compound.next()) {
      if (compound.isNack()) {
        sent |= nack(nowNs, out);
      } else if (compound.isPli()) {
        keyWanted(compound.mediaSsrc(), nowNs, out);
      } else if (compound.isFir()) {
        intra.wrap(compound);
        while (intra.next()) {
          keyWanted(intra.ssrc(), nowNs, out);
        }
      } else if (compound.isTransportFeedback()) {
        if (feedback.wrap(compound) == RtpVerdict.OK) {
          controller.feedback(feedback, nowNs);
        } else {
          counters.increment(RtpCounter.PACKETS_MALFORMED);
        }
      } else if (compound.type() == RtcpType.PAYLOAD_FEEDBACK) {
        long bps = Remb.bitrateBps(compound);
        if (bps != Remb.NONE) {
          controller.remb(bps);
        }
      } else {
        reports(nowNs);
      }
    }
    if (compound.verdict() != RtpVerdict.OK) {
      counters.increment(RtpCounter.PACKETS_MALFORMED);
    }
    pacer.target(controller.targetBps());
    if (sent) {
      out.flush();
    }
  }

  private int index(int ssrc) {
    for (int i = 0; i < senders.length; i++) {
      if (senders[i].media().ssrc() == ssrc) {
        return i;
      }
    }
    return -1;
  }

  private boolean nack(long nowNs, SendActions out) {
    int index = index(compound.mediaSsrc());
    if (index < 0) {
      return false;
    }
    boolean sent = false;
    nacked.wrap(compound);
    for (int i = 0; i < MAX_NACKED && nacked.next(); i++) {
      counters.increment(RtpCounter.NACKS_RECEIVED);
      sent |= resend(senders[index], nacked.sequenceNumber(), nowNs, out);
    }
    return sent;
  }

  private boolean resend(RtpSender sender, int sequenceNumber, long nowNs, SendActions out) {
    if (rtxWindowNs == NEVER || nowNs - rtxWindowNs > RTX_WINDOW_NS) {
      rtxWindowNs = nowNs;
      rtxBytes = 0;
    }
    long mostBytes =
        Math.max(MIN_RTX_BYTES_PER_SECOND, controller.targetBps() / 8 / RTX_SHARE_DIVISOR);
    if (rtxBytes > mostBytes) {
      counters.increment(RtpCounter.RTX_OVER_BUDGET);
      return false;
    }
    // What was sent again less than a round trip ago may still arrive.
    long spacingNs = Math.max(MIN_RESEND_SPACING_NS, controller.roundTripNs() * 3 / 4);
    return switch (sender.resend(sequenceNumber, spacingNs, nowNs, out)) {
      case SENT -> {
        counters.increment(RtpCounter.RTX_SENT);
        rtxBytes += sender.resentBytes();
        pacer.charge(sender.resentBytes());
        yield true;
      }
      case GONE -> count(RtpCounter.RTX_GONE);
      case REPEATED -> count(RtpCounter.RTX_REPEATED);
      case NOT_AGREED -> count(RtpCounter.RTX_NOT_AGREED);
    };
  }

  private boolean count(RtpCounter counter) {
    counters.increment(counter);
    return false;
  }

  private void keyWanted(int ssrc, long nowNs, SendActions out) {
    int index = index(ssrc);
    if (index < 0) {
      return;
    }
    if (keyWantedNs[index] == NEVER || nowNs - keyWantedNs[index] >= KEY_SPACING_NS) {
      keyWantedNs[index] = nowNs;
      counters.increment(RtpCounter.KEYS_REQUESTED);
      out.keyPictureWanted(index);
    }
  }

  private void reports(long nowNs) {
    blocks.wrap(compound);
    while (blocks.next()) {
      int index = index(blocks.ssrc());
      if (index < 0) {
        continue;
      }
      blocksSeen++;
      if (blocks.lastSenderReport() != 0) {
        long now = NtpTime.of(wallClock.epochNsAt(nowNs)) >>> 16 & 0xFFFF_FFFFL;
        long trip =
            now - blocks.lastSenderReport() - blocks.delaySinceLastSenderReport() & 0xFFFF_FFFFL;
        // A clock that stepped back shows as a trip of hours.
        if (trip < 1L << 31) {
          controller.roundTripNs(NtpTime.ofMiddle32(trip));
        }
      }
      if (index == pacedIndex) {
        controller.reportedLoss(blocks.fractionLost(), nowNs);
      }
    }
  }

  // From the application.

  /**
   * Says by which of its times a picture of the paced media is stamped from now on.
   *
   * @param decodeOrder when it is decoded, for a viewer whose decoder brings pictures into order;
   *     else when it is shown
   */
  public void decodeOrder(boolean decodeOrder) {
    senders[pacedIndex].decodeOrder(decodeOrder);
  }

  /**
   * Says where the broadcast is, so that a viewer who begins with pictures of the past is brought
   * there: those are sent faster than they were taken, with timestamps of the time at which they
   * are sent, until they meet what is live. Nothing jumps, and nothing is shown late.
   *
   * @param newest burst of the paced media
   */
  public void startBehind(PayloadBurst newest, long nowNs) {
    long timestampTicks = senders[pacedIndex].ticks(newest);
    catchingUp = true;
    edgeTicks = timestampTicks;
    edgeNs = nowNs;
    int clockRateHz = senders[pacedIndex].media().clockRateHz();
    clock.sample(Timescale.toNanos(timestampTicks, clockRateHz), wallClock.epochNsAt(nowNs));
  }

  /**
   * The next burst of one source.
   *
   * @param burst retained as long as it waits
   * @param history where it can be found again
   */
  public void offer(
      int mediaIndex, PayloadBurst burst, RetransmitBuffer history, long nowNs, SendActions out) {
    RtpSender sender = senders[mediaIndex];
    if (!catchingUp) {
      clock.sample(
          Timescale.toNanos(sender.ticks(burst), sender.media().clockRateHz()),
          wallClock.epochNsAt(nowNs));
    }
    if (reportDueNs == NO_DEADLINE) {
      reportDueNs = nowNs + REPORT_INTERVAL_NS / 10;
    }
    if (sender.media().paced()) {
      int skipped = pacer.add(burst, history, nowNs);
      if (skipped > 0) {
        counters.add(RtpCounter.BURSTS_SKIPPED, skipped);
      }
      drain(nowNs, out);
    } else {
      int sentBytes = 0;
      for (int i = 0; i < burst.packets(); i++) {
        sentBytes += sender.send(burst, i, history, 0, nowNs, out);
      }
      pacer.charge(sentBytes);
      counters.add(RtpCounter.PACKETS_OUT, burst.packets());
      counters.add(RtpCounter.BYTES_OUT, sentBytes);
      out.flush();
    }
  }

  private void drain(long nowNs, SendActions out) {
    RtpSender sender = senders[pacedIndex];
    int sentPackets = 0;
    long sentBytes = 0;
    while (pacer.isDue(nowNs)) {
      PayloadBurst burst = pacer.head();
      if (pacer.headPacket() == 0) {
        shiftTicks = shift(sender.ticks(burst), sender.media().clockRateHz(), nowNs);
        lastTicks = sender.ticks(burst) + shiftTicks;
        anySent = true;
      }
      int bytes =
          sender.send(burst, pacer.headPacket(), pacer.headHistory(), shiftTicks, nowNs, out);
      pacer.left(bytes);
      sentPackets++;
      sentBytes += bytes;
    }
    if (sentPackets > 0) {
      probeBytesLeft -= sentBytes;
      counters.add(RtpCounter.PACKETS_OUT, sentPackets);
      counters.add(RtpCounter.BYTES_OUT, sentBytes);
      out.flush();
    }
  }

  /** How much later than it was taken a picture is to be shown. */
  private long shift(long ticks, int clockRateHz, long nowNs) {
    if (!catchingUp) {
      return 0;
    }
    long liveTicks = edgeTicks + Timescale.fromNanos(nowNs - edgeNs, clockRateHz);
    long behindTicks = liveTicks - ticks;
    long afterLastTicks = anySent ? lastTicks + 1 - ticks : Long.MIN_VALUE;
    if (behindTicks <= Timescale.fromNanos(LIVE_NS, clockRateHz) && afterLastTicks <= 0) {
      catchingUp = false;
      return 0;
    }
    return Math.max(0, Math.max(behindTicks, afterLastTicks));
  }

  /**
   * Finds out whether the path takes a bitrate, by sending repetitions of nothing beside the media
   * for a moment. The estimate rises if it does.
   */
  public void probe(long bps, long nowNs) {
    if (terms.transportCcId() != 0 && probeStepNs == NO_DEADLINE) {
      probeBps = bps;
      probeUntilNs = nowNs + PROBE_NS;
      probeStepNs = nowNs;
      probeBytesLeft = 0;
      controller.beginProbe();
    }
  }

  private void stepProbe(long nowNs, SendActions out) {
    probeBytesLeft = Math.min(probeBytesLeft, 0) + probeBps / 8 * PROBE_STEP_NS / 1_000_000_000;
    boolean any = false;
    while (probeBytesLeft > 0) {
      int bytes = senders[pacedIndex].sendPadding(nowNs, out);
      if (bytes == 0) {
        break;
      }
      any = true;
      probeBytesLeft -= bytes;
    }
    if (any) {
      out.flush();
    }
    if (nowNs - probeUntilNs >= 0 || !any) {
      controller.endProbe();
      probeStepNs = NO_DEADLINE;
    } else {
      probeStepNs = nowNs + PROBE_STEP_NS;
    }
  }

  // Time.

  /** Time has passed. */
  public void advance(long nowNs, SendActions out) {
    drain(nowNs, out);
    if (probeStepNs != NO_DEADLINE && probeStepNs - nowNs <= 0) {
      stepProbe(nowNs, out);
    }
    if (reportDueNs != NO_DEADLINE && reportDueNs - nowNs <= 0) {
      reportDueNs = nowNs + REPORT_INTERVAL_NS;
      report(nowNs, out);
    }
  }

  private void report(long nowNs, SendActions out) {
    rtcp.clear();
    long wallNs = wallClock.epochNsAt(nowNs);
    for (RtpSender sender : senders) {
      if (sender.hasSent() && clock.isStarted()) {
        sender.writeReport(rtcp, wallNs, clock.timelineTicks(wallNs, sender.media().clockRateHz()));
        RtcpWriter.writeCname(rtcp, sender.media().ssrc(), cname);
      }
    }
    if (rtcp.isReadable()) {
      out.send(rtcp);
    }
  }

  /** When {@link #advance} is wanted. */
  public long deadlineNs() {
    return earlier(earlier(reportDueNs, pacer.deadlineNs()), probeStepNs);
  }

  private static long earlier(long a, long b) {
    if (a == NO_DEADLINE || b == NO_DEADLINE) {
      return Math.min(a, b);
    }
    return b - a < 0 ? b : a;
  }

  /** What the path is taken to carry, and what it is known of. */
  public CongestionController controller() {
    return controller;
  }

  /** Whether the viewer has reported on anything: it receives. */
  public boolean isHeard() {
    return blocksSeen > 0;
  }

  /** Whether pictures wait for their turn. */
  public boolean isQueued() {
    return !pacer.isEmpty();
  }

  /** Says farewell for all sources, and lets go of everything; last call. */
  public void close(SendActions out) {
    rtcp.clear();
    for (RtpSender sender : senders) {
      if (sender.hasSent()) {
        RtcpWriter.writeReceiverReport(rtcp, 0, sender.media().ssrc());
        RtcpWriter.writeCname(rtcp, sender.media().ssrc(), cname);
        RtcpWriter.writeBye(rtcp, sender.media().ssrc());
      }
      sender.close();
    }
    if (rtcp.isReadable()) {
      out.send(rtcp);
    }
    rtcp.release();
    pacer.close();
  }
}
