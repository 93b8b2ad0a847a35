package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.ControlPacket;
import dev.fairlead.protocols.srt.wire.DataPacket;
import dev.fairlead.protocols.srt.wire.DropRequest;
import dev.fairlead.protocols.srt.wire.HandshakeExtensions;
import dev.fairlead.protocols.srt.wire.KeyMaterial;
import dev.fairlead.protocols.srt.wire.SequenceNumber;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a connection: paces, keeps what is not acknowledged, sends again what was
 * lost, oldest first and before anything new, and gives up what comes too late (SRT draft-01 §4.4,
 * §4.6, §4.8, §5.1). Confined to its connection.
 */
final class SrtSender {
  /** Least age at which a packet is too late, whatever the latency (SRT draft-01 §4.6). */
  private static final long MIN_TOO_LATE_NS = 1_000_000_000;

  /** Two periods of acknowledgements, for both sides to react. */
  private static final long REACTION_NS = 2 * SrtReceiver.ACK_PERIOD_NS;

  /** Packets at the end of what there was to send are sent again at most this often. */
  private static final int MAX_PROBES = 3;

  /** How often an announcement of keys is repeated. */
  private static final int MAX_ANNOUNCEMENTS = 10;

  private static final int FIRST_MESSAGE = 1;

  /** Set by libsrt in live mode: deliver in order. */
  private static final int IN_ORDER = 0x2000_0000;

  private final PacketWriter writer;
  private final Deadlines deadlines;
  private final RoundTrip roundTrip;
  private final SrtStatistics statistics;
  private final @Nullable SrtCrypto crypto;
  private final Pace pace;
  private final boolean dropsTooLate;
  private final boolean peerRepeatsReports;
  private final boolean peerKnowsRetransmission;
  private final long tooLateNs;
  private final int refreshPackets;
  private final int announceAtPackets;
  private final int maxPayloadBytes;

  private final SendBuffer buffer;
  private int windowPackets;
  private int nextMessage = FIRST_MESSAGE;
  private int lastAckSequence;
  private int ackAckNumber;
  private long ackAckNs = SendBuffer.NEVER;
  private long progressNs;
  private int probes;
  private int packetsUnderKey;
  private int announcements;
  private boolean broken;

  // Scratch (never escapes a call).
  private final byte[] scratch = new byte[PacketPool.SLOT_BYTES + SrtHeader.SIZE_BYTES];

  SrtSender(
      Agreement agreement,
      SrtSettings settings,
      PacketPool pool,
      PacketWriter writer,
      Deadlines deadlines,
      RoundTrip roundTrip,
      SrtStatistics statistics) {
    this.writer = writer;
    this.deadlines = deadlines;
    this.roundTrip = roundTrip;
    this.statistics = statistics;
    crypto = agreement.crypto();
    pace = new Pace(settings.maxBandwidthBps(), settings.overheadPercent());
    dropsTooLate = agreement.peerDropsTooLate();
    peerRepeatsReports = agreement.peerRepeatsReports();
    peerKnowsRetransmission = agreement.peerKnowsRetransmission();
    tooLateNs = Math.max(agreement.sendLatencyMs() * 1_000_000L, MIN_TOO_LATE_NS) + REACTION_NS;
    refreshPackets = settings.refreshPackets();
    announceAtPackets = settings.refreshPackets() - settings.announcePackets();
    maxPayloadBytes =
        Math.min(
                PacketPool.SLOT_BYTES,
                agreement.packetBytes() - SrtHeader.NETWORK_HEADERS_BYTES - SrtHeader.SIZE_BYTES)
            - (crypto == null ? 0 : crypto.tagBytes());
    windowPackets = agreement.sendWindowPackets();
    buffer = new SendBuffer(pool, agreement.sendSequence(), settings.windowPackets());
    lastAckSequence = agreement.sendSequence();
  }

  /** The longest payload that fits a packet. */
  int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** Whether there is room for another payload. */
  boolean hasRoom() {
    return !buffer.isFull();
  }

