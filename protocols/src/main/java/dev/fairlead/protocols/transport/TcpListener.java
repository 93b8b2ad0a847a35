package dev.fairlead.protocols.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;

/** One listening TCP port. Close it to stop accepting; accepted connections go on. */
public final class TcpListener implements AutoCloseable {
  /** Connections that may wait for accept; the kernel caps it at net.core.somaxconn. */
  private static final int BACKLOG = 4_096;

  /**
   * Bytes that may wait for one slow peer before it counts as not writable: a second and a half of
   * a 2.5 Mbit/s stream.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 512 << 10);

  private final Channel channel;

  private TcpListener(Channel channel) {
    this.channel = channel;
  }

  /**
   * Binds.
   *
   * @param loops where connections live
   * @param address port 0 takes any free port
   * @param initializer sets up each accepted connection
   * @throws IOException when the address is taken or not ours
   */
  public static TcpListener bind(
      EventLoops loops, InetSocketAddress address, ChannelHandler initializer) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverSocketChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(initializer)
            .bind(address)
            .awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new IOException(cause.getMessage(), cause);
    }
    return new TcpListener(bound.channel());
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
