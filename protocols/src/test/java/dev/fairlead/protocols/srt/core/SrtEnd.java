package dev.fairlead.protocols.srt.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.testkit.SimulatedLink;
import dev.fairlead.protocols.srt.wire.RejectReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One end of a simulated link: a listener or a caller, then its connection. */
final class SrtEnd implements SrtCallActions, SrtListenerActions, SrtActions {
  static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7_000);

  final CounterSet<SrtCounter> counters = new CounterSet<>(SrtCounter.class);
  final PacketPool pool = new PacketPool(1 << 16);
  final Random random;
  final SimulatedLink outgoing;
  private final ByteBuf scratch = Unpooled.wrappedBuffer(new byte[2_048]);

  @Nullable SrtListener listener;
  @Nullable SrtCaller caller;
  @Nullable SrtConnection connection;
  @Nullable SrtRequest request;
  @Nullable RejectReason refusal;
  @Nullable CloseReason closed;
  int refusalCode;
  long missed;
  long nowNs;
  Consumer<ByteBuf> onDelivered = payload -> {};

  /** Lets in or refuses; runs after the listener's call. */
  BiFunction<SrtEnd, SrtRequest, @Nullable RejectReason> policy = (peer, asked) -> null;

  SrtSettings settings = SrtSettings.DEFAULT;
  int nextSocketId;

  SrtEnd(SimulatedLink outgoing, long seed) {
    this.outgoing = outgoing;
    random = new Random(seed);
    nextSocketId = 1 + random.nextInt(1 << 20);
  }

  void listen() {
    listener = new SrtListener(settings, counters, random);
  }

  void call(String streamId) {
    caller =
        new SrtCaller(settings, streamId, nextSocketId++, 3_000, pool, counters, random, nowNs);
    caller.advance(nowNs, this);
  }

  void receive(byte[] datagram, long now) {
    nowNs = now;
    ByteBuf packet = Unpooled.wrappedBuffer(datagram);
    SrtConnection established = connection;
    int destination = packet.getInt(12);
    if (established != null && destination == established.socketId()) {
      established.receive(packet, now, this);
    } else if (caller != null) {
      caller.receive(packet, now, this);
    } else if (listener != null) {
      listener.receive(packet, ADDRESS, now, this);
      decide();
    }
  }

  private void decide() {
    SrtRequest asked = request;
    SrtListener answering = listener;
    if (asked == null || answering == null) {
      return;
    }
    request = null;
    RejectReason reason = policy.apply(this, asked);
    if (reason != null) {
      answering.refuse(asked, reason, this);
    } else if (answering.takeKeys(asked, settings, this)) {
      connection = answering.accept(asked, nextSocketId++, settings, pool, nowNs, this);
    }
  }

  void advance(long now) {
    nowNs = now;
    SrtConnection established = connection;
    if (established != null && established.deadlineNs() - now <= 0) {
      established.advance(now, this);
    }
    if (caller != null && caller.deadlineNs() - now <= 0) {
      caller.advance(now, this);
    }
    if (listener != null && listener.deadlineNs() - now <= 0) {
      listener.advance(now);
    }
  }

  long deadlineNs() {
    long earliest = SrtConnection.NO_DEADLINE;
    if (connection != null) {
      earliest = Math.min(earliest, connection.deadlineNs());
    }
    if (caller != null) {
      earliest = Math.min(earliest, caller.deadlineNs());
    }
    return earliest;
  }

  SrtConnection established() {
    SrtConnection made = connection;
    if (made == null) {
      throw new AssertionError("not connected: " + refusal);
    }
    return made;
  }

  @Override
  public ByteBuf packet(int maxBytes) {
    return scratch.clear();
  }

  @Override
  public void packetComplete() {
    outgoing.send(ByteBufUtil.getBytes(scratch), nowNs);
  }

  @Override
  public void packetComplete(InetSocketAddress to) {
    packetComplete();
  }

  @Override
  public void requested(SrtRequest asked) {
    request = asked;
  }

  @Override
  public void connected(SrtConnection made) {
    connection = made;
  }

  @Override
  public void refused(RejectReason reason, int code) {
    refusal = reason;
    refusalCode = code;
  }

  @Override
  public void delivered(ByteBuf payload) {
    onDelivered.accept(payload);
  }

  @Override
  public void missed(int packets) {
    missed += packets;
  }

  @Override
  public void closed(CloseReason reason) {
    closed = reason;
  }
}
