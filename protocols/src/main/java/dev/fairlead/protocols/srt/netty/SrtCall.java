package dev.fairlead.protocols.srt.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srt.bridge.SrtEntry;
import dev.fairlead.protocols.srt.bridge.SrtOutlet;
import dev.fairlead.protocols.srt.bridge.SrtPeer;
import dev.fairlead.protocols.srt.bridge.SrtRole;
import dev.fairlead.protocols.srt.core.PacketPool;
import dev.fairlead.protocols.srt.core.SrtCallActions;
import dev.fairlead.protocols.srt.core.SrtCaller;
import dev.fairlead.protocols.srt.core.SrtConnection;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.core.SrtSettings;
import dev.fairlead.protocols.srt.wire.RejectReason;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import dev.fairlead.protocols.transport.EventLoops;
import dev.fairlead.protocols.transport.LoopTimer;
import dev.fairlead.protocols.transport.UdpPort;
import dev.fairlead.protocols.transport.UdpReceiver;
import dev.fairlead.protocols.transport.UdpSocket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One call to a listener, with a socket of its own, and the connection that comes of it. Confined
 * to its loop.
 *
 * <p>What the peer sends before it is decided what it is here for is not looked at: it will come
 * again, as all that is not acknowledged does.
 */
final class SrtCall implements UdpReceiver, SrtCallActions, SrtEntry, SrtOutlet, LoopTimer.Ringing {
  private static final int TIMEOUT_MS = 3_000;
  private static final int MAX_SOCKET_ID = 0x3FFF_FFFF;

  /** What may wait of one peer: all that its window allows. */
  private static final int MAX_WAITING_PACKETS = 1 << 14;

  private final EventLoop loop;
  private final LoopTimer timer;
  private final InetSocketAddress remote;
  private final CounterSet<SrtCounter> counters;
  private final Consumer<SrtEntry> onConnected;
  private final Runnable onOver;
  private final LoopTimer.Alarm alarm = new LoopTimer.Alarm(this);
  private final SrtCaller caller;
  private final UdpPort port;
  private final BurstWriter writer;
  private @Nullable SrtConnection connection;
  private @Nullable SrtPeer peer;
  private @Nullable RejectReason refusal;
  private boolean over;

  /**
   * @param streamId what is asked for
   * @param onConnected told once, within a call of this loop
   * @param onOver told once, whatever came of it, as a task of this loop
   * @throws IOException when there is no socket to be had
   */
  SrtCall(
      EventLoops loops,
      EventLoop loop,
      InetSocketAddress remote,
      SrtSettings settings,
      String streamId,
      CounterSet<SrtCounter> counters,
      RandomGenerator random,
      Consumer<SrtEntry> onConnected,
      Runnable onOver)
      throws IOException {
    this.loop = loop;
    this.remote = remote;
    this.counters = counters;
    this.onConnected = onConnected;
    this.onOver = onOver;
    timer = loops.timerOf(loop);
    caller =
        new SrtCaller(
            settings,
            streamId,
            random.nextInt(1, MAX_SOCKET_ID),
            TIMEOUT_MS,
            new PacketPool(MAX_WAITING_PACKETS),
            counters,
            random,
            System.nanoTime());
    port = UdpPort.openOn(loops, loop, remote.getAddress(), this);
    UdpSocket socket = port.sockets().getFirst();
    writer = new BurstWriter(socket, counters);
  }

  /** Begins to call. */
  void begin() {
    caller.advance(System.nanoTime(), this);
    writer.flush();
    deadlineChanged();
  }

  /** Why the listener refused; null when it did not. */
  @Nullable RejectReason refusal() {
    return refusal;
  }

  @Override
  public void received(ByteBuf datagram, InetSocketAddress sender) {
    counters.add(SrtCounter.BYTES_IN, datagram.readableBytes());
    if (over || !sender.equals(remote)) {
      counters.increment(SrtCounter.PACKETS_FROM_ELSEWHERE);
      return;
    }
    SrtConnection current = connection;
    if (current == null) {
      caller.receive(datagram, System.nanoTime(), this);
      return;
    }
    SrtPeer known = peer;
    if (known != null
        && datagram.readableBytes() >= SrtHeader.SIZE_BYTES
        && SrtHeader.destination(datagram, datagram.readerIndex()) == current.socketId()) {
      known.receive(datagram, System.nanoTime());
    }
  }

  @Override
  public void receivedAll() {
    SrtPeer known = peer;
    if (known != null) {
      known.receivedAll();
    }
    writer.flush();
    deadlineChanged();
  }

  @Override
  public void ring(long nowNs) {
    SrtPeer known = peer;
    if (known != null) {
      known.advance(nowNs);
    } else if (connection == null) {
      caller.advance(nowNs, this);
    }
    writer.flush();
    deadlineChanged();
  }

  /** This side hangs up. */
  void hangUp() {
    SrtPeer known = peer;
    if (known != null) {
      known.shutDown(System.nanoTime());
    } else {
      end();
    }
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    timer.cancel(alarm);
    writer.flush();
    SrtConnection current = connection;
    if (current != null) {
      current.release();
    }
    // Not within a call that the port's own socket may be in the middle of.
    loop.execute(
        () -> {
          port.closeOnLoop();
          onOver.run();
        });
  }

  // What the caller wants.

  @Override
  public void connected(SrtConnection made) {
    connection = made;
    onConnected.accept(this);
  }

  @Override
  public void refused(RejectReason reason, int code) {
    refusal = reason;
    end();
  }

  // What the bridge wants.

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public String agent() {
    return "srt";
  }

  @Override
  public void refuse(RejectReason reason) {
    SrtConnection current = connection;
    if (current != null && !over) {
      refusal = reason;
      new SrtPeer(current, this, NobodyRole.INSTANCE, counters, System.nanoTime())
          .shutDown(System.nanoTime());
    }
  }

  @Override
  public boolean takeKeys() {
    return true;
  }

  @Override
  public @Nullable SrtPeer accept(SrtRole role) {
    SrtConnection current = connection;
    if (current == null || over) {
      return null;
    }
    SrtPeer made = new SrtPeer(current, this, role, counters, System.nanoTime());
    peer = made;
    deadlineChanged();
    return made;
  }

  // What the peer wants.

  @Override
  public ByteBuf packet(int maxBytes) {
    return writer.packet(remote, maxBytes);
  }

  @Override
  public void packetComplete() {
    writer.packetComplete();
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public void deadlineChanged() {
    if (over) {
      return;
    }
    SrtPeer known = peer;
    timer.set(
        alarm,
        known != null
            ? known.deadlineNs()
            : connection == null ? caller.deadlineNs() : LoopTimer.NO_DEADLINE);
  }

  @Override
  public void closed() {
    end();
  }
}
