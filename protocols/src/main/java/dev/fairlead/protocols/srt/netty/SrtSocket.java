package dev.fairlead.protocols.srt.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srt.bridge.SrtEntry;
import dev.fairlead.protocols.srt.bridge.SrtOutlet;
import dev.fairlead.protocols.srt.bridge.SrtPeer;
import dev.fairlead.protocols.srt.bridge.SrtReception;
import dev.fairlead.protocols.srt.bridge.SrtRole;
import dev.fairlead.protocols.srt.bridge.SrtServices;
import dev.fairlead.protocols.srt.core.PacketPool;
import dev.fairlead.protocols.srt.core.SrtConnection;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.core.SrtListener;
import dev.fairlead.protocols.srt.core.SrtListenerActions;
import dev.fairlead.protocols.srt.core.SrtRequest;
import dev.fairlead.protocols.srt.wire.RejectReason;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import dev.fairlead.protocols.transport.LoopTimer;
import dev.fairlead.protocols.transport.UdpReceiver;
import dev.fairlead.protocols.transport.UdpSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One loop's part of a port: its listener, its connections by their socket id, their deadlines.
 * Confined to that loop, save where it says so.
 */
final class SrtSocket implements UdpReceiver, SrtListenerActions {
  private static final int MAX_HANDSHAKE_BYTES = 1_472;
  private static final int MAX_SOCKET_ID = 0x3FFF_FFFF;

  private final UdpSocket socket;
  private final SrtConfig config;
  private final LoopTimer timer;
  private final AtomicInteger connections;
  private final RandomGenerator random;
  private final CounterSet<SrtCounter> counters;
  private final PacketPool pool;
  private final BurstWriter writer;
  private final SrtListener listener;
  private final SrtReception reception;
  private final Int2ObjectHashMap<Outlet> outlets = new Int2ObjectHashMap<>();
  private final ArrayList<Outlet> touched = new ArrayList<>();
  private final LoopTimer.Alarm listenerAlarm = new LoopTimer.Alarm(this::forgetCallers);
  private final ByteBuf scratch = Unpooled.wrappedBuffer(new byte[MAX_HANDSHAKE_BYTES]);
  private @Nullable SrtRequest request;
  private boolean closing;

  SrtSocket(
      UdpSocket socket,
      SrtServices services,
      SrtConfig config,
      LoopTimer timer,
      AtomicInteger connections,
      RandomGenerator random) {
    this.socket = socket;
    this.config = config;
    this.timer = timer;
    this.connections = connections;
    this.random = random;
    counters = services.counters();
    pool = new PacketPool(config.maxWaitingPackets());
    writer = new BurstWriter(socket, counters);
    listener = new SrtListener(config.settings(), counters, random);
    reception = new SrtReception(services);
  }

  @Override
  public void received(ByteBuf datagram, InetSocketAddress sender) {
    counters.add(SrtCounter.BYTES_IN, datagram.readableBytes());
    if (datagram.readableBytes() < SrtHeader.SIZE_BYTES) {
      counters.increment(SrtCounter.PACKETS_MALFORMED);
      return;
    }
    int destination = SrtHeader.destination(datagram, datagram.readerIndex());
    if (destination == 0) {
      greet(datagram, sender);
      return;
    }
    Outlet outlet = outlets.get(destination);
    SrtPeer peer = outlet == null ? null : outlet.peer;
    if (outlet == null || peer == null) {
      counters.increment(SrtCounter.PACKETS_UNKNOWN);
    } else if (!outlet.remote.equals(sender)) {
      counters.increment(SrtCounter.PACKETS_FROM_ELSEWHERE);
    } else {
      outlet.touch();
      peer.receive(datagram, System.nanoTime());
    }
  }

  private void greet(ByteBuf datagram, InetSocketAddress sender) {
    if (closing) {
      return;
    }
    listener.receive(datagram, sender, System.nanoTime(), this);
    SrtRequest asked = request;
    if (asked != null) {
      request = null;
      timer.set(listenerAlarm, listener.deadlineNs());
      reception.requested(asked.streamId(), new Entry(asked));
    }
  }

  private void forgetCallers(long nowNs) {
    listener.advance(nowNs);
    timer.set(listenerAlarm, listener.deadlineNs());
  }

