package dev.fairlead.protocols.webrtc.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.webrtc.bridge.PeerEndpoint;
import dev.fairlead.protocols.webrtc.bridge.PeerPath;
import dev.fairlead.protocols.webrtc.bridge.PeerSession;
import dev.fairlead.protocols.webrtc.bridge.WebRtcCounter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A peer's TCP connection (RFC 6544), whose datagrams come behind their lengths (RFC 4571 §2).
 * Receives on its channel's loop and hands over to its endpoint's, to which everything else is
 * confined; any loop may send.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What becomes of it is told by channelInactive.
final class TcpPeer extends ChannelInboundHandlerAdapter implements PeerPath {
  /** Bytes of a length. */
  static final int LENGTH_BYTES = 2;

  /** Connections that belong to no session yet: those of a thousand viewers who come at once. */
  static final int MAX_UNNAMED = 1_000;

  /** A peer that connects has its first check at hand. */
  private static final long NAME_TIMEOUT_MS = 10_000;

  private final Channel channel;
  private final InetSocketAddress remote;
  private final LoopEndpoint endpoint;
  private final AtomicInteger unnamed;
  private final CounterSet<WebRtcCounter> counters;

  // On the endpoint's loop.
  private @Nullable PeerSession session;
  private boolean named;

  /**
   * @param endpoint where its datagrams go
   * @param unnamed counts connections that belong to no session, of all loops
   */
  TcpPeer(
      Channel channel,
      LoopEndpoint endpoint,
      AtomicInteger unnamed,
      CounterSet<WebRtcCounter> counters) {
    this.channel = channel;
    remote = (InetSocketAddress) channel.remoteAddress();
    this.endpoint = endpoint;
    this.unnamed = unnamed;
    this.counters = counters;
  }

  // From the channel.

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    counters.increment(WebRtcCounter.TCP_CONNECTIONS);
    if (unnamed.incrementAndGet() > MAX_UNNAMED) {
      counters.increment(WebRtcCounter.TCP_REFUSED);
      ctx.close();
      return;
    }
    endpoint.loop().schedule(this::closeUnlessNamed, NAME_TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  private void closeUnlessNamed() {
    if (!named && channel.isActive()) {
      counters.increment(WebRtcCounter.TCP_REFUSED);
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf datagram = (ByteBuf) message;
    if (endpoint.loop().inEventLoop()) {
      receive(datagram);
    } else {
      endpoint
          .loop()
          .execute(
              () -> {
                receive(datagram);
                endpoint.receivedAll();
              });
    }
  }

  private void receive(ByteBuf datagram) {
    try {
      endpoint.received(datagram, this);
    } finally {
      datagram.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (endpoint.loop().inEventLoop()) {
      endpoint.receivedAll();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (endpoint.loop().inEventLoop()) {
      closed();
    } else {
      endpoint.loop().execute(this::closed);
    }
  }

  private void closed() {
    name();
    PeerSession owner = session;
    if (owner != null) {
      session = null;
      owner.execute(() -> owner.pathClosed(this));
    }
  }

  /** It no longer counts among those that belong to nobody. */
  private void name() {
    if (!named) {
      named = true;
      unnamed.decrementAndGet();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Resets are how peers leave; what is no frame comes from no peer.
    ctx.close();
  }

  /** Whose it is, or null while nobody has proven to be there. */
  @Nullable PeerSession session() {
    return session;
  }

  // As a path.

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public PeerEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public void send(ByteBuf datagram, PeerEndpoint home) {
    sendBurst(datagram, Math.max(1, datagram.readableBytes()), home);
  }

  @Override
  public void sendBurst(ByteBuf datagrams, int segmentBytes, PeerEndpoint home) {
    try {
      if (!channel.isWritable()) {
        // As a queue on the way would do; what is lost is asked for again.
        counters.increment(WebRtcCounter.TCP_NOT_SENT);
        return;
      }
      int bytes = datagrams.readableBytes();
      int segments = (bytes + segmentBytes - 1) / segmentBytes;
      ByteBuf framed = PooledByteBufAllocator.DEFAULT.directBuffer(bytes + LENGTH_BYTES * segments);
      int index = datagrams.readerIndex();
      for (int left = bytes; left > 0; ) {
        int length = Math.min(segmentBytes, left);
        framed.writeShort(length).writeBytes(datagrams, index, length);
        index += length;
        left -= length;
      }
      channel.writeAndFlush(framed, channel.voidPromise());
    } finally {
      datagrams.release();
    }
  }

  @Override
  public void bind(PeerSession owner) {
    endpointExecute(
        () -> {
          if (!owner.isClosed()) {
            session = owner;
            name();
          }
        });
  }

  @Override
  public void unbind(PeerSession owner) {
    endpointExecute(
        () -> {
          PeerSession current = session;
          if (current != null && current.equals(owner)) {
            session = null;
            channel.close();
          }
        });
  }

  private void endpointExecute(Runnable task) {
    if (endpoint.loop().inEventLoop()) {
      task.run();
    } else {
      endpoint.loop().execute(task);
    }
  }
}
