package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.WebSocketListener;
import dev.fairlead.protocols.http.WebSocketPeer;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection that became a WebSocket, behind Netty's codec. Confined to its event loop.
 *
 * <p>What waits for a slow client is bounded by the channel's water mark and one message.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // A write or close that fails ends in channelInactive.
final class WebSocketConnection extends SimpleChannelInboundHandler<WebSocketFrame>
    implements WebSocketPeer, Swept {
  /** Longest message of a client: a GraphQL query with its variables. */
  static final int MAX_MESSAGE_BYTES = 65_536;

  /** A client that types fast subscribes a few times a second. */
  static final int MAX_MESSAGES_PER_SECOND = 50;

  private static final int TOO_SLOW = 1_013;
  private static final long PING_NS = 25_000_000_000L;
  private static final long SILENCE_NS = 60_000_000_000L;

  private final Service service;
  private final ServingLoop serving;
  private @Nullable ChannelHandlerContext context;
  private @Nullable WebSocketListener listener;
  private int slot;
  private boolean closing;
  private boolean over;
  private final RequestRate rate;
  private long heardNs;
  private long pingedNs;

  private WebSocketConnection(Service service, ServingLoop serving) {
    this.service = service;
    this.serving = serving;
    heardNs = serving.nowNs();
    pingedNs = heardNs;
    rate = new RequestRate(MAX_MESSAGES_PER_SECOND, heardNs);
  }

  /** Takes the place of HTTP in a pipeline whose answer 101 is written. */
  static void takeOver(
      Service service,
      ServingLoop serving,
      ChannelHandlerContext http,
      Function<WebSocketPeer, WebSocketListener> opener) {
    WebSocketConnection connection = new WebSocketConnection(service, serving);
    ChannelPipeline pipeline = http.pipeline();
    pipeline.addLast(
        new WebSocket13FrameDecoder(
            WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                .allowExtensions(false)
                .expectMaskedFrames(true)
                .build()),
        new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
        new WebSocket13FrameEncoder(false),
        connection);
    pipeline.remove(http.handler());
    service.count(HttpCounter.WEB_SOCKETS);
    connection.listener = opener.apply(connection);
    // Last: what it holds already goes to those behind it.
    pipeline.remove(PlainPipeline.DECODER);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    serving.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    serving.remove(this);
    ended();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended();
    context.fireChannelInactive();
  }

  private void ended() {
    if (!over) {
      over = true;
      WebSocketListener told = listener;
      if (told != null) {
        told.closed();
      }
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    heardNs = serving.nowNs();
    if (closing) {
      return;
    }
    if (rate.exceeds(heardNs)) {
      service.count(HttpCounter.RATE_LIMITED);
      close(POLICY, "too many messages");
      return;
    }
    switch (frame) {
      case TextWebSocketFrame text -> {
        WebSocketListener told = listener;
        if (told != null) {
          try {
            told.text(text.text());
          } catch (RuntimeException e) {
            service.handlerFailed(e);
            close(1_011, "internal error");
          }
        }
      }
      case PingWebSocketFrame ping ->
          context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame _ -> close(NORMAL, "");
      case PongWebSocketFrame _ -> {
        // Heard is all that it says.
      }
      default -> close(1_003, "text only");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The codec answers what breaks the protocol; a socket that broke has nobody to tell.
    context.close();
  }

  @Override
  public EventLoop loop() {
    return serving.loop();
  }

  @Override
  public void send(String text) {
    if (closing || over) {
      return;
    }
    if (!context().channel().isWritable()) {
      service.count(HttpCounter.WRITE_STALLED);
      close(TOO_SLOW, "too slow");
      return;
    }
    context().writeAndFlush(new TextWebSocketFrame(text));
  }

  @Override
  public void close(int code, String reason) {
    if (closing || over) {
      return;
    }
    closing = true;
    context()
        .writeAndFlush(new CloseWebSocketFrame(code, reason))
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public boolean isClosed() {
    return closing || over;
  }

  @Override
  public void sweep(long nowNs) {
    if (nowNs - heardNs > SILENCE_NS) {
      service.count(HttpCounter.IDLE_CLOSED);
      context().close();
    } else if (nowNs - pingedNs > PING_NS) {
      pingedNs = nowNs;
      context().writeAndFlush(new PingWebSocketFrame());
    }
  }

  @Override
  public void drain() {
    close(1_001, "the server ends");
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
}
