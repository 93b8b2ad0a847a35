package dev.fairlead.protocols.rtmp.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.rtmp.bridge.PeerTransport;
import dev.fairlead.protocols.rtmp.bridge.RtmpPeer;
import dev.fairlead.protocols.rtmp.bridge.RtmpServices;
import dev.fairlead.protocols.rtmp.core.RtmpCounter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes and time between one channel and its peer. Confined to the channel's event loop; owns
 * what it reads until the peer has seen it.
 *
 * <p>One timer serves all deadlines: it is left where it is when they move away, and asks again
 * when it fires.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails in a channel comes back as its end.
final class RtmpHandler extends ChannelInboundHandlerAdapter implements PeerTransport {
  /** How long a peer may take to read why it was closed. */
  private static final long FLUSH_TIMEOUT_MS = 5_000;

  /** How long we read on after our last byte, so that the kernel does not take it back. */
  private static final long LINGER_MS = 1_000;

  private final RtmpServices services;
  private final CounterSet<RtmpCounter> counters;
  private final boolean tls;
  private final Channel channel;
  private final InetSocketAddress remote;

  private @Nullable RtmpPeer peer;
  private @Nullable ScheduledFuture<?> timer;
  private long timerNs;
  private boolean readingPaused;
  private boolean closing;
  private long writtenBytes;
  private long sentBytes;

  RtmpHandler(RtmpServices services, Channel channel, InetSocketAddress remote, boolean tls) {
    this.services = services;
    this.counters = services.counters();
    this.channel = channel;
    this.remote = remote;
    this.tls = tls;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    begin();
    context.fireChannelActive();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (channel.isActive()) {
      begin();
    }
  }

  private void begin() {
    if (peer == null) {
      counters.increment(RtmpCounter.CONNECTIONS_OPENED);
      // Samples live for seconds and are cut out of their messages: this allocator pools slices,
      // too.
      peer = new RtmpPeer(services, this, PooledByteBufAllocator.DEFAULT, System.nanoTime());
      settle(peer);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      RtmpPeer current = peer;
      if (!closing && current != null && message instanceof ByteBuf bytes) {
        current.receive(bytes, System.nanoTime());
        settle(current);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    sentBytes();
    applyReading();
    RtmpPeer current = peer;
    if (current != null && channel.isWritable()) {
      current.writable();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    RtmpPeer current = peer;
    if (current != null) {
      peer = null;
      counters.increment(RtmpCounter.CONNECTIONS_CLOSED);
      current.disconnected(System.nanoTime());
    }
    ScheduledFuture<?> pending = timer;
    if (pending != null) {
      pending.cancel(false);
      timer = null;
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Resets and failed TLS handshakes end here; the peer is told of by its disconnection.
    context.close();
  }

  /** The node ends. */
  void shutDown() {
    RtmpPeer current = peer;
    if (current != null) {
      current.shutDown(System.nanoTime());
    }
  }

  @Override
  public void deadlinesChanged() {
    RtmpPeer current = peer;
    if (current != null) {
      settle(current);
    }
  }

  private void settle(RtmpPeer current) {
    long dueNs = current.deadlineNs();
    ScheduledFuture<?> pending = timer;
    if (dueNs == Long.MAX_VALUE || closing || (pending != null && timerNs - dueNs <= 0)) {
      return;
    }
    if (pending != null) {
      pending.cancel(false);
    }
    timerNs = dueNs;
    long delayNs = Math.max(0, dueNs - System.nanoTime());
    timer = channel.eventLoop().schedule(this::fire, delayNs, TimeUnit.NANOSECONDS);
  }

  private void fire() {
    timer = null;
    RtmpPeer current = peer;
    if (current != null && !closing) {
      current.advance(System.nanoTime());
      settle(current);
    }
  }

  // What the peer wants.

  @Override
  public EventLoop loop() {
    return channel.eventLoop();
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public void send(ByteBuf bytes) {
    int length = bytes.readableBytes();
    writtenBytes += length;
    counters.add(RtmpCounter.BYTES_OUT, length);
    channel.writeAndFlush(bytes, channel.voidPromise());
    sentBytes();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void pauseReading(boolean paused) {
    readingPaused = paused;
    applyReading();
  }

  private void applyReading() {
    RtmpPeer current = peer;
    // Who takes no answers gets no further questions read. Viewers are watched by the egress.
    boolean deaf = !channel.isWritable() && current != null && !current.isPlaying();
    channel.config().setAutoRead(closing || !(readingPaused || deaf));
  }

  /** A bound from below, and exact whenever nothing waits in the channel. */
  @Override
  public long sentBytes() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting != null) {
      sentBytes = Math.max(sentBytes, writtenBytes - waiting.totalPendingWriteBytes());
    }
    return sentBytes;
  }

  @Override
  public void closeGently() {
    if (closing) {
      return;
    }
    closing = true;
    applyReading();
    EventLoop loop = channel.eventLoop();
    loop.schedule(this::closeNow, FLUSH_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (tls || !written.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
                channel.close();
              } else {
                duplex.shutdownOutput();
                loop.schedule(this::closeNow, LINGER_MS, TimeUnit.MILLISECONDS);
              }
            });
  }

  @Override
  public void closeNow() {
    channel.close();
  }
}
