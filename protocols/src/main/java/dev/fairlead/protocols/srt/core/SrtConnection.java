package dev.fairlead.protocols.srt.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srt.wire.Acknowledgement;
import dev.fairlead.protocols.srt.wire.ControlPacket;
import dev.fairlead.protocols.srt.wire.DropRequest;
import dev.fairlead.protocols.srt.wire.HandshakeExtensions;
import dev.fairlead.protocols.srt.wire.KeyMaterial;
import dev.fairlead.protocols.srt.wire.LossReport;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One established connection: packets and time in, {@link SrtActions} out. Confined to one thread.
 *
 * <p>Packets are borrowed for the call; payloads given to {@link #send} are retained until they are
 * acknowledged or given up. Handshakes make connections: {@link SrtListener}, {@link SrtCaller}.
 */
public final class SrtConnection {
  /** Nothing to wait for. */
  public static final long NO_DEADLINE = Deadlines.NO_DEADLINE;

  private static final long KEEP_ALIVE_NS = 1_000_000_000;
  private static final long NANOS_PER_MS = 1_000_000;

  // Configuration.
  private final int socketId;
  private final long idleTimeoutNs;
  private final CounterSet<SrtCounter> counters;
  private final boolean secured;
  private final int receiveLatencyMs;
  private final int sendLatencyMs;
  private final @Nullable SrtCrypto crypto;

  // Per connection.
  private final Deadlines deadlines = new Deadlines();
  private final RoundTrip roundTrip = new RoundTrip();
  private final SrtStatistics statistics = new SrtStatistics();
  private final PacketWriter writer;
  private final SrtReceiver receiver;
  private final SrtSender sender;
  private final LossReport.Ranges losses = this::reportLost;
  private long heardNs;
  private boolean open = true;

  // Per call (reset by it).
  private long nowNs;
  private @Nullable SrtActions actions;

  SrtConnection(
      Agreement agreement,
      SrtSettings settings,
      PacketPool pool,
      CounterSet<SrtCounter> counters,
      long nowNs) {
    this.counters = counters;
    this.nowNs = nowNs;
    socketId = agreement.socketId();
    idleTimeoutNs = settings.idleTimeoutMs() * NANOS_PER_MS;
    crypto = agreement.crypto();
    secured = agreement.crypto() != null && !agreement.unreadable();
    receiveLatencyMs = agreement.receiveLatencyMs();
    sendLatencyMs = agreement.sendLatencyMs();
    writer = new PacketWriter(agreement.peerSocketId(), agreement.startNs(), nowNs);
    receiver =
        new SrtReceiver(
            agreement, settings.windowPackets(), pool, writer, deadlines, roundTrip, statistics);
    sender = new SrtSender(agreement, settings, pool, writer, deadlines, roundTrip, statistics);
    heardNs = nowNs;
    deadlines.set(Deadlines.Kind.IDLE, nowNs + idleTimeoutNs);
    deadlines.set(Deadlines.Kind.KEEP_ALIVE, nowNs + KEEP_ALIVE_NS);
  }

  // From the network.

  /** One packet for this connection came; its readable bytes are borrowed. */
  public void receive(ByteBuf packet, long now, SrtActions out) {
    int index = packet.readerIndex();
    int endIndex = packet.writerIndex();
    if (!open || endIndex - index < SrtHeader.SIZE_BYTES) {
      return;
    }
    nowNs = now;
    heardNs = now;
    if (!SrtHeader.isControl(packet, index)) {
      if (!receiver.data(packet, index, endIndex, now, out)) {
        fail(out);
      }
      return;
    }
    control(packet, index, endIndex, out);
  }

  private void control(ByteBuf packet, int index, int endIndex, SrtActions out) {
    int body = index + SrtHeader.SIZE_BYTES;
    int bodyBytes = endIndex - body;
    switch (ControlPacket.type(packet, index)) {
      case ControlPacket.ACK -> acknowledgement(packet, index, body, bodyBytes, out);
      case ControlPacket.NAK -> lossReport(packet, body, endIndex, out);
      case ControlPacket.ACK_ACK ->
          receiver.ackAck(
              ControlPacket.typeSpecific(packet, index),
              SrtHeader.timestampUs(packet, index),
              nowNs);
      case ControlPacket.DROP_REQUEST -> {
        if (bodyBytes >= DropRequest.SIZE_BYTES) {
          receiver.dropped(
              DropRequest.first(packet, body), DropRequest.last(packet, body), nowNs, out);
        }
      }
      case ControlPacket.SHUTDOWN -> {
        receiver.deliverRest(out);
        end(CloseReason.PEER_CLOSED, out);
      }
      case ControlPacket.USER_DEFINED -> extension(packet, index, body, endIndex, out);
      case ControlPacket.KEEP_ALIVE,
          ControlPacket.HANDSHAKE,
          ControlPacket.CONGESTION_WARNING,
          ControlPacket.PEER_ERROR -> {
        // It showed that the peer is there.
      }
      default -> counters.increment(SrtCounter.CONTROL_UNKNOWN);
    }
  }

  private void acknowledgement(ByteBuf packet, int index, int body, int bodyBytes, SrtActions out) {
    if (bodyBytes < Acknowledgement.LIGHT_BYTES) {
      counters.increment(SrtCounter.PACKETS_MALFORMED);
      return;
    }
    int sequence = Acknowledgement.sequence(packet, body);
    if (sequence < 0 || !sender.acknowledged(sequence, nowNs)) {
      fail(out);
      return;
    }
    if (bodyBytes >= Acknowledgement.SMALL_BYTES) {
      sender.answerAck(ControlPacket.typeSpecific(packet, index), nowNs, out);
      sender.window(sequence, Acknowledgement.roomPackets(packet, body));
      if (statistics.received == 0) {
        roundTrip.told(
            Acknowledgement.roundTripUs(packet, body),
            Acknowledgement.roundTripVarianceUs(packet, body));
      }
    }
    sender.flush(nowNs, out);
  }

  private void lossReport(ByteBuf packet, int body, int endIndex, SrtActions out) {
    sender.reportBegins();
    actions = out;
    boolean wellFormed = LossReport.read(packet, body, endIndex, losses);
    actions = null;
    if (sender.isReportBroken()) {
      fail(out);
      return;
    }
    if (!wellFormed) {
      counters.increment(SrtCounter.PACKETS_MALFORMED);
    }
    sender.flush(nowNs, out);
  }

  private void reportLost(int first, int last) {
    SrtActions out = actions;
    if (out != null) {
      sender.lost(first, last, nowNs, out);
    }
  }

  private void extension(ByteBuf packet, int index, int body, int endIndex, SrtActions out) {
    int type = ControlPacket.subtype(packet, index);
    KeyMaterial material = KeyMaterial.read(packet, body, endIndex);
    SrtCrypto keys = crypto;
    if (keys == null || material == null) {
      return;
    }
    if (type == HandshakeExtensions.KEY_RESPONSE) {
      sender.keysConfirmed(material);
    } else if (type == HandshakeExtensions.KEY_REQUEST) {
      switch (keys.refresh(material)) {
        case TAKEN -> {
          counters.increment(SrtCounter.KEYS_REFRESHED);
          ByteBuf answer =
              writer.beginControl(
                  ControlPacket.USER_DEFINED,
                  HandshakeExtensions.KEY_RESPONSE,
                  0,
                  material.sizeBytes(),
                  nowNs,
                  out);
          material.write(answer);
          out.packetComplete();
        }
        case WRONG_PASSPHRASE, UNSUPPORTED_CIPHER -> counters.increment(SrtCounter.KEYS_REFUSED);
      }
    }
  }

  private void fail(SrtActions out) {
    counters.increment(SrtCounter.PROTOCOL_ERROR);
    writer.control(ControlPacket.SHUTDOWN, 0, nowNs, out);
    end(CloseReason.PROTOCOL_ERROR, out);
  }

  private void end(CloseReason reason, SrtActions out) {
    release();
    out.closed(reason);
  }

  // From the clock.

  /** Time has passed: acts on what is due. */
  public void advance(long now, SrtActions out) {
    if (!open) {
      return;
    }
    nowNs = now;
    if (deadlines.isDue(Deadlines.Kind.IDLE, now)) {
      if (now - heardNs - idleTimeoutNs >= 0) {
        counters.increment(SrtCounter.TIMED_OUT);
        writer.control(ControlPacket.SHUTDOWN, 0, now, out);
        end(CloseReason.IDLE_TIMEOUT, out);
        return;
      }
      deadlines.set(Deadlines.Kind.IDLE, heardNs + idleTimeoutNs);
    }
    receiver.advance(now, out);
    sender.advance(now, out);
    if (deadlines.isDue(Deadlines.Kind.KEEP_ALIVE, now)) {
      if (now - writer.lastSentNs() - KEEP_ALIVE_NS >= 0) {
        writer.control(ControlPacket.KEEP_ALIVE, 0, now, out);
      }
      deadlines.set(Deadlines.Kind.KEEP_ALIVE, writer.lastSentNs() + KEEP_ALIVE_NS);
    }
  }

  /** When {@link #advance} is wanted, or {@link #NO_DEADLINE}. */
  public long deadlineNs() {
    return open ? deadlines.earliestNs() : NO_DEADLINE;
  }

  // From the application.

  /**
   * Takes a payload to be sent by the next {@link #flush}; one reference to {@code bytes} is
   * retained as long as it may have to be sent again.
   *
   * @param lengthBytes at most {@link #maxPayloadBytes()}
   * @return false when the peer is too slow, and nothing was taken
   */
  public boolean send(ByteBuf bytes, int index, int lengthBytes, long now) {
    if (!open || !sender.hasRoom()) {
      return false;
    }
    if (lengthBytes > sender.maxPayloadBytes()) {
      throw new IllegalArgumentException("payload of " + lengthBytes + " bytes");
    }
    sender.add(bytes, index, lengthBytes, now);
    return true;
  }

  /** Sends what pace and window allow. */
  public void flush(long now, SrtActions out) {
    if (open) {
      nowNs = now;
      sender.flush(now, out);
    }
  }

  /** Says good-bye and lets go of everything. */
  public void close(long now, SrtActions out) {
    if (open) {
      nowNs = now;
      writer.control(ControlPacket.SHUTDOWN, 0, now, out);
      end(CloseReason.CLOSED, out);
    }
  }

  /** Lets go of everything without a word. */
  public void release() {
    open = false;
    deadlines.clearAll();
    receiver.close();
    sender.close();
  }

  // State.

  /** Whether it is established. */
  public boolean isOpen() {
    return open;
  }

  /** This side's socket id: what the peer's packets bear as their destination. */
  public int socketId() {
    return socketId;
  }

  /** Whether payloads are encrypted, both ways. */
  public boolean isSecured() {
    return secured;
  }

  /** The longest payload that fits a packet. */
  public int maxPayloadBytes() {
    return sender.maxPayloadBytes();
  }

  /** What happened so far. */
  public SrtStatistics statistics() {
    return statistics;
  }

  /** The smoothed round trip. */
  public int roundTripUs() {
    return roundTrip.smoothedUs();
  }

  /** Its variance. */
  public int roundTripVarianceUs() {
    return roundTrip.varianceUs();
  }

  /** Latency agreed on for what is received. */
  public int receiveLatencyMs() {
    return receiveLatencyMs;
  }

  /** Latency agreed on for what is sent. */
  public int sendLatencyMs() {
    return sendLatencyMs;
  }

  /** Packets that wait to be acknowledged or sent. */
  public int sendBufferPackets() {
    return sender.bufferedPackets();
  }

  /** Packets that wait to be sent. */
  public int unsentPackets() {
    return sender.unsentPackets();
  }

  /** Age of the oldest payload that the peer has not acknowledged. */
  public long sendBufferNs(long now) {
    return sender.bufferedNs(now);
  }

  /** Packets that wait to be delivered, and gaps between them. */
  public int receiveBufferPackets() {
    return receiver.bufferedPackets();
  }

  /** Time between the oldest and the newest of them. */
  public long receiveBufferUs() {
    return receiver.bufferedUs();
  }

  /** Packets a second that come. */
  public int arrivalPacketsPerSecond() {
    return receiver.arrivalPacketsPerSecond();
  }

  /** Packets a second that the way here could carry. */
  public int capacityPacketsPerSecond() {
    return receiver.capacityPacketsPerSecond();
  }

  /** How far the peer's clock has wandered off. */
  public long driftNs() {
    return receiver.driftNs();
  }

  /** Packets that may be under way to the peer. */
  public int windowPackets() {
    return sender.windowPackets();
  }
}