  @Override
  public void receivedAll() {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).settle();
    }
    touched.clear();
    writer.flush();
  }

  // What the listener wants.

  @Override
  public ByteBuf packet(int maxBytes) {
    // Packets to callers know their address at their end only.
    return scratch.clear();
  }

  @Override
  public void packetComplete(InetSocketAddress to) {
    writer.packet(to, scratch.readableBytes()).writeBytes(scratch);
    writer.packetComplete();
  }

  @Override
  public void requested(SrtRequest asked) {
    request = asked;
  }

  // What the bridge wants.

  EventLoop loop() {
    return socket.loop();
  }

  /** A caller that waits. */
  private final class Entry implements SrtEntry {
    private final SrtRequest asked;

    Entry(SrtRequest asked) {
      this.asked = asked;
    }

    @Override
    public EventLoop loop() {
      return socket.loop();
    }

    @Override
    public InetSocketAddress remote() {
      return asked.from();
    }

    @Override
    public String agent() {
      return "srt " + asked.version();
    }

    @Override
    public void refuse(RejectReason reason) {
      listener.refuse(asked, reason, SrtSocket.this);
      writer.flush();
    }

    @Override
    public boolean takeKeys() {
      boolean fit = listener.takeKeys(asked, config.settings(), SrtSocket.this);
      writer.flush();
      return fit;
    }

    @Override
    public @Nullable SrtPeer accept(SrtRole role) {
      if (closing) {
        refuse(RejectReason.CLOSING);
        return null;
      }
      if (connections.incrementAndGet() > config.maxConnections()) {
        connections.decrementAndGet();
        counters.increment(SrtCounter.CONNECTIONS_OVER_LIMIT);
        refuse(RejectReason.OVERLOAD);
        return null;
      }
      return letIn(asked, role);
    }
  }

  private SrtPeer letIn(SrtRequest asked, SrtRole role) {
    long nowNs = System.nanoTime();
    SrtConnection connection =
        listener.accept(asked, freeSocketId(), config.settings(), pool, nowNs, this);
    Outlet outlet = new Outlet(connection.socketId(), asked.from());
    SrtPeer peer = new SrtPeer(connection, outlet, role, counters, nowNs);
    outlet.peer = peer;
    outlets.put(connection.socketId(), outlet);
    outlet.deadlineChanged();
    writer.flush();
    return peer;
  }

  private int freeSocketId() {
    int id;
    do {
      id = random.nextInt(1, MAX_SOCKET_ID);
    } while (outlets.containsKey(id));
    return id;
  }

  /** The port closes: tells every peer. On the loop. */
  void close() {
    closing = true;
    for (Outlet outlet : new ArrayList<>(outlets.values())) {
      SrtPeer peer = outlet.peer;
      if (peer != null) {
        peer.shutDown(System.nanoTime());
      }
    }
    timer.cancel(listenerAlarm);
  }

  /** One peer's place. */
  private final class Outlet implements SrtOutlet, LoopTimer.Ringing {
    private final int socketId;
    private final InetSocketAddress remote;
    private final LoopTimer.Alarm alarm = new LoopTimer.Alarm(this);
    private @Nullable SrtPeer peer;
    private boolean isTouched;

    Outlet(int socketId, InetSocketAddress remote) {
      this.socketId = socketId;
      this.remote = remote;
    }

    void touch() {
      if (!isTouched) {
        isTouched = true;
        touched.add(this);
      }
    }

    void settle() {
      isTouched = false;
      SrtPeer current = peer;
      if (current != null) {
        current.receivedAll();
        deadlineChanged();
      }
    }

    @Override
    public void ring(long nowNs) {
      SrtPeer current = peer;
      if (current != null) {
        current.advance(nowNs);
        deadlineChanged();
      }
    }

    @Override
    public EventLoop loop() {
      return socket.loop();
    }

    @Override
    public InetSocketAddress remote() {
      return remote;
    }

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
      SrtPeer current = peer;
      if (current != null) {
        timer.set(alarm, current.deadlineNs());
      }
    }

    @Override
    public void closed() {
      peer = null;
      timer.cancel(alarm);
      outlets.remove(socketId);
      connections.decrementAndGet();
    }
  }
}
