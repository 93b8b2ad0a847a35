package dev.fairlead.protocols.srt.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srt.wire.ControlPacket;
import dev.fairlead.protocols.srt.wire.Handshake;
import dev.fairlead.protocols.srt.wire.HandshakeExtensions;
import dev.fairlead.protocols.srt.wire.RejectReason;
import dev.fairlead.protocols.srt.wire.SequenceNumber;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import dev.fairlead.protocols.srt.wire.SrtHello;
import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener (SRT draft-01 §4.3.1): induction, conclusion, and what the listener says to it.
 * Confined to one thread.
 */
public final class SrtCaller {
  /** Nothing to wait for. */
  public static final long NO_DEADLINE = Deadlines.NO_DEADLINE;

  private static final long REPEAT_NS = 250_000_000;
  private static final long NANOS_PER_US = 1_000;
  private static final int MAX_PACKET_BYTES = 1_472;

  // Configuration.
  private final SrtSettings settings;
  private final PacketPool pool;
  private final CounterSet<SrtCounter> counters;
  private final int socketId;
  private final String streamId;
  private final long startNs;
  private final long giveUpNs;

  // Per call.
  private final int initialSequence;
  private final @Nullable SrtCrypto crypto;
  private State state = State.INDUCING;
  private long repeatNs;
  private int cookie;

  private enum State {
    INDUCING,
    CONCLUDING,
    OVER
  }

  /**
   * @param settings of the connection to come
   * @param streamId what is asked for, empty for nothing in particular
   * @param socketId of this side, unique among its connections and not 0
   * @param timeoutMs how long to wait for the listener
   * @param pool room for what is received
   * @param counters what happened
   * @param random makes sequence numbers and keys
   */
  public SrtCaller(
      SrtSettings settings,
      String streamId,
      int socketId,
      int timeoutMs,
      PacketPool pool,
      CounterSet<SrtCounter> counters,
      RandomGenerator random,
      long nowNs) {
    this.settings = settings;
    this.streamId = streamId;
    this.socketId = socketId;
    this.pool = pool;
    this.counters = counters;
    startNs = nowNs;
    giveUpNs = nowNs + timeoutMs * 1_000_000L;
    initialSequence = random.nextInt() & SequenceNumber.MAX;
    crypto = settings.passphrase().isEmpty() ? null : Negotiation.own(settings, random);
    repeatNs = nowNs;
  }

  /** A packet came from the listener; its readable bytes are borrowed. */
  public void receive(ByteBuf packet, long nowNs, SrtCallActions out) {
    int index = packet.readerIndex();
    int endIndex = packet.writerIndex();
    if (state == State.OVER
        || endIndex - index < SrtHeader.SIZE_BYTES
        || !SrtHeader.isControl(packet, index)
        || ControlPacket.type(packet, index) != ControlPacket.HANDSHAKE) {
      return;
    }
    Handshake handshake = Handshake.read(packet, index + SrtHeader.SIZE_BYTES, endIndex);
    if (handshake == null) {
      counters.increment(SrtCounter.HANDSHAKES_MALFORMED);
    } else if (handshake.isRefusal()) {
      refuse(
          RejectReason.ofHandshakeType(handshake.type()),
          handshake.type() - RejectReason.WIRE_OFFSET,
          out);
    } else if (state == State.INDUCING && handshake.type() == Handshake.INDUCTION) {
      if (handshake.version() != Handshake.VERSION_5 || handshake.extensions() != Handshake.MAGIC) {
        refuse(RejectReason.VERSION, out);
        return;
      }
      cookie = handshake.cookie();
      state = State.CONCLUDING;
      repeatNs = nowNs;
      advance(nowNs, out);
    } else if (state == State.CONCLUDING && handshake.type() == Handshake.CONCLUSION) {
      HandshakeExtensions extensions =
          HandshakeExtensions.read(
              packet, index + SrtHeader.SIZE_BYTES + Handshake.SIZE_BYTES, endIndex);
      concluded(handshake, extensions, SrtHeader.timestampUs(packet, index), nowNs, out);
    }
  }

