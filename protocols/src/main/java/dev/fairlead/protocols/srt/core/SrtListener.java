package dev.fairlead.protocols.srt.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srt.wire.ControlPacket;
import dev.fairlead.protocols.srt.wire.Handshake;
import dev.fairlead.protocols.srt.wire.HandshakeExtensions;
import dev.fairlead.protocols.srt.wire.RejectReason;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import dev.fairlead.protocols.srt.wire.SrtHello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Answers callers (SRT draft-01 §4.3.1). Confined to one thread.
 *
 * <p>Until a caller returns a valid cookie nothing of it is kept, so a flood from forged addresses
 * costs an answer each and no memory. What is kept then is bounded, and for a few seconds only: a
 * caller whose answer was lost asks again, and is told the same.
 */
public final class SrtListener {
  /** Nothing to wait for. */
  public static final long NO_DEADLINE = Deadlines.NO_DEADLINE;

  /** Callers that wait or were answered within {@link #KEEP_NS}: 1,600 a second for each loop. */
  static final int MAX_REQUESTS = 8_192;

  /** The same from one address, behind which there may be many. */
  static final int MAX_REQUESTS_PER_ADDRESS = 1_024;

  /** Callers ask for three seconds, unless they are told otherwise. */
  private static final long KEEP_NS = 5_000_000_000L;

  private static final int MAX_ANSWER_BYTES = 1_472;
  private static final int ADVERTISED_SHIFT = 3;

  private final CounterSet<SrtCounter> counters;
  private final RandomGenerator random;
  private final SrtCookies cookies;
  private final int advertisedKeyBytes;
  private final Map<Caller, SrtRequest> requests = new HashMap<>();
  private final Map<InetAddress, int[]> perAddress = new HashMap<>();
  private final ArrayDeque<SrtRequest> oldestFirst = new ArrayDeque<>();
  private final ByteBuf scratch = Unpooled.buffer(MAX_ANSWER_BYTES);

  /** By what a repeated question is known. */
  private record Caller(InetSocketAddress from, int socketId) {}

  /**
   * @param settings of connections to come
   * @param counters what happened
   * @param random makes cookies and keys
   */
  public SrtListener(
      SrtSettings settings, CounterSet<SrtCounter> counters, RandomGenerator random) {
    this.counters = counters;
    this.random = random;
    cookies = new SrtCookies(random);
    advertisedKeyBytes = settings.passphrase().isEmpty() ? 0 : settings.keyBytes();
  }

  /** A packet that is for no connection came; its readable bytes are borrowed. */
  public void receive(ByteBuf packet, InetSocketAddress from, long nowNs, SrtListenerActions out) {
    int index = packet.readerIndex();
    int endIndex = packet.writerIndex();
    if (endIndex - index < SrtHeader.SIZE_BYTES
        || !SrtHeader.isControl(packet, index)
        || ControlPacket.type(packet, index) != ControlPacket.HANDSHAKE
        || SrtHeader.destination(packet, index) != 0) {
      counters.increment(SrtCounter.PACKETS_UNKNOWN);
      return;
    }
    Handshake handshake = Handshake.read(packet, index + SrtHeader.SIZE_BYTES, endIndex);
    if (handshake == null) {
      counters.increment(SrtCounter.HANDSHAKES_MALFORMED);
      return;
    }
    switch (handshake.type()) {
      case Handshake.INDUCTION -> induce(handshake, from, nowNs, out);
      case Handshake.CONCLUSION -> conclude(packet, handshake, from, nowNs, out);
      default -> counters.increment(SrtCounter.HANDSHAKES_MALFORMED);
    }
  }

