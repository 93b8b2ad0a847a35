package dev.fairlead.protocols.transport;

import dev.fairlead.media.counter.CounterSet;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * One UDP port for any number of conversations. Under epoll every loop has a socket of its own and
 * the kernel spreads peers over them by their address, so that a peer always meets the same loop;
 * elsewhere one loop has the only socket. Any thread may bind and close.
 *
 * <p>A read may bring many datagrams of one peer that the kernel merged (GRO), a send may hand it a
 * burst that it cuts (GSO); where it can do neither they go one by one.
 */
public final class UdpPort implements AutoCloseable {
  /** The longest datagram, and the most that GRO merges into one read. */
  private static final int MAX_DATAGRAM_BYTES = 65_536;

  /** Datagrams before other sockets of the loop have their turn. */
  private static final int MAX_MESSAGES_PER_READ = 256;

  /** Asked of the kernel, which grants what net.core.rmem_max and wmem_max allow. */
  private static final int SOCKET_BUFFER_BYTES = 8 << 20;

  /** Bytes that may wait for one socket: two frames of 2.5 Mbit/s for each of 500 viewers. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(6 << 20, 12 << 20);

  private final CounterSet<UdpCounter> counters = new CounterSet<>(UdpCounter.class);
  private final ArrayList<Channel> channels = new ArrayList<>();
  private final ArrayList<UdpSocket> sockets = new ArrayList<>();

  private UdpPort() {}

  /**
   * Binds.
   *
   * @param loops where sockets live
   * @param address port 0 takes any free port
   * @param receivers makes what receives, once for each socket
   * @throws IOException when the address is taken or not ours
   */
  public static UdpPort bind(
      EventLoops loops, InetSocketAddress address, UdpReceiver.Factory receivers)
      throws IOException {
    UdpPort port = new UdpPort();
    try {
      if (!loops.isEpoll()) {
        port.open(loops, loops.all().getFirst(), address, false, receivers);
        return port;
      }
      // The first socket binds alone, so that a port that is taken is an error even where the
      // other one would share it; only then it lets the further ones in.
      port.open(loops, loops.all().getFirst(), address, false, receivers);
      port.channels.getFirst().config().setOption(UnixChannelOption.SO_REUSEPORT, true);
      for (EventLoop loop : loops.all().subList(1, loops.all().size())) {
        port.open(loops, loop, port.address(), true, receivers);
      }
      return port;
    } catch (IOException | RuntimeException failed) {
      port.close();
      throw failed;
    }
  }

  /**
   * Opens one socket on any free port, on one loop: for a peer that is called.
   *
   * @param loop one of {@code loops}
   * @param like an address of the family to be called
   * @throws IOException when the kernel has none left
   */
  public static UdpPort openOn(
      EventLoops loops, EventLoop loop, InetAddress like, UdpReceiver receiver) throws IOException {
    UdpPort port = new UdpPort();
    InetAddress any = like.isLoopbackAddress() ? like : new InetSocketAddress(0).getAddress();
    try {
      port.open(loops, loop, new InetSocketAddress(any, 0), false, socket -> receiver);
      return port;
    } catch (IOException | RuntimeException failed) {
      port.close();
      throw failed;
    }
  }

  private void open(
      EventLoops loops,
      EventLoop loop,
      InetSocketAddress address,
      boolean shared,
      UdpReceiver.Factory receivers)
      throws IOException {
    boolean epoll = loops.isEpoll();
    UdpSocket.Handler handler = new UdpSocket.Handler(receivers, epoll && cutsInKernel(), counters);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(loops.datagramChannel())
            // Batches are large and short-lived; this allocator keeps them apart from all others.
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES)
                    .maxMessagesPerRead(MAX_MESSAGES_PER_READ))
            .option(ChannelOption.MAX_MESSAGES_PER_WRITE, Integer.MAX_VALUE)
            .handler(handler);
    if (epoll) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, shared);
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new IOException(cause.getMessage(), cause);
    }
    if (epoll) {
      // A kernel before 5.0 says no, and datagrams come one by one.
      bound.channel().config().setOption(EpollChannelOption.UDP_GRO, true);
    }
    channels.add(bound.channel());
    sockets.add(handler.socket());
  }

  /** Asks what only a class that is otherwise of no use any more can tell. */
  @SuppressWarnings("deprecation")
  private static boolean cutsInKernel() {
    return io.netty.channel.epoll.SegmentedDatagramPacket.isSupported();
  }

  /** Where it receives, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channels.getFirst().localAddress();
  }

  /** All sockets. */
  public List<UdpSocket> sockets() {
    return List.copyOf(sockets);
  }

  /** The socket of {@code loop}, or another one where that loop has none. */
  public UdpSocket socketOn(EventLoop loop) {
    for (UdpSocket socket : sockets) {
      if (socket.loop().equals(loop)) {
        return socket;
      }
    }
    return sockets.getFirst();
  }

  /** What happened so far on all sockets. */
  public CounterSet<UdpCounter> counters() {
    return counters;
  }

  @Override
  public void close() {
    for (Channel channel : channels) {
      channel.close().awaitUninterruptibly();
    }
  }

  /** Closes what was opened by {@link #openOn}, on its own loop, which must not wait for itself. */
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it.
  public void closeOnLoop() {
    for (Channel channel : channels) {
      channel.close();
    }
  }
}
