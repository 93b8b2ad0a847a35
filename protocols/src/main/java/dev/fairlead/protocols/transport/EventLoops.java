package dev.fairlead.protocols.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The node's event loops: one thread each, shared by all protocols, so that the bus and the sockets
 * of a broadcast meet on few threads. Any thread may use it; close it once, last of all.
 */
public final class EventLoops implements AutoCloseable {
  private static final long CLOSE_TIMEOUT_MS = 5_000;

  private final boolean epoll;
  private final EventLoopGroup group;
  private final List<EventLoop> all;
  private final IdentityHashMap<EventLoop, LoopTimer> timers = new IdentityHashMap<>();

  /**
   * @param threads how many loops, at least 1
   */
  public EventLoops(int threads) {
    this(threads, Epoll.isAvailable());
  }

  /**
   * @param threads how many loops, at least 1
   * @param epoll whether to take the native transport, false for the portable one
   */
  EventLoops(int threads, boolean epoll) {
    this.epoll = epoll;
    IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("fairlead-loop", true), factory);
    ArrayList<EventLoop> loops = new ArrayList<>();
    for (EventExecutor executor : group) {
      EventLoop loop = (EventLoop) executor;
      loops.add(loop);
      timers.put(loop, new LoopTimer(loop));
    }
    all = List.copyOf(loops);
  }

  /** The loops, for bootstraps. */
  public EventLoopGroup group() {
    return group;
  }

  /** Each loop. */
  public List<EventLoop> all() {
    return all;
  }

  /** The timer of {@code loop}, which is one of these loops; to be used on it only. */
  public LoopTimer timerOf(EventLoop loop) {
    LoopTimer timer = timers.get(loop);
    if (timer == null) {
      throw new IllegalArgumentException("not one of these loops");
    }
    return timer;
  }

  /** What a TCP listener is made of under the transport chosen. */
  public Class<? extends ServerSocketChannel> serverSocketChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** What a TCP connection to elsewhere is made of under the transport chosen. */
  public Class<? extends SocketChannel> socketChannel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** What a UDP port is made of under the transport chosen. */
  Class<? extends DatagramChannel> datagramChannel() {
    return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  boolean isEpoll() {
    return epoll;
  }

  /** {@code epoll} or {@code nio}. */
  public String transportName() {
    return epoll ? "epoll" : "nio";
  }

  /** Stops the loops and waits until their threads are gone. */
  @Override
  public void close() {
    group
        .shutdownGracefully(0, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_TIMEOUT_MS);
  }
}
