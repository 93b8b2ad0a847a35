package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection behind Netty's frame codec, which makes a channel for each of its requests.
 * Confined to its event loop.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // A write or close that fails ends in channelInactive.
final class Http2Connection extends ChannelInboundHandlerAdapter implements Swept {
  private static final long NS_PER_MS = 1_000_000L;

  /**
   * Cancelled requests within {@link #RESET_WINDOW_SECONDS}: a player that seeks cancels a handful,
   * the attack known as rapid reset thousands.
   */
  private static final int MAX_RESETS_PER_WINDOW = 200;

  private static final int RESET_WINDOW_SECONDS = 30;

  /** CONTINUATION frames that are nearly empty; honest encoders fill them. */
  private static final int MAX_SMALL_CONTINUATIONS = 16;

  /** Answers to PING and SETTINGS that wait for a client that does not read. */
  private static final int MAX_QUEUED_CONTROL_FRAMES = 1_000;

  // Configuration.
  private final Service service;
  private final HttpLimits limits;
  private final boolean secure;

  // Per connection.
  private @Nullable ChannelHandlerContext context;
  private @Nullable ServingLoop serving;
  private @Nullable RequestRate rate;
  private int slot;
  private int openRequests;
  private boolean draining;
  private long idleSinceNs;
  private long pendingAtSweep;
  private long progressNs;

  private Http2Connection(Service service, boolean secure) {
    this.service = service;
    this.secure = secure;
    limits = service.config().limits();
  }

  /** Puts HTTP/2 at the end of {@code pipeline}. */
  static void addTo(ChannelPipeline pipeline, Service service, boolean secure) {
    HttpLimits limits = service.config().limits();
    Http2Connection connection = new Http2Connection(service, secure);
    ServingLoop serving = service.servingLoop(pipeline.channel().eventLoop());
    pipeline.addLast(
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(limits.maxConcurrentRequests())
                    .maxHeaderListSize(limits.maxRequestLineBytes() + limits.maxHeaderBytes()))
            .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS_PER_WINDOW, RESET_WINDOW_SECONDS)
            .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS)
            .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES)
            .gracefulShutdownTimeoutMillis(0)
            .build());
    pipeline.addLast(
        new Http2MultiplexHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .config()
                    .setWriteBufferWaterMark(pipeline.channel().config().getWriteBufferWaterMark());
                channel.pipeline().addLast(new Http2Request(connection, service, serving));
              }
            }));
    pipeline.addLast(connection);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    ServingLoop loop = service.servingLoop(context.channel().eventLoop());
    serving = loop;
    idleSinceNs = loop.nowNs();
    progressNs = idleSinceNs;
    rate = service.rateOf(context.channel(), idleSinceNs);
    loop.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    serving().remove(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    // Frames of the connection itself; the codec has acted on them.
    ReferenceCountUtil.release(frame);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Http2Exception protocol) {
      service.count(
          protocol.error() == Http2Error.ENHANCE_YOUR_CALM
              ? HttpCounter.RESETS_EXCEEDED
              : HttpCounter.MALFORMED);
    }
    context.close();
  }

  // What its requests tell and ask.

  void requestOpened() {
    openRequests++;
  }

  void requestClosed() {
    openRequests--;
    idleSinceNs = serving().nowNs();
    if (draining && openRequests == 0) {
      context().close();
    }
  }

  boolean exceedsRate() {
    RequestRate counted = rate;
    return counted != null && counted.exceeds(serving().nowNs());
  }

  boolean isSecure() {
    return secure;
  }

  // Time.

  @Override
  public void sweep(long nowNs) {
    ChannelOutboundBuffer outbound = context().channel().unsafe().outboundBuffer();
    long pending = outbound == null ? 0 : outbound.totalPendingWriteBytes();
    if (outbound == null || pending == 0 || pending < pendingAtSweep) {
      progressNs = nowNs;
    } else if (nowNs - progressNs > limits.writeStallMs() * NS_PER_MS) {
      service.count(HttpCounter.WRITE_STALLED);
      context().channel().close();
      return;
    }
    pendingAtSweep = pending;
    if (openRequests == 0 && nowNs - idleSinceNs > limits.idleTimeoutMs() * NS_PER_MS) {
      service.count(HttpCounter.IDLE_CLOSED);
      context().close();
    }
  }

  @Override
  public void drain() {
    if (!draining) {
      draining = true;
      context().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
      if (openRequests == 0) {
        context().close();
      }
    }
  }

  @Override
  public int slot() {
    return slot;
  }

  @Override
  public void slot(int slot) {
    this.slot = slot;
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext added = context;
    assert added != null : "used after it was added to a pipeline";
    return added;
  }

  private ServingLoop serving() {
    ServingLoop loop = serving;
    assert loop != null : "used after it was added to a pipeline";
    return loop;
  }
}
