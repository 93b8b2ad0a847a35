package dev.fairlead.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Viewers of one URL on one thread of their own. Confined to the program's main thread. */
@SuppressWarnings("FutureReturnValueIgnored") // A broken connection shows as a lost viewer.
final class ViewerPool implements Audience {
  /** Larger than any batch, so that a viewer reads each in one call. */
  private static final int READ_BYTES = 256 << 10;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<Channel> viewers = new ArrayList<>();
  private final ViewerTally tally;
  private final InetSocketAddress address;
  private final Supplier<ChannelHandler> handlers;

  /**
   * @param kind {@code rtmp}, {@code flv} or {@code ts}
   * @param url what they watch
   */
  ViewerPool(String kind, String url, ViewerTally tally) {
    this.tally = tally;
    if (kind.equals("rtmp")) {
      RtmpUrl parsed = RtmpUrl.parse(url);
      address = new InetSocketAddress(parsed.host(), parsed.port());
      handlers = () -> new RtmpViewer(parsed, tally);
    } else {
      URI parsed = URI.create(url);
      address = new InetSocketAddress(parsed.getHost(), parsed.getPort());
      handlers =
          switch (kind) {
            case "flv" -> () -> new HttpBody(parsed, tally, new FlvTags(tally));
            case "ts" -> () -> new HttpBody(parsed, tally, new TsPackets(tally));
            default -> throw new IllegalArgumentException("no such viewer: " + kind);
          };
    }
  }

  @Override
  public void connect(int count, int perSecond) throws InterruptedException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(handlers.get());
                  }
                });
    for (int i = 0; i < count; i++) {
      viewers.add(bootstrap.connect(address).sync().channel());
      Thread.sleep(1_000 / perSecond);
    }
  }

  @Override
  public void close() {
    long lostBefore = tally.lost.sum();
    viewers.forEach(Channel::close);
    loop.shutdownGracefully().awaitUninterruptibly(5_000);
    // Those that leave now leave because they were told to.
    tally.lost.add(lostBefore - tally.lost.sum());
  }
}
