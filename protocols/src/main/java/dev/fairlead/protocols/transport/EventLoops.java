package dev.fairlead.protocols.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The node's event loops: one thread each, shared by all protocols, so that the bus and the sockets
 * of a broadcast meet on few threads. Any thread may use it; close it once, last of all.
 */
public final class EventLoops implements AutoCloseable {
  private static final long CLOSE_TIMEOUT_MS = 5_000;

  private final boolean epoll = Epoll.isAvailable();
  private final EventLoopGroup group;

  /**
   * @param threads how many loops, at least 1
   */
  public EventLoops(int threads) {
    IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("fairlead-loop", true), factory);
  }

  /** The loops, for bootstraps. */
  public EventLoopGroup group() {
    return group;
  }

  /** What a TCP listener is made of under the transport chosen. */
  public Class<? extends ServerSocketChannel> serverSocketChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** What a TCP connection to elsewhere is made of under the transport chosen. */
  public Class<? extends SocketChannel> socketChannel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
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