  private void induce(Handshake asked, InetSocketAddress from, long nowNs, SrtListenerActions out) {
    counters.increment(SrtCounter.HANDSHAKES_INDUCED);
    Handshake answer =
        new Handshake(
            Handshake.VERSION_5,
            advertisedKeyBytes >> ADVERTISED_SHIFT,
            Handshake.MAGIC,
            asked.initialSequence(),
            asked.packetBytes(),
            asked.windowPackets(),
            Handshake.INDUCTION,
            asked.socketId(),
            cookies.cookie(from, nowNs),
            asked.address(),
            asked.addressRest());
    ByteBuf packet = out.packet(SrtHeader.SIZE_BYTES + Handshake.SIZE_BYTES);
    header(packet, asked.socketId());
    answer.write(packet);
    out.packetComplete(from);
  }

  private static void header(ByteBuf packet, int destination) {
    ControlPacket.write(packet, ControlPacket.HANDSHAKE, 0, 0, 0, destination);
  }

  private void conclude(
      ByteBuf packet,
      Handshake handshake,
      InetSocketAddress from,
      long nowNs,
      SrtListenerActions out) {
    if (!cookies.isValid(handshake.cookie(), from, nowNs)) {
      counters.increment(SrtCounter.HANDSHAKES_FORGED);
      return;
    }
    forgetOld(nowNs);
    SrtRequest known = requests.get(new Caller(from, handshake.socketId()));
    if (known != null) {
      repeat(known, out);
      return;
    }
    if (requests.size() >= MAX_REQUESTS
        || perAddress.computeIfAbsent(from.getAddress(), none -> new int[1])[0]
            >= MAX_REQUESTS_PER_ADDRESS) {
      counters.increment(SrtCounter.HANDSHAKES_OVER_LIMIT);
      return;
    }
    int index = packet.readerIndex();
    HandshakeExtensions extensions =
        handshake.version() == Handshake.VERSION_5
            ? HandshakeExtensions.read(
                packet, index + SrtHeader.SIZE_BYTES + Handshake.SIZE_BYTES, packet.writerIndex())
            : HandshakeExtensions.request();
    RejectReason objection =
        handshake.version() != Handshake.VERSION_5
            ? RejectReason.VERSION
            : extensions == null
                ? RejectReason.ROGUE
                : Negotiation.objection(handshake, extensions);
    SrtHello hello = extensions == null ? null : extensions.hello();
    SrtRequest request =
        new SrtRequest(
            from,
            handshake,
            hello == null ? new SrtHello(0, 0, 0, 0) : hello,
            extensions == null ? HandshakeExtensions.request() : extensions,
            SrtHeader.timestampUs(packet, index),
            nowNs);
    keep(request);
    if (objection != null) {
      refuse(request, objection, out);
    } else {
      out.requested(request);
    }
  }

  private void keep(SrtRequest request) {
    requests.put(new Caller(request.from(), request.handshake().socketId()), request);
    perAddress.computeIfAbsent(request.from().getAddress(), none -> new int[1])[0]++;
    oldestFirst.add(request);
  }

  private void forgetOld(long nowNs) {
    while (!oldestFirst.isEmpty() && nowNs - oldestFirst.getFirst().arrivedNs() >= KEEP_NS) {
      SrtRequest old = oldestFirst.removeFirst();
      requests.remove(new Caller(old.from(), old.handshake().socketId()));
      InetAddress address = old.from().getAddress();
      int[] count = perAddress.get(address);
      if (count != null) {
        count[0]--;
        if (count[0] <= 0) {
          perAddress.remove(address);
        }
      }
      if (old.answer() == null) {
        counters.increment(SrtCounter.HANDSHAKES_EXPIRED);
      }
    }
  }

  private void repeat(SrtRequest known, SrtListenerActions out) {
    byte[] answer = known.answer();
    if (answer != null) {
      counters.increment(SrtCounter.HANDSHAKES_REPEATED);
      out.packet(answer.length).writeBytes(answer);
      out.packetComplete(known.from());
    }
  }

  /** Time has passed: forgets callers that were answered long ago. */
  public void advance(long nowNs) {
    forgetOld(nowNs);
  }

  /** When {@link #advance} is wanted, or {@link #NO_DEADLINE}. */
  public long deadlineNs() {
    return oldestFirst.isEmpty() ? NO_DEADLINE : oldestFirst.getFirst().arrivedNs() + KEEP_NS;
  }

