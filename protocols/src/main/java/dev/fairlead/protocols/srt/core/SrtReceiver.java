package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.Acknowledgement;
import dev.fairlead.protocols.srt.wire.ControlPacket;
import dev.fairlead.protocols.srt.wire.DataPacket;
import dev.fairlead.protocols.srt.wire.LossReport;
import dev.fairlead.protocols.srt.wire.SequenceNumber;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a connection: finds what is missing, asks for it, acknowledges what came,
 * and delivers in time (SRT draft-01 §4.4 to §4.8). Confined to its connection.
 */
final class SrtReceiver {
  /** Between acknowledgements (SRT draft-01 §4.8.1). */
  static final long ACK_PERIOD_NS = 10_000_000;

  /** Packets after which an acknowledgement goes out between two of them. */
  private static final int LIGHT_ACK_PACKETS = 64;

  /** Reports are not repeated any sooner (SRT draft-01 §4.8.2). */
  private static final long MIN_NAK_PERIOD_NS = 20_000_000;

  /** A timer of its own delivers this much later: until then, packets that come do it as well. */
  private static final long SLACK_NS = 2_000_000;

  /** Acknowledgements between two estimates of rates, which cost a sort each. */
  private static final int ACKS_PER_ESTIMATE = 10;

  private final PacketPool pool;
  private final PacketWriter writer;
  private final Deadlines deadlines;
  private final RoundTrip roundTrip;
  private final SrtStatistics statistics;
  private final @Nullable SrtCrypto crypto;
  private final boolean unreadable;
  private final int maxReportBytes;

  private final ReceiveBuffer buffer;
  private final PeerClock clock;
  private final AckHistory acks = new AckHistory();
  private final ArrivalRate rate = new ArrivalRate();

  private int acknowledged;
  private long acknowledgedNs;
  private int packetsSinceAck;
  private int lightAcks;
  private int acksToEstimate = 1;
  private int capacityPacketsPerSecond;
  private boolean wasFull;

  SrtReceiver(
      Agreement agreement,
      int windowPackets,
      PacketPool pool,
      PacketWriter writer,
      Deadlines deadlines,
      RoundTrip roundTrip,
      SrtStatistics statistics) {
    this.pool = pool;
    this.writer = writer;
    this.deadlines = deadlines;
    this.roundTrip = roundTrip;
    this.statistics = statistics;
    crypto = agreement.crypto();
    unreadable = agreement.unreadable();
    maxReportBytes =
        agreement.packetBytes() - SrtHeader.NETWORK_HEADERS_BYTES - SrtHeader.SIZE_BYTES;
    buffer = new ReceiveBuffer(pool, agreement.receiveSequence(), windowPackets);
    acknowledged = agreement.receiveSequence();
    clock =
        new PeerClock(
            agreement.peerTimestampUs(),
            agreement.peerArrivedNs(),
            agreement.receiveLatencyMs() * 1_000_000L);
  }

  /** A data packet; false when the connection cannot go on after it. */
  boolean data(ByteBuf packet, int index, int endIndex, long nowNs, SrtActions out) {
    int sequence = DataPacket.sequence(packet, index);
    int flags = DataPacket.flags(packet, index);
    int payloadBytes = endIndex - index - SrtHeader.SIZE_BYTES;
    boolean fresh = !SequenceNumber.isBefore(sequence, buffer.end());
    boolean again = DataPacket.isRetransmitted(flags);
    statistics.received++;
    statistics.receivedBytes += payloadBytes;
    if (again) {
      statistics.receivedRetransmitted++;
    }
    rate.packet(sequence, payloadBytes, fresh && !again, nowNs);
    if (SequenceNumber.isBefore(sequence, buffer.base())
        || (!fresh && buffer.isPresent(sequence))) {
      statistics.receivedBelated++;
      return true;
    }
    if (buffer.isBeyond(sequence)) {
      // With nothing here there is nothing to wait for, and no packet will ever find a place.
      return !buffer.isEmpty();
    }
    int newest = buffer.end();
    if (!keep(packet, index, sequence, flags, payloadBytes)) {
      return true;
    }
    if (fresh) {
      noteGap(newest, sequence, nowNs, out);
    } else if (!again) {
      statistics.receivedReordered++;
    }
    acknowledgeSoon(nowNs, out);
    deliver(nowNs, out);
    return true;
  }