  /** Takes a payload to be sent; one reference to its bytes is retained. */
  void add(ByteBuf bytes, int index, int lengthBytes, long nowNs) {
    buffer.add(bytes, index, lengthBytes, 0, nowNs);
    pace.added(lengthBytes, nowNs);
    if (dropsTooLate && !deadlines.isSet(Deadlines.Kind.DROP)) {
      deadlines.set(Deadlines.Kind.DROP, nowNs + tooLateNs);
    }
  }

  /** Sends what pace and window allow. */
  void flush(long nowNs, SrtActions out) {
    while (true) {
      if (buffer.anyLost()) {
        if (pace.isTooSoon(nowNs)) {
          break;
        }
        resendOne(nowNs, out);
      } else if (buffer.unsent() > 0 && buffer.underWay() < windowPackets) {
        if (pace.isTooSoon(nowNs)) {
          break;
        }
        sendOne(nowNs, out);
      } else {
        deadlines.clear(Deadlines.Kind.SEND);
        return;
      }
    }
    deadlines.set(Deadlines.Kind.SEND, pace.nextNs());
  }

  private void sendOne(long nowNs, SrtActions out) {
    int sequence = buffer.next();
    int flags = DataPacket.SOLE | IN_ORDER | nextMessage;
    nextMessage = DataPacket.nextMessageNumber(nextMessage);
    SrtCrypto keys = crypto;
    if (keys != null) {
      turnKeys(keys, nowNs, out);
      flags |= keys.keyFlag();
      if (keys.tagBytes() > 0) {
        sealForGood(keys, sequence, flags);
      }
    }
    buffer.sent(flags);
    if (buffer.underWay() == 1) {
      progressNs = nowNs;
    }
    probes = 0;
    statistics.sent++;
    statistics.sentBytes += buffer.lengthBytes(sequence);
    write(sequence, flags, nowNs, out);
    if (!deadlines.isSet(Deadlines.Kind.RETRANSMIT)) {
      deadlines.set(Deadlines.Kind.RETRANSMIT, nowNs + retransmitAfterNs());
    }
  }

  private void resendOne(long nowNs, SrtActions out) {
    int sequence = buffer.firstLost();
    buffer.unmarkLost(sequence);
    if (isOnItsWay(sequence, nowNs)) {
      return;
    }
    buffer.resent(sequence, nowNs);
    statistics.retransmitted++;
    statistics.retransmittedBytes += buffer.lengthBytes(sequence);
    int flags = buffer.flags(sequence);
    write(sequence, peerKnowsRetransmission ? flags | DataPacket.RETRANSMITTED : flags, nowNs, out);
  }

  /** Whether a report cannot have known that this was sent again. */
  private boolean isOnItsWay(int sequence, long nowNs) {
    long resentNs = buffer.resentNs(sequence);
    long wayNs = (roundTrip.smoothedUs() - 4L * roundTrip.varianceUs()) * 1_000;
    return peerRepeatsReports && resentNs != SendBuffer.NEVER && nowNs - resentNs < wayNs;
  }

  private void write(int sequence, int flags, long nowNs, SrtActions out) {
    int timestampUs = writer.timestampUs(buffer.submittedNs(sequence));
    int lengthBytes = buffer.lengthBytes(sequence);
    ByteBuf packet = writer.beginData(SrtHeader.SIZE_BYTES + lengthBytes, nowNs, out);
    DataPacket.write(packet, sequence, flags, timestampUs, writer.peerSocketId());
    SrtCrypto keys = crypto;
    if (keys == null || keys.tagBytes() > 0) {
      packet.writeBytes(buffer.bytes(sequence), buffer.offset(sequence), lengthBytes);
    } else {
      buffer.bytes(sequence).getBytes(buffer.offset(sequence), scratch, 0, lengthBytes);
      seal(keys, sequence, flags, timestampUs, lengthBytes);
      packet.writeBytes(scratch, 0, lengthBytes);
    }
    out.packetComplete();
    pace.sent(SrtHeader.SIZE_BYTES + lengthBytes, nowNs);
  }

