package dev.fairlead.protocols.transport;

import dev.fairlead.media.counter.CounterSet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a {@link UdpPort}, with an event loop of its own. Confined to that loop.
 *
 * <p>What is sent leaves with {@link #flush}, so that many datagrams share system calls. A socket
 * whose kernel buffer stays full drops what comes next and counts it: late media is worth nothing.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails comes back as an exception, and counts.
public final class UdpSocket {
  /** Segments of one burst: UDP_MAX_SEGMENTS of Linux before 6.9; later kernels take 128. */
  static final int MAX_BURST_SEGMENTS = 64;

  /** Bytes of one burst: what an IPv4 datagram may carry, less 28 bytes of headers. */
  static final int MAX_BURST_BYTES = 65_507;

  /** Refused bursts after which the path is taken to lack segmentation. */
  private static final int MAX_FAILED_BURSTS = 3;

  private final Channel channel;
  private final CounterSet<UdpCounter> counters;
  private boolean bursts;
  private int failedBursts;
  private boolean unflushedBurst;

  UdpSocket(Channel channel, boolean bursts, CounterSet<UdpCounter> counters) {
    this.channel = channel;
    this.bursts = bursts;
    this.counters = counters;
  }

  /** The loop that receives here, and the only one that may send here. */
  public EventLoop loop() {
    return channel.eventLoop();
  }

  /** Sends one datagram with the next flush; one reference is taken over. */
  public void send(ByteBuf datagram, InetSocketAddress to) {
    if (isAdmitted(datagram)) {
      channel.write(new DatagramPacket(datagram, to), channel.voidPromise());
    }
  }

  /**
   * Sends datagrams of equal length that lie one behind the other, with the next flush; one
   * reference is taken over. Costs one system call where the kernel cuts them itself.
   *
   * @param segmentBytes length of each; the last may be shorter
   */
  public void sendBurst(ByteBuf datagrams, int segmentBytes, InetSocketAddress to) {
    if (segmentBytes <= 0) {
      datagrams.release();
      throw new IllegalArgumentException("segmentBytes " + segmentBytes);
    }
    int limitBytes =
        bursts
            ? Math.max(1, Math.min(MAX_BURST_SEGMENTS, MAX_BURST_BYTES / segmentBytes))
                * segmentBytes
            : segmentBytes;
    while (datagrams.readableBytes() > limitBytes) {
      sendPiece(datagrams.readRetainedSlice(limitBytes), segmentBytes, to);
    }
    sendPiece(datagrams, segmentBytes, to);
  }

  private void sendPiece(ByteBuf piece, int segmentBytes, InetSocketAddress to) {
    if (piece.readableBytes() <= segmentBytes) {
      send(piece, to);
    } else if (isAdmitted(piece)) {
      unflushedBurst = true;
      channel.write(new SegmentedDatagramPacket(piece, segmentBytes, to), channel.voidPromise());
    }
  }

  private boolean isAdmitted(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length == 0 || !channel.isWritable()) {
      bytes.release();
      counters.increment(UdpCounter.SENDS_OVER_LIMIT);
      return false;
    }
    counters.increment(UdpCounter.SENDS);
    counters.add(UdpCounter.BYTES_OUT, length);
    return true;
  }

  /** Hands everything sent so far to the kernel. */
  public void flush() {
    channel.flush();
    unflushedBurst = false;
  }

  /** Whether the kernel takes bursts and cuts them itself. */
  public boolean cutsInKernel() {
    return bursts;
  }

  private void sendFailed() {
    counters.increment(UdpCounter.SENDS_FAILED);
    if (bursts && unflushedBurst) {
      failedBursts++;
      if (failedBursts >= MAX_FAILED_BURSTS) {
        bursts = false;
        counters.increment(UdpCounter.BURSTS_SWITCHED_OFF);
      }
    }
  }

  /** The socket's end of the pipeline: hands datagrams to the receiver. */
  static final class Handler extends ChannelInboundHandlerAdapter {
    private final UdpReceiver.Factory receivers;
    private final boolean bursts;
    private final CounterSet<UdpCounter> counters;
    private @Nullable UdpSocket socket;
    private @Nullable UdpReceiver receiver;

    Handler(UdpReceiver.Factory receivers, boolean bursts, CounterSet<UdpCounter> counters) {
      this.receivers = receivers;
      this.bursts = bursts;
      this.counters = counters;
    }

    UdpSocket socket() {
      UdpSocket opened = socket;
      if (opened == null) {
        throw new IllegalStateException("not open");
      }
      return opened;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      UdpSocket opened = new UdpSocket(context.channel(), bursts, counters);
      socket = opened;
      receiver = receivers.open(opened);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        UdpReceiver current = receiver;
        if (current != null && message instanceof DatagramPacket packet) {
          counters.increment(UdpCounter.DATAGRAMS_IN);
          counters.add(UdpCounter.BYTES_IN, packet.content().readableBytes());
          current.received(packet.content(), packet.sender());
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      UdpReceiver current = receiver;
      if (current != null) {
        current.receivedAll();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
      UdpSocket current = socket;
      if (cause instanceof IOException && current != null) {
        // A datagram that could not leave, or what ICMP said about an earlier one.
        current.sendFailed();
      } else {
        super.exceptionCaught(context, cause);
      }
    }
  }
}