  /** Puts the payload in its place; false when it is as if it had not come. */
  private boolean keep(ByteBuf packet, int index, int sequence, int flags, int payloadBytes) {
    if (payloadBytes > PacketPool.SLOT_BYTES) {
      return false;
    }
    boolean encrypted = DataPacket.key(flags) != 0;
    SrtCrypto keys = crypto;
    if (encrypted ? keys == null || unreadable : keys != null && !unreadable) {
      statistics.receivedUndecrypted++;
      buffer.putGone(sequence);
      return true;
    }
    int slot = pool.take();
    if (slot == PacketPool.NONE) {
      return false;
    }
    byte[] page = pool.array(slot);
    int offset = PacketPool.offset(slot);
    packet.getBytes(index + SrtHeader.SIZE_BYTES, page, offset, payloadBytes);
    int lengthBytes = payloadBytes;
    int timestampUs = SrtHeader.timestampUs(packet, index);
    if (encrypted && keys != null) {
      lengthBytes =
          keys.open(
              sequence,
              flags,
              timestampUs,
              SrtHeader.destination(packet, index),
              page,
              offset,
              payloadBytes);
      if (lengthBytes == PayloadCipher.FORGED) {
        // The true one may still come.
        statistics.receivedUndecrypted++;
        pool.give(slot);
        return false;
      }
    }
    buffer.put(sequence, slot, lengthBytes, timestampUs);
    statistics.receivedUnique++;
    return true;
  }

  private void noteGap(int newest, int sequence, long nowNs, SrtActions out) {
    if (newest == sequence) {
      return;
    }
    statistics.receivedLost += SequenceNumber.distance(newest, sequence);
    ByteBuf report =
        writer.beginControl(ControlPacket.NAK, 0, 0, LossReport.RANGE_BYTES, nowNs, out);
    LossReport.write(report, newest, SequenceNumber.previous(sequence));
    out.packetComplete();
    statistics.naksSent++;
    if (!deadlines.isSet(Deadlines.Kind.NAK)) {
      deadlines.set(Deadlines.Kind.NAK, nowNs + nakPeriodNs());
    }
  }

  private long nakPeriodNs() {
    return Math.max(roundTrip.timeoutNs() / 2, MIN_NAK_PERIOD_NS);
  }

  private void acknowledgeSoon(long nowNs, SrtActions out) {
    packetsSinceAck++;
    if (!deadlines.isSet(Deadlines.Kind.ACK)) {
      deadlines.set(Deadlines.Kind.ACK, nowNs + ACK_PERIOD_NS);
    } else if (packetsSinceAck >= LIGHT_ACK_PACKETS * (lightAcks + 1)) {
      lightAcks++;
      ByteBuf ack =
          writer.beginControl(ControlPacket.ACK, 0, 0, Acknowledgement.LIGHT_BYTES, nowNs, out);
      ack.writeInt(buffer.contiguousEnd());
      out.packetComplete();
    }
  }

  /** Time has passed. */
  void advance(long nowNs, SrtActions out) {
    if (deadlines.isDue(Deadlines.Kind.DELIVERY, nowNs)) {
      deliver(nowNs, out);
    }
    if (deadlines.isDue(Deadlines.Kind.ACK, nowNs)) {
      acknowledge(nowNs, out);
    }
    if (deadlines.isDue(Deadlines.Kind.NAK, nowNs)) {
      reportMissing(nowNs, out);
    }
  }

  private void acknowledge(long nowNs, SrtActions out) {
    int sequence = buffer.contiguousEnd();
    boolean roomAgain = wasFull && buffer.roomPackets() > 0;
    if (acks.isKnown(sequence) && !roomAgain) {
      deadlines.clear(Deadlines.Kind.ACK);
      return;
    }
    deadlines.set(Deadlines.Kind.ACK, nowNs + ACK_PERIOD_NS);
    boolean repeatDue = nowNs - acknowledgedNs - roundTrip.timeoutNs() >= 0;
    if (sequence != acknowledged || repeatDue || roomAgain) {
      acknowledged = sequence;
      acknowledgedNs = nowNs;
      writeAck(sequence, nowNs, out);
    }
    packetsSinceAck = 0;
    lightAcks = 0;
  }

  private void writeAck(int sequence, long nowNs, SrtActions out) {
    acksToEstimate--;
    if (acksToEstimate == 0) {
      acksToEstimate = ACKS_PER_ESTIMATE;
      rate.estimate();
      capacityPacketsPerSecond = rate.capacityPacketsPerSecond();
    }
    int room = buffer.roomPackets();
    wasFull = room <= 0;
    ByteBuf ack =
        writer.beginControl(
            ControlPacket.ACK,
            0,
            acks.sent(sequence, nowNs),
            Acknowledgement.FULL_BYTES,
            nowNs,
            out);
    ack.writeInt(sequence);
    ack.writeInt(roundTrip.smoothedUs());
    ack.writeInt(roundTrip.varianceUs());
    ack.writeInt(Math.max(0, room));
    ack.writeInt(rate.packetsPerSecond());
    ack.writeInt(capacityPacketsPerSecond);
    ack.writeInt(rate.bytesPerSecond());
    out.packetComplete();
    statistics.acksSent++;
  }

