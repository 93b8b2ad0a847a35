package dev.fairlead.control.outbound;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Posts to addresses that tenants name. Any thread; never blocks; one connection per call. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails ends the connection, and the answer.
public final class OutboundHttp {
  /** An answer is a status and at most a word of explanation. */
  private static final int MAX_ANSWER_BYTES = 65_536;

  private static final String NO_ADDRESS = "the name stands for no address";
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final EventLoopGroup loops;
  private final Class<? extends Channel> channelType;
  private final AddressGuard guard;
  private final Executor lookups;
  private volatile @Nullable SslContext tls;

  /**
   * @param loops run connections
   * @param channelType of a TCP connection under the transport of the loops
   * @param guard judges addresses
   * @param lookups may block, for names
   */
  public OutboundHttp(
      EventLoopGroup loops,
      Class<? extends Channel> channelType,
      AddressGuard guard,
      Executor lookups) {
    this.loops = loops;
    this.channelType = channelType;
    this.guard = guard;
    this.lookups = lookups;
  }

  /**
   * Posts JSON; gives the status of the answer, or fails.
   *
   * @param url http or https
   * @param headers besides those that HTTP needs
   * @param body JSON
   * @param timeoutMs from now to the whole answer
   */
  public CompletionStage<Integer> post(
      URI url, Map<String, String> headers, String body, int timeoutMs) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    try {
      lookups.execute(() -> lookUp(url, headers, body, timeoutMs, answer));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
    return answer.orTimeout(timeoutMs, TimeUnit.MILLISECONDS);
  }

  /**
   * Judges an address before it is kept: https, or http to the operator's own blocks alone; and all
   * that its name stands for now may be called. Blocks.
   *
   * @throws IOException when it may not be; the message says why
   */
  public void judge(URI url) throws IOException {
    boolean secure = "https".equals(url.getScheme());
    if ((!secure && !"http".equals(url.getScheme()))
        || url.getHost() == null
        || url.getUserInfo() != null) {
      throw new IOException("it must be an https address without user information");
    }
    InetAddress[] addresses;
    try {
      addresses = addresses(url);
    } catch (UnknownHostException e) {
      throw new IOException(NO_ADDRESS, e);
    }
    for (InetAddress address : addresses) {
      if (!secure && !guard.isOwn(address)) {
        throw new IOException("it must be https");
      }
    }
  }

  private InetAddress[] addresses(URI url) throws IOException {
    String host = url.getHost();
    InetAddress[] addresses =
        InetAddress.getAllByName(
            host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    for (InetAddress address : addresses) {
      if (!guard.allows(address)) {
        throw new IOException("the address is not one of the public network");
      }
    }
    return addresses;
  }

  private void lookUp(
      URI url,
      Map<String, String> headers,
      String body,
      int timeoutMs,
      CompletableFuture<Integer> answer) {
    try {
      InetAddress[] addresses = addresses(url);
      connect(addresses[0], url, headers, body, timeoutMs, answer);
    } catch (UnknownHostException e) {
      answer.completeExceptionally(new IOException(NO_ADDRESS));
    } catch (IOException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private void connect(
      InetAddress address,
      URI url,
      Map<String, String> headers,
      String body,
      int timeoutMs,
      CompletableFuture<Integer> answer)
      throws IOException {
    boolean secure = "https".equals(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    SslContext context = secure ? tls() : null;
    FullHttpRequest request = request(url, headers, body);
    new Bootstrap()
        .group(loops)
        .channel(channelType)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                if (context != null) {
                  pipeline.addLast(verified(context, channel, url.getHost(), port));
                }
                pipeline.addLast(new HttpClientCodec());
                pipeline.addLast(new HttpObjectAggregator(MAX_ANSWER_BYTES));
                pipeline.addLast(new Answering(request, answer));
              }
            })
        .connect(new InetSocketAddress(address, port))
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (!connected.isSuccess()) {
                    request.release();
                    answer.completeExceptionally(connected.cause());
                  } else {
                    answer.whenComplete((status, failure) -> connected.channel().close());
                  }
                });
  }

  private static SslHandler verified(
      SslContext context, SocketChannel channel, String host, int port) {
    SslHandler handler = context.newHandler(channel.alloc(), host, port);
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return handler;
  }

  private SslContext tls() throws IOException {
    SslContext made = tls;
    if (made == null) {
      made = SslContextBuilder.forClient().build();
      tls = made;
    }
    return made;
  }

  private static FullHttpRequest request(URI url, Map<String, String> headers, String body) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
            Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
    request
        .headers()
        .set(HttpHeaderNames.HOST, url.getRawAuthority())
        .set(HttpHeaderNames.USER_AGENT, "Fairlead")
        .set(HttpHeaderNames.CONNECTION, "close")
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
    headers.forEach((name, value) -> request.headers().set(name, value));
    return request;
  }

  /** Sends the request and waits for the answer. Confined to the connection's loop. */
  private static final class Answering extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final FullHttpRequest request;
    private final CompletableFuture<Integer> answer;

    Answering(FullHttpRequest request, CompletableFuture<Integer> answer) {
      this.request = request;
      this.answer = answer;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(request, context.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      answer.complete(response.status().code());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answer.completeExceptionally(new IOException("the connection ended without an answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      answer.completeExceptionally(cause);
      context.close();
    }
  }
}
