package dev.fairlead.benchmarks.load;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srt.core.CloseReason;
import dev.fairlead.protocols.srt.core.PacketPool;
import dev.fairlead.protocols.srt.core.SrtActions;
import dev.fairlead.protocols.srt.core.SrtCallActions;
import dev.fairlead.protocols.srt.core.SrtCaller;
import dev.fairlead.protocols.srt.core.SrtConnection;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.core.SrtListener;
import dev.fairlead.protocols.srt.core.SrtListenerActions;
import dev.fairlead.protocols.srt.core.SrtRequest;
import dev.fairlead.protocols.srt.core.SrtSettings;
import dev.fairlead.protocols.srt.wire.RejectReason;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import dev.fairlead.protocols.transport.EventLoops;
import dev.fairlead.protocols.transport.LoopTimer;
import dev.fairlead.protocols.transport.UdpPort;
import dev.fairlead.protocols.transport.UdpReceiver;
import dev.fairlead.protocols.transport.UdpSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Our SRT core at one end of a way, with a loop and a port of its own and nothing behind it:
 * everyone is let in. Confined to that loop, save where it says so.
 */
final class SrtEnd
    implements UdpReceiver,
        SrtActions,
        SrtCallActions,
        SrtListenerActions,
        LoopTimer.Ringing,
        AutoCloseable {
  private static final int CALL_TIMEOUT_MS = 10_000;
  private static final int POOL_PACKETS = 1 << 15;
  private static final int CALLED_ID = 77;
  private static final int CALLER_ID = 78;

  private final EventLoops loops;
  private final SrtSettings settings;
  private final @Nullable InetSocketAddress peerToCall;
  private final Consumer<ByteBuf> delivered;
  private final CounterSet<SrtCounter> counters = new CounterSet<>(SrtCounter.class);
  private final PacketPool pool = new PacketPool(POOL_PACKETS);
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final LoopTimer.Alarm alarm = new LoopTimer.Alarm(this);
  private final UdpPort port;

  private @Nullable UdpSocket socket;
  private @Nullable LoopTimer timer;
  private @Nullable SrtListener listener;
  private @Nullable SrtCaller caller;
  private @Nullable SrtConnection connection;
  private @Nullable SrtRequest request;
  private @Nullable InetSocketAddress peer;
  private ByteBuf packet = Unpooled.EMPTY_BUFFER;

  private SrtEnd(
      SrtSettings settings, @Nullable InetSocketAddress peerToCall, Consumer<ByteBuf> delivered)
      throws IOException {
    this.settings = settings;
    this.peerToCall = peerToCall;
    this.delivered = delivered;
    loops = new EventLoops(1);
    port =
        UdpPort.bind(loops, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::open);
    UdpSocket opened = port.sockets().getFirst();
    opened.loop().execute(() -> ring(System.nanoTime()));
  }

  /** Waits to be called. */
  static SrtEnd listen(SrtSettings settings, Consumer<ByteBuf> delivered) throws IOException {
    return new SrtEnd(settings, null, delivered);
  }

  /** Calls. */
  static SrtEnd call(SrtSettings settings, InetSocketAddress to) throws IOException {
    return new SrtEnd(settings, to, payload -> {});
  }

  private UdpReceiver open(UdpSocket opened) {
    socket = opened;
    timer = loops.timerOf(opened.loop());
    InetSocketAddress to = peerToCall;
    if (to == null) {
      listener = new SrtListener(settings, counters, random);
    } else {
      peer = to;
      long nowNs = System.nanoTime();
      caller =
          new SrtCaller(settings, "", CALLER_ID, CALL_TIMEOUT_MS, pool, counters, random, nowNs);
    }
    return this;
  }

  InetSocketAddress address() {
    return port.address();
  }

  /** Sends a payload, of which one reference is taken over. Any thread. */
  void send(ByteBuf payload) {
    UdpSocket out = socket;
    if (out == null) {
      throw new IllegalStateException("not open");
    }
    out.loop()
        .execute(
            () -> {
              SrtConnection current = connection;
              long nowNs = System.nanoTime();
              if (current != null) {
                current.send(payload, payload.readerIndex(), payload.readableBytes(), nowNs);
                current.flush(nowNs, this);
                settle();
              }
              payload.release();
            });
  }

  @Override
  public void received(ByteBuf datagram, InetSocketAddress sender) {
    long nowNs = System.nanoTime();
    SrtConnection current = connection;
    boolean established =
        current != null
            && datagram.readableBytes() >= SrtHeader.SIZE_BYTES
            && SrtHeader.destination(datagram, datagram.readerIndex()) == current.socketId();
    if (current != null && established) {
      current.receive(datagram, nowNs, this);
    } else if (caller != null) {
      caller.receive(datagram, nowNs, this);
    } else if (listener != null) {
      listener.receive(datagram, sender, nowNs, this);
      letIn(listener, sender, nowNs);
    }
  }

  private void letIn(SrtListener asked, InetSocketAddress sender, long nowNs) {
    SrtRequest waiting = request;
    request = null;
    if (waiting != null && connection == null && asked.takeKeys(waiting, settings, this)) {
      peer = sender;
      connection = asked.accept(waiting, CALLED_ID, settings, pool, nowNs, this);
    }
  }

  @Override
  public void receivedAll() {
    settle();
  }

  private void settle() {
    UdpSocket out = socket;
    if (out != null) {
      out.flush();
    }
    setAlarm();
  }

  private void setAlarm() {
    LoopTimer clock = timer;
    if (clock != null) {
      SrtConnection current = connection;
      SrtCaller calling = caller;
      clock.set(
          alarm,
          current != null
              ? current.deadlineNs()
              : calling != null ? calling.deadlineNs() : LoopTimer.NO_DEADLINE);
    }
  }

  @Override
  public void ring(long nowNs) {
    SrtConnection current = connection;
    if (current != null) {
      current.advance(nowNs, this);
    } else if (caller != null) {
      caller.advance(nowNs, this);
    }
    settle();
  }

  @Override
  public ByteBuf packet(int maxBytes) {
    packet = PooledByteBufAllocator.DEFAULT.directBuffer(maxBytes);
    return packet;
  }

  @Override
  public void packetComplete() {
    InetSocketAddress to = peer;
    if (to != null) {
      packetComplete(to);
    }
  }

  @Override
  public void packetComplete(InetSocketAddress to) {
    UdpSocket out = socket;
    if (out != null) {
      out.send(packet, to);
    }
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
    throw new IllegalStateException("refused: " + reason);
  }

  @Override
  public void delivered(ByteBuf payload) {
    delivered.accept(payload);
  }

  @Override
  public void missed(int packets) {
    // The numbers of the payloads tell it.
  }

  @Override
  public void closed(CloseReason reason) {
    // The comparison is over, or shows that nothing comes any more.
  }

  @Override
  public void close() {
    port.close();
    loops.close();
  }
}
