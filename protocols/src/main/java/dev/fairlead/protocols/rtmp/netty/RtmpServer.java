package dev.fairlead.protocols.rtmp.netty;

import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.rtmp.bridge.RtmpServices;
import dev.fairlead.protocols.rtmp.bridge.WaitingViewers;
import dev.fairlead.protocols.rtmp.core.RtmpCounter;
import dev.fairlead.protocols.transport.EventLoops;
import dev.fairlead.protocols.transport.TcpListener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One RTMP or RTMPS port: takes publishers into broadcasts and viewers out of them. Any thread may
 * start and close it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a close but close().
public final class RtmpServer implements AutoCloseable {
  private static final long CLOSE_TIMEOUT_MS = 3_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final EventLoops loops;
  private final RtmpConfig config;
  private final RtmpServices services;
  private final ConnectionLimit limit;
  private final Set<RtmpHandler> handlers = ConcurrentHashMap.newKeySet();
  private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
  private @Nullable TcpListener listener;

  /**
   * @param egress serves viewers, null to take publishers only
   */
  public RtmpServer(
      EventLoops loops,
      BroadcastRegistry registry,
      SessionGate gate,
      @Nullable Egress egress,
      RtmpConfig config) {
    this.loops = loops;
    this.config = config;
    limit = new ConnectionLimit(config.maxConnections(), config.maxConnectionsPerAddress());
    Instant now = Instant.now();
    WaitingViewers waiting = new WaitingViewers();
    registry.addListener(waiting);
    services =
        new RtmpServices(
            registry,
            gate,
            egress,
            config.limits(),
            config.playWaitMs(),
            new CounterSet<>(RtmpCounter.class),
            new WallClock(
                now.getEpochSecond() * NANOS_PER_SECOND + now.getNano(), System.nanoTime()),
            new SecureRandom(),
            waiting);
  }

  /**
   * Begins to accept.
   *
   * @throws IOException when the address is taken or not ours
   */
  public void start() throws IOException {
    listener = TcpListener.bind(loops, config.bind(), new Accept());
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    TcpListener bound = listener;
    if (bound == null) {
      throw new IllegalStateException("not started");
    }
    return bound.address();
  }

  /** What happened so far. */
  public CounterSet<RtmpCounter> counters() {
    return services.counters();
  }

  /** Connections that are open. */
  public int connections() {
    return limit.inAll();
  }

  /** Stops accepting, tells every peer, and waits a moment until they are gone. */
  @Override
  public void close() {
    TcpListener bound = listener;
    if (bound != null) {
      bound.close();
    }
    for (RtmpHandler handler : handlers) {
      handler.loop().execute(handler::shutDown);
    }
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_TIMEOUT_MS);
    for (Channel channel : channels) {
      long leftNs = Math.max(1, deadlineNs - System.nanoTime());
      if (!channel.closeFuture().awaitUninterruptibly(leftNs, TimeUnit.NANOSECONDS)) {
        channel.close().awaitUninterruptibly(CLOSE_TIMEOUT_MS);
      }
    }
  }

  /** Sets up one accepted connection. */
  private final class Accept extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      InetSocketAddress remote = channel.remoteAddress();
      if (remote == null) {
        // Gone before it was looked at.
        channel.close();
        return;
      }
      switch (limit.enter(remote.getAddress())) {
        case TOO_MANY -> refuse(channel, RtmpCounter.CONNECTIONS_OVER_LIMIT);
        case TOO_MANY_FROM_ADDRESS -> refuse(channel, RtmpCounter.CONNECTIONS_OVER_ADDRESS_LIMIT);
        case ADMITTED -> admit(channel, remote);
      }
    }

    private void refuse(SocketChannel channel, RtmpCounter counter) {
      counters().increment(counter);
      channel.close();
    }

    private void admit(SocketChannel channel, InetSocketAddress remote) {
      SslContext tls = config.tls();
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      RtmpHandler handler = new RtmpHandler(services, channel, remote, tls != null);
      handlers.add(handler);
      channels.add(channel);
      channel.pipeline().addLast(handler);
      channel
          .closeFuture()
          .addListener(
              closed -> {
                handlers.remove(handler);
                channels.remove(channel);
                limit.leave(remote.getAddress());
              });
    }
  }
}
