package dev.fairlead.protocols.rtp.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.rtp.wire.RtcpCompound;
import dev.fairlead.protocols.rtp.wire.RtcpType;
import dev.fairlead.protocols.rtp.wire.RtcpWriter;
import dev.fairlead.protocols.rtp.wire.RtpExtensions;
import dev.fairlead.protocols.rtp.wire.RtpHeader;
import dev.fairlead.protocols.rtp.wire.RtpVerdict;
import dev.fairlead.protocols.rtp.wire.Rtx;
import dev.fairlead.protocols.rtp.wire.SenderReport;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a peer sends over one transport: tells sources apart, receives each, and answers
 * with reports and feedback. Confined to its connection.
 *
 * <p>Packets come decrypted and authenticated. A source that was not announced is recognized by the
 * mid and rid in its first packets, else by its payload type.
 */
public final class ReceiveSide {
  /** Nothing to wait for. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** Three layers and sound make four; browsers that restart an encoder begin new ones. */
  public static final int MAX_SOURCES = 16;

  /** Receiver reports of senders of video are wanted about once a second (RFC 3550 §6.2). */
  private static final long REPORT_INTERVAL_NS = 1_000_000_000;

  private static final long FIRST_REPORT_NS = 200_000_000;

  /** A source that was silent for so long makes room for another one. */
  private static final long SILENT_NS = 5_000_000_000L;

  /** Reports of all sources fit, and each kind of feedback behind an empty report. */
  private static final int COMPOUND_BYTES = 1_500;

  // Configuration.
  private final ReceiveTerms terms;
  private final byte[] cname;
  private final IntFunction<ByteBuf> allocator;
  private final CounterSet<RtpCounter> counters;

  // Per connection.
  private final SenderReportClock clock = new SenderReportClock();
  private final Int2ObjectHashMap<ReceivedSource> bySsrc = new Int2ObjectHashMap<>();
  private final Int2ObjectHashMap<ReceivedSource> byRtxSsrc = new Int2ObjectHashMap<>();
  private final List<ReceivedSource> sources = new ArrayList<>();
  private final ArrivalRecorder arrivals = new ArrivalRecorder();
  private long reportDueNs = NO_DEADLINE;

  // Scratch (never escapes a call).
  private final RtpHeader header = new RtpHeader();
  private final RtpExtensions extensions = new RtpExtensions();
  private final RtcpCompound compound = new RtcpCompound();
  private final SenderReport senderReport = new SenderReport();
  private final ByteBuf rtcp;
  private final Sink sink = new Sink();

  /**
   * @param allocator makes a buffer with room for so many bytes
   */
  public ReceiveSide(
      ReceiveTerms terms, IntFunction<ByteBuf> allocator, CounterSet<RtpCounter> counters) {
    this.terms = terms;
    this.allocator = allocator;
    this.counters = counters;
    cname = terms.cname().getBytes(StandardCharsets.US_ASCII);
    rtcp = allocator.apply(COMPOUND_BYTES);
  }

  /** Passes what a receiver gives on under the name of its source. */
  private final class Sink implements RtpReceiver.Output {
    private @Nullable ReceivedSource source;
    private @Nullable ReceiveActions out;

    @Override
    public void packet(
        ByteBuf packet,
        int index,
        int lengthBytes,
        long timestampTicks,
        boolean marker,
        boolean gap) {
      ReceivedSource from = source;
      ReceiveActions to = out;
      assert from != null && to != null : "set for the length of each call";
      from.passed(timestampTicks);
      to.packet(from, packet, index, lengthBytes, timestampTicks, marker, gap);
    }

    @Override
    public void nack(int[] sequenceNumbers, int count) {
      ReceivedSource from = source;
      ReceiveActions to = out;
      assert from != null && to != null : "set for the length of each call";
      beginFeedback();
      RtcpWriter.writeNack(rtcp, terms.localSsrc(), from.ssrc(), sequenceNumbers, count);
      to.send(rtcp);
    }

    Sink of(ReceivedSource from, ReceiveActions to) {
      source = from;
      out = to;
      return this;
    }
  }

  // From the network.

  /** A packet of RTP, decrypted; borrowed. */
  public void receiveRtp(ByteBuf packet, long nowNs, ReceiveActions out) {
    if (header.wrapPlain(packet) != RtpVerdict.OK) {
      counters.increment(RtpCounter.PACKETS_MALFORMED);
      return;
    }
    counters.increment(RtpCounter.PACKETS_IN);
    counters.add(RtpCounter.BYTES_IN, packet.readableBytes());
    if (extensions.find(header, terms.transportCcId()) && extensions.lengthBytes() >= 2) {
      arrivals.arrived(packet.getUnsignedShort(extensions.index()), nowNs);
    }
    ReceivedSource source = bySsrc.get(header.ssrc());
    if (source == null) {
      source = byRtxSsrc.get(header.ssrc());
    }
    if (source == null) {
      source = recognize(nowNs, out);
      if (source == null) {
        counters.increment(RtpCounter.SOURCE_UNKNOWN);
        return;
      }
    }
    source.heard(nowNs);
    int payloadType = header.payloadType();
    if (payloadType == source.media().payloadType()) {
      source.receiver.receive(header, nowNs, sink.of(source, out));
    } else if (payloadType == source.media().rtxPayloadType()) {
      source.receiver.receiveRetransmission(header, nowNs, sink.of(source, out));
    } else {
      counters.increment(RtpCounter.SOURCE_UNKNOWN);
    }
  }