  private int seal(SrtCrypto keys, int sequence, int flags, int timestampUs, int lengthBytes) {
    return keys.seal(sequence, flags, timestampUs, writer.peerSocketId(), scratch, 0, lengthBytes);
  }

  /**
   * Encrypts for good what bears a tag: the cipher must never see one sequence number twice. What
   * bears none is encrypted anew whenever it is sent, and until then shared with other connections.
   */
  private void sealForGood(SrtCrypto keys, int sequence, int flags) {
    int lengthBytes = buffer.lengthBytes(sequence);
    buffer.bytes(sequence).getBytes(buffer.offset(sequence), scratch, 0, lengthBytes);
    int timestampUs = writer.timestampUs(buffer.submittedNs(sequence));
    int sealedBytes = seal(keys, sequence, flags, timestampUs, lengthBytes);
    buffer.replace(sequence, scratch, sealedBytes);
  }

  // Keys.

  private void turnKeys(SrtCrypto keys, long nowNs, SrtActions out) {
    packetsUnderKey++;
    if (packetsUnderKey > refreshPackets && keys.isNextAnnounced()) {
      keys.switchKeys();
      packetsUnderKey = 1;
    } else if (packetsUnderKey > announceAtPackets && !keys.isNextAnnounced()) {
      keys.announceNext();
      announcements = 0;
      announce(keys, nowNs, out);
    }
  }

  private void announce(SrtCrypto keys, long nowNs, SrtActions out) {
    announcements++;
    KeyMaterial material = keys.material();
    ByteBuf packet =
        writer.beginControl(
            ControlPacket.USER_DEFINED,
            HandshakeExtensions.KEY_REQUEST,
            0,
            material.sizeBytes(),
            nowNs,
            out);
    material.write(packet);
    out.packetComplete();
    if (announcements < MAX_ANNOUNCEMENTS) {
      deadlines.set(Deadlines.Kind.KEYS, nowNs + roundTrip.smoothedUs() * 1_500L);
    } else {
      deadlines.clear(Deadlines.Kind.KEYS);
    }
  }

  /** The peer has the keys announced. */
  void keysConfirmed(KeyMaterial confirmed) {
    if (crypto != null && crypto.material().equals(confirmed)) {
      deadlines.clear(Deadlines.Kind.KEYS);
    }
  }

  // What the peer says.

  /** Everything before {@code sequence} arrived; false when that was never sent. */
  boolean acknowledged(int sequence, long nowNs) {
    if (SequenceNumber.isBefore(buffer.next(), sequence)) {
      return false;
    }
    if (SequenceNumber.isBefore(buffer.first(), sequence)) {
      buffer.removeBefore(sequence);
    }
    if (SequenceNumber.isBefore(lastAckSequence, sequence)) {
      lastAckSequence = sequence;
      progressNs = nowNs;
      probes = 0;
    }
    return true;
  }

  /** The peer has room for this many packets behind {@code sequence}. */
  void window(int sequence, int roomPackets) {
    if (sequence == lastAckSequence) {
      windowPackets = Math.max(0, roomPackets);
    }
  }

  /** Answers an acknowledgement that has a number, unless that was done a moment ago. */
  void answerAck(int number, long nowNs, SrtActions out) {
    statistics.acksReceived++;
    if (number == ackAckNumber
        || ackAckNs == SendBuffer.NEVER
        || nowNs - ackAckNs >= SrtReceiver.ACK_PERIOD_NS / 2) {
      ackAckNumber = number;
      ackAckNs = nowNs;
      writer.control(ControlPacket.ACK_ACK, number, nowNs, out);
    }
  }

  /** A report of losses begins. */
  void reportBegins() {
    statistics.naksReceived++;
    broken = false;
  }