  private void concluded(
      Handshake answer,
      @Nullable HandshakeExtensions extensions,
      int timestampUs,
      long nowNs,
      SrtCallActions out) {
    RejectReason objection =
        extensions == null || !extensions.isResponse()
            ? RejectReason.ROGUE
            : Negotiation.objection(answer, extensions);
    SrtHello hello = extensions == null ? null : extensions.hello();
    if (objection != null || extensions == null || hello == null) {
      refuse(objection == null ? RejectReason.ROGUE : objection, out);
      return;
    }
    boolean confirmed = crypto != null && crypto.material().equals(extensions.keys());
    boolean differ = crypto != null ? !confirmed : extensions.keyState() > 0;
    if (differ && settings.enforceEncryption()) {
      refuse(
          extensions.keyState() == Negotiation.KEY_STATE_BAD_SECRET
              ? RejectReason.BAD_SECRET
              : RejectReason.UNSECURE,
          out);
      return;
    }
    state = State.OVER;
    counters.increment(SrtCounter.CONNECTIONS_CALLED);
    Negotiation.Latencies latencies = Negotiation.latencies(settings, hello);
    out.connected(
        new SrtConnection(
            new Agreement(
                socketId,
                answer.socketId(),
                initialSequence,
                answer.initialSequence(),
                Negotiation.packetBytes(settings, answer),
                Negotiation.sendWindowPackets(settings, answer),
                latencies.receiveMs(),
                latencies.sendMs(),
                hello.has(SrtHello.DROP_TOO_LATE),
                hello.has(SrtHello.PERIODIC_NAK),
                hello.has(SrtHello.RETRANSMISSION_FLAG),
                timestampUs,
                nowNs,
                startNs,
                crypto,
                differ),
            settings,
            pool,
            counters,
            nowNs));
  }

  private void refuse(RejectReason reason, SrtCallActions out) {
    refuse(reason, reason.code(), out);
  }

  private void refuse(RejectReason reason, int code, SrtCallActions out) {
    state = State.OVER;
    counters.increment(
        reason == RejectReason.TIMEOUT ? SrtCounter.CALLS_TIMED_OUT : SrtCounter.CALLS_REFUSED);
    out.refused(reason, code);
  }

  /** Time has passed, or the call begins: asks, or asks again. */
  public void advance(long nowNs, SrtCallActions out) {
    if (state == State.OVER) {
      return;
    }
    if (giveUpNs - nowNs <= 0) {
      refuse(RejectReason.TIMEOUT, out);
      return;
    }
    if (repeatNs - nowNs > 0) {
      return;
    }
    repeatNs = nowNs + REPEAT_NS;
    ByteBuf packet = out.packet(MAX_PACKET_BYTES);
    ControlPacket.write(
        packet, ControlPacket.HANDSHAKE, 0, 0, (int) ((nowNs - startNs) / NANOS_PER_US), 0);
    if (state == State.INDUCING) {
      handshake(Handshake.VERSION_4, 0, Handshake.DATAGRAM_SOCKETS, Handshake.INDUCTION)
          .write(packet);
    } else {
      HandshakeExtensions extensions =
          HandshakeExtensions.request()
              .hello(Negotiation.request(settings))
              .keys(crypto == null ? null : crypto.material())
              .streamId(streamId);
      int keyBytes = crypto == null ? 0 : settings.keyBytes();
      handshake(Handshake.VERSION_5, keyBytes >> 3, extensions.flags(), Handshake.CONCLUSION)
          .write(packet);
      extensions.write(packet);
    }
    out.packetComplete();
  }

  private Handshake handshake(int version, int encryption, int extensions, int type) {
    return new Handshake(
        version,
        encryption,
        extensions,
        initialSequence,
        settings.packetBytes(),
        settings.windowPackets(),
        type,
        socketId,
        cookie,
        0,
        0);
  }

  /** When {@link #advance} is wanted, or {@link #NO_DEADLINE}. */
  public long deadlineNs() {
    return state == State.OVER ? NO_DEADLINE : giveUpNs - repeatNs < 0 ? giveUpNs : repeatNs;
  }
}