  private @Nullable ReceivedSource recognize(long nowNs, ReceiveActions out) {
    int ssrc = header.ssrc();
    int index = mediaIndex(ssrc);
    if (index < 0) {
      return null;
    }
    ReceivedMedia media = terms.media().get(index);
    if (header.payloadType() == media.rtxPayloadType()) {
      ReceivedSource original = original(index, ssrc);
      if (original != null && !bySsrc.containsKey(ssrc)) {
        if (original.rtxSsrc != 0) {
          byRtxSsrc.remove(original.rtxSsrc);
        }
        original.rtxSsrc = ssrc;
        byRtxSsrc.put(ssrc, original);
      }
      return original;
    }
    if (header.payloadType() != media.payloadType()) {
      return null;
    }
    return open(index, media, ssrc, text(terms.ridId()), nowNs, out);
  }

  /** By announcement, then by mid, then by payload type. */
  private int mediaIndex(int ssrc) {
    List<ReceivedMedia> all = terms.media();
    for (int i = 0; i < all.size(); i++) {
      for (ReceivedMedia.Announced announced : all.get(i).announced()) {
        if (announced.ssrc() == ssrc || announced.rtxSsrc() == ssrc) {
          return i;
        }
      }
    }
    String mid = text(terms.midId());
    for (int i = 0; i < all.size(); i++) {
      if (!mid.isEmpty() && all.get(i).mid().equals(mid)) {
        return i;
      }
    }
    int payloadType = header.payloadType();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).payloadType() == payloadType || all.get(i).rtxPayloadType() == payloadType) {
        return i;
      }
    }
    return -1;
  }

  /** The source whose packets a source of retransmissions repeats. */
  private @Nullable ReceivedSource original(int mediaIndex, int ssrc) {
    for (ReceivedMedia.Announced announced : terms.media().get(mediaIndex).announced()) {
      if (announced.rtxSsrc() == ssrc) {
        return bySsrc.get(announced.ssrc());
      }
    }
    String rid = text(terms.repairedRidId());
    ReceivedSource only = null;
    int candidates = 0;
    for (int i = 0; i < sources.size(); i++) {
      ReceivedSource source = sources.get(i);
      if (source.mediaIndex() != mediaIndex) {
        continue;
      }
      if (!rid.isEmpty() && source.rid().equals(rid)) {
        return source;
      }
      // Without a name, what it repeats tells: that packet is missing in one source only.
      if (!Rtx.isProbe(header) && source.receiver.isMissing(Rtx.originalSequenceNumber(header))) {
        only = source;
        candidates++;
      }
    }
    return candidates == 1 ? only : null;
  }

  private String text(int extensionId) {
    return extensions.find(header, extensionId)
        ? header
            .packet()
            .toString(extensions.index(), extensions.lengthBytes(), StandardCharsets.US_ASCII)
        : "";
  }

  private @Nullable ReceivedSource open(
      int index, ReceivedMedia media, int ssrc, String rid, long nowNs, ReceiveActions out) {
    if (sources.size() == MAX_SOURCES && !makeRoom(nowNs, out)) {
      counters.increment(RtpCounter.SOURCES_OVER_LIMIT);
      return null;
    }
    RtpReceiver receiver =
        new RtpReceiver(
            ssrc, media.payloadType(), media.clockRateHz(), media.nack(), allocator, counters);
    ReceivedSource source = new ReceivedSource(index, rid, media, receiver, clock);
    source.heard(nowNs);
    sources.add(source);
    bySsrc.put(ssrc, source);
    for (ReceivedMedia.Announced announced : media.announced()) {
      if (announced.ssrc() == ssrc && announced.rtxSsrc() != 0) {
        source.rtxSsrc = announced.rtxSsrc();
        byRtxSsrc.put(announced.rtxSsrc(), source);
      }
    }
    if (reportDueNs == NO_DEADLINE) {
      reportDueNs = nowNs + FIRST_REPORT_NS;
    }
    out.opened(source);
    return source;
  }

  private boolean makeRoom(long nowNs, ReceiveActions out) {
    for (int i = 0; i < sources.size(); i++) {
      if (nowNs - sources.get(i).heardNs > SILENT_NS) {
        end(sources.get(i), out);
        return true;
      }
    }
    return false;
  }

  private void end(ReceivedSource source, ReceiveActions out) {
    sources.remove(source);
    bySsrc.remove(source.ssrc());
    byRtxSsrc.remove(source.rtxSsrc);
    source.receiver.close();
    out.ended(source);
  }

  /** A packet of RTCP, decrypted; borrowed. What is for senders is passed over. */
  public void receiveRtcp(ByteBuf datagram, long nowNs, ReceiveActions out) {
    compound.wrap(datagram);
    while (compound.next()) {
      switch (compound.type()) {
        case RtcpType.SENDER_REPORT -> senderReport(nowNs);
        case RtcpType.BYE -> bye(out);
        default -> {
          // Names and feedback tell nothing here.
        }
      }
    }
    if (compound.verdict() != RtpVerdict.OK) {
      counters.increment(RtpCounter.PACKETS_MALFORMED);
    }
  }

  private void senderReport(long nowNs) {
    if (senderReport.wrap(compound) == RtpVerdict.OK) {
      ReceivedSource source = bySsrc.get(senderReport.ssrc());
      if (source != null) {
        source.senderReport(senderReport.ntp(), senderReport.rtpTimestamp(), nowNs);
      }
    }
  }

  private void bye(ReceiveActions out) {
    for (int i = 0; i < compound.count(); i++) {
      ReceivedSource source = bySsrc.get(compound.leavingSsrc(i));
      if (source != null) {
        end(source, out);
      }
    }
  }

  // Time.

  /** Time has passed. */
  public void advance(long nowNs, ReceiveActions out) {
    for (int i = 0; i < sources.size(); i++) {
      ReceivedSource source = sources.get(i);
      source.timeIs(nowNs);
      source.receiver.advance(nowNs, sink.of(source, out));
      if (source.keyPictures.isDue(nowNs)) {
        requestKeyPicture(source, out);
      }
    }
    if (isDue(arrivals.deadlineNs(), nowNs)) {
      sendArrivals(out);
    }
    if (isDue(reportDueNs, nowNs)) {
      reportDueNs = sources.isEmpty() ? NO_DEADLINE : nowNs + REPORT_INTERVAL_NS;
      beginReport(nowNs);
      out.send(rtcp);
    }
  }

  private static boolean isDue(long deadlineNs, long nowNs) {
    return deadlineNs != NO_DEADLINE && deadlineNs - nowNs <= 0;
  }

  private void requestKeyPicture(ReceivedSource source, ReceiveActions out) {
    ReceivedMedia media = source.media();
    if (!media.pli() && !media.fir()) {
      return;
    }
    counters.increment(RtpCounter.PLIS_SENT);
    beginFeedback();
    if (media.pli()) {
      RtcpWriter.writePli(rtcp, terms.localSsrc(), source.ssrc());
    } else {
      // Every request is a new one: the one before was not answered.
      source.firRequest = (source.firRequest + 1) & 0xFF;
      RtcpWriter.writeFir(rtcp, terms.localSsrc(), source.ssrc(), source.firRequest);
    }
    out.send(rtcp);
  }

  private void sendArrivals(ReceiveActions out) {
    int mediaSsrc = sources.isEmpty() ? 0 : sources.getFirst().ssrc();
    beginFeedback();
    do {
      arrivals.write(rtcp, terms.localSsrc(), mediaSsrc);
      out.send(rtcp);
      beginFeedback();
    } while (arrivals.hasMore());
  }

  /** Feedback stands behind a report unless it may stand alone (RFC 4585 §3.1). */
  private void beginFeedback() {
    rtcp.clear();
    if (!terms.reducedSizeRtcp()) {
      RtcpWriter.writeReceiverReport(rtcp, 0, terms.localSsrc());
      RtcpWriter.writeCname(rtcp, terms.localSsrc(), cname);
    }
  }

  private void beginReport(long nowNs) {
    rtcp.clear();
    int blocks = 0;
    for (int i = 0; i < sources.size(); i++) {
      blocks += sources.get(i).statistics().hasReport() ? 1 : 0;
    }
    RtcpWriter.writeReceiverReport(rtcp, blocks, terms.localSsrc());
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).statistics().hasReport()) {
        sources.get(i).writeReportBlock(rtcp, nowNs);
      }
    }
    RtcpWriter.writeCname(rtcp, terms.localSsrc(), cname);
  }

  /** When {@link #advance} is wanted. */
  public long deadlineNs() {
    long earliest = earlier(reportDueNs, arrivals.deadlineNs());
    for (int i = 0; i < sources.size(); i++) {
      earliest = earlier(earliest, sources.get(i).receiver.deadlineNs());
      earliest = earlier(earliest, sources.get(i).keyPictures.deadlineNs());
    }
    return earliest;
  }

  private static long earlier(long a, long b) {
    if (a == NO_DEADLINE || b == NO_DEADLINE) {
      return Math.min(a, b);
    }
    return b - a < 0 ? b : a;
  }

  /** The sources that are there, in order of their appearance; a view. */
  public List<ReceivedSource> sources() {
    return sources;
  }

  /** Lets go of everything; last call. */
  public void close(ReceiveActions out) {
    while (!sources.isEmpty()) {
      end(sources.getLast(), out);
    }
    rtcp.release();
  }
}