  /** The peer misses these; requests that it drop what is no longer here. */
  void lost(int from, int to, long nowNs, SrtActions out) {
    if (!SequenceNumber.isBefore(to, buffer.next())) {
      broken = true;
      return;
    }
    int first = from;
    // How far the range reaches back is counted from its end, which is known to have been sent: a
    // number half the circle away would seem to lie ahead.
    int keptPackets = SequenceNumber.distance(buffer.first(), to) + 1;
    if (SequenceNumber.distance(from, to) >= keptPackets) {
      int last = keptPackets <= 0 ? to : SequenceNumber.previous(buffer.first());
      ByteBuf packet =
          writer.beginControl(ControlPacket.DROP_REQUEST, 0, 0, DropRequest.SIZE_BYTES, nowNs, out);
      DropRequest.write(packet, first, last);
      out.packetComplete();
      if (keptPackets <= 0) {
        return;
      }
      first = buffer.first();
    }
    statistics.reportedLost += buffer.markLost(first, to);
  }

  /** Whether the report named packets that were never sent. */
  boolean isReportBroken() {
    return broken;
  }

  // Time.

  /** Time has passed. */
  void advance(long nowNs, SrtActions out) {
    if (deadlines.isDue(Deadlines.Kind.DROP, nowNs)) {
      dropTooLate(nowNs);
    }
    if (deadlines.isDue(Deadlines.Kind.KEYS, nowNs) && crypto != null) {
      announce(crypto, nowNs, out);
    }
    if (deadlines.isDue(Deadlines.Kind.RETRANSMIT, nowNs)) {
      retransmitUnanswered(nowNs);
    }
    flush(nowNs, out);
  }

  private void dropTooLate(long nowNs) {
    int behind = buffer.first();
    while (behind != buffer.end() && nowNs - buffer.submittedNs(behind) - tooLateNs >= 0) {
      behind = SequenceNumber.next(behind);
    }
    statistics.sendDropped += SequenceNumber.distance(buffer.first(), behind);
    buffer.removeBefore(behind);
    if (buffer.isEmpty()) {
      deadlines.clear(Deadlines.Kind.DROP);
    } else {
      deadlines.set(Deadlines.Kind.DROP, buffer.submittedNs(buffer.first()) + tooLateNs);
    }
  }

  private long retransmitAfterNs() {
    return roundTrip.timeoutNs() + REACTION_NS + SrtReceiver.ACK_PERIOD_NS;
  }

  /**
   * Nothing was acknowledged for long. A peer that repeats its reports knows of all losses but
   * those at the end of what was sent: the newest packet, sent again, shows them. Others are sent
   * everything.
   */
  private void retransmitUnanswered(long nowNs) {
    if (buffer.underWay() == 0) {
      deadlines.clear(Deadlines.Kind.RETRANSMIT);
      return;
    }
    long dueNs = progressNs + (probes + 1) * retransmitAfterNs();
    if (dueNs - nowNs > 0) {
      deadlines.set(Deadlines.Kind.RETRANSMIT, dueNs);
      return;
    }
    if (!buffer.anyLost() && (probes < MAX_PROBES || !peerRepeatsReports)) {
      int newest = SequenceNumber.previous(buffer.next());
      buffer.markLost(peerRepeatsReports ? newest : buffer.first(), newest);
    }
    probes = Math.min(probes + 1, 16);
    deadlines.set(Deadlines.Kind.RETRANSMIT, nowNs + retransmitAfterNs());
  }

  int bufferedPackets() {
    return buffer.sizePackets();
  }

  /** Age of the oldest payload that is not acknowledged. */
  long bufferedNs(long nowNs) {
    return buffer.isEmpty() ? 0 : nowNs - buffer.submittedNs(buffer.first());
  }

  int unsentPackets() {
    return buffer.unsent();
  }

  int windowPackets() {
    return windowPackets;
  }

  void close() {
    buffer.close();
  }
}