  private void reportMissing(long nowNs, SrtActions out) {
    if (buffer.missing() == 0) {
      deadlines.clear(Deadlines.Kind.NAK);
      return;
    }
    deadlines.set(Deadlines.Kind.NAK, nowNs + nakPeriodNs());
    ByteBuf report = writer.beginControl(ControlPacket.NAK, 0, 0, maxReportBytes, nowNs, out);
    int leftBytes = maxReportBytes;
    int from = buffer.firstMissing(buffer.contiguousEnd());
    while (from != buffer.end() && leftBytes >= LossReport.RANGE_BYTES) {
      int behind = buffer.firstPresent(from);
      LossReport.write(report, from, SequenceNumber.previous(behind));
      leftBytes -= LossReport.RANGE_BYTES;
      from = buffer.firstMissing(behind);
    }
    out.packetComplete();
    statistics.naksSent++;
  }

  /** The peer acknowledges an acknowledgement. */
  void ackAck(int number, int timestampUs, long nowNs) {
    long sentNs = acks.answered(number);
    if (sentNs != AckHistory.UNKNOWN) {
      long roundTripNs = nowNs - sentNs;
      roundTrip.sample(roundTripNs);
      clock.sample(timestampUs, nowNs, roundTripNs);
    }
  }

  /** The peer will never send these again. */
  void dropped(int first, int last, long nowNs, SrtActions out) {
    int from = SequenceNumber.isBefore(first, buffer.base()) ? buffer.base() : first;
    if (SequenceNumber.isBefore(last, from) || buffer.isBeyond(last)) {
      return;
    }
    int behind = SequenceNumber.next(last);
    for (int at = from; at != behind; at = SequenceNumber.next(at)) {
      if (!SequenceNumber.isBefore(at, buffer.end()) || !buffer.isPresent(at)) {
        buffer.putGone(at);
      }
    }
    acknowledgeSoon(nowNs, out);
    deliver(nowNs, out);
  }

  /** Hands on everything that is due. */
  private void deliver(long nowNs, SrtActions out) {
    while (!buffer.isEmpty()) {
      int base = buffer.base();
      if (buffer.isGone(base)) {
        giveUp(base, SequenceNumber.next(base), out);
        continue;
      }
      // What is missing before it has time until the next payload is due.
      int at = nextReadable(base);
      if (at == buffer.end()) {
        break;
      }
      long dueNs = clock.dueNs(buffer.timestampUs(at), nowNs);
      if (dueNs - nowNs > 0) {
        deadlines.set(Deadlines.Kind.DELIVERY, dueNs + SLACK_NS);
        return;
      }
      if (at != base) {
        giveUp(base, at, out);
      }
      out.delivered(pool.view(buffer.slot(at), buffer.lengthBytes(at)));
      buffer.removeBefore(SequenceNumber.next(at));
    }
    deadlines.clear(Deadlines.Kind.DELIVERY);
  }

  /** Hands on everything that came, whatever its time: the peer is gone. */
  void deliverRest(SrtActions out) {
    while (!buffer.isEmpty()) {
      int base = buffer.base();
      int at = nextReadable(base);
      if (at != base) {
        giveUp(base, at, out);
      }
      if (at != buffer.end()) {
        out.delivered(pool.view(buffer.slot(at), buffer.lengthBytes(at)));
        buffer.removeBefore(SequenceNumber.next(at));
      }
    }
  }

  private int nextReadable(int from) {
    int at = from;
    while (at != buffer.end() && (!buffer.isPresent(at) || buffer.isGone(at))) {
      at = SequenceNumber.next(at);
    }
    return at;
  }

  private void giveUp(int from, int behind, SrtActions out) {
    int packets = SequenceNumber.distance(from, behind);
    statistics.receivedDropped += packets;
    out.missed(packets);
    buffer.removeBefore(behind);
  }

  /** Time between the oldest and the newest payload that wait. */
  long bufferedUs() {
    if (buffer.isEmpty()) {
      return 0;
    }
    int newest = SequenceNumber.previous(buffer.end());
    int oldest = buffer.firstPresent(buffer.base());
    return buffer.isGone(oldest) || buffer.isGone(newest)
        ? 0
        : Math.max(0, buffer.timestampUs(newest) - buffer.timestampUs(oldest));
  }

  int bufferedPackets() {
    return buffer.spanPackets();
  }

  int arrivalPacketsPerSecond() {
    return rate.packetsPerSecond();
  }

  int capacityPacketsPerSecond() {
    return capacityPacketsPerSecond;
  }

  long driftNs() {
    return clock.driftNs();
  }

  void close() {
    buffer.close();
  }
}