  /** Callers that wait or were answered a moment ago. */
  public int requests() {
    return requests.size();
  }

  /** Refuses a caller. */
  public void refuse(SrtRequest request, RejectReason reason, SrtListenerActions out) {
    counters.increment(SrtCounter.CONNECTIONS_REFUSED);
    scratch.clear();
    header(scratch, request.handshake().socketId());
    request.handshake().withType(reason.handshakeType()).write(scratch);
    answer(request, out);
  }

  private void answer(SrtRequest request, SrtListenerActions out) {
    request.answer(ByteBufUtil.getBytes(scratch));
    out.packet(scratch.readableBytes()).writeBytes(scratch);
    out.packetComplete(request.from());
  }

  /**
   * Looks at a caller's keys, which takes a millisecond: only callers that would be let in
   * otherwise should get here.
   *
   * @param settings of this connection
   * @return false when they do not fit, and the caller was refused
   */
  public boolean takeKeys(SrtRequest request, SrtSettings settings, SrtListenerActions out) {
    Negotiation.KeysOutcome outcome = Negotiation.takeKeys(settings, request.keys(), random);
    RejectReason refusal = outcome.refusal();
    if (refusal == null) {
      request.keysOutcome(outcome);
      return true;
    }
    counters.increment(
        refusal == RejectReason.BAD_SECRET ? SrtCounter.BAD_SECRET : SrtCounter.UNSECURE);
    refuse(request, refusal, out);
    return false;
  }

  /**
   * Lets a caller in whose keys were taken.
   *
   * @param socketId of this side, unique among its connections and not 0
   * @param settings of this connection, as given to {@link #takeKeys}
   * @param pool room for what is received
   */
  public SrtConnection accept(
      SrtRequest request,
      int socketId,
      SrtSettings settings,
      PacketPool pool,
      long nowNs,
      SrtListenerActions out) {
    Negotiation.KeysOutcome keys = request.keysOutcome();
    if (keys == null) {
      throw new IllegalStateException("keys come first");
    }
    counters.increment(SrtCounter.CONNECTIONS_ACCEPTED);
    Handshake asked = request.handshake();
    SrtHello hello = request.hello();
    Negotiation.Latencies latencies = Negotiation.latencies(settings, hello);
    Agreement agreement =
        new Agreement(
            socketId,
            asked.socketId(),
            asked.initialSequence(),
            asked.initialSequence(),
            Negotiation.packetBytes(settings, asked),
            Negotiation.sendWindowPackets(settings, asked),
            latencies.receiveMs(),
            latencies.sendMs(),
            hello.has(SrtHello.DROP_TOO_LATE),
            hello.has(SrtHello.PERIODIC_NAK),
            hello.has(SrtHello.RETRANSMISSION_FLAG),
            request.timestampUs(),
            request.arrivedNs(),
            nowNs,
            keys.crypto(),
            keys.unreadable());
    writeResponse(request, agreement, settings, latencies, keys);
    answer(request, out);
    return new SrtConnection(agreement, settings, pool, counters, nowNs);
  }

  private void writeResponse(
      SrtRequest request,
      Agreement agreement,
      SrtSettings settings,
      Negotiation.Latencies latencies,
      Negotiation.KeysOutcome keys) {
    Handshake asked = request.handshake();
    HandshakeExtensions extensions =
        HandshakeExtensions.response()
            .hello(Negotiation.response(request.hello(), latencies))
            .keys(keys.crypto() != null && !keys.unreadable() ? request.keys() : null)
            .keyState(keys.state());
    scratch.clear();
    header(scratch, asked.socketId());
    new Handshake(
            Handshake.VERSION_5,
            asked.encryption(),
            extensions.flags(),
            asked.initialSequence(),
            agreement.packetBytes(),
            settings.windowPackets(),
            Handshake.CONCLUSION,
            agreement.socketId(),
            asked.cookie(),
            asked.address(),
            asked.addressRest())
        .write(scratch);
    extensions.write(scratch);
  }
}
