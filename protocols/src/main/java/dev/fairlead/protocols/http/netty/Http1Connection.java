package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpLimits;
import dev.fairlead.protocols.http.WebSocketListener;
import dev.fairlead.protocols.http.WebSocketPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection behind Netty's request decoder. Confined to its event loop.
 *
 * <p>Requests are dispatched one at a time, in order, and only while the socket takes more: what a
 * client may make us queue is one answer and {@code maxPipelinedRequests} requests.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // A write or close that fails ends in channelInactive.
final class Http1Connection extends ChannelInboundHandlerAdapter implements Swept {
  private static final long NS_PER_MS = 1_000_000L;

  /**
   * How long a client may go on sending a request that was refused. Closing a socket with unread
   * bytes resets it, and the client would never see the answer (RFC 9112 §9.6).
   */
  private static final long LINGER_NS = 2_000_000_000L;

  /** The connection was not told to end. */
  private static final long NOT_LINGERING = Long.MIN_VALUE;

  /** No request has begun to arrive. */
  private static final long NOT_BEGUN = Long.MIN_VALUE;

  // Configuration.
  private final Service service;
  private final HttpLimits limits;
  private final boolean secure;

  // Per connection.
  private @Nullable ChannelHandlerContext context;
  private @Nullable ServingLoop serving;
  private int slot;
  private final ArrayDeque<Http1Request> waiting = new ArrayDeque<>(2);
  private @Nullable Http1Request receiving;
  private @Nullable Http1Request current;
  private @Nullable Http1BodyWriter writer;
  private boolean refusing;
  private boolean unread;
  private boolean draining;
  private boolean dispatching;
  private boolean reading;
  private boolean decoded;
  private boolean flushAfterRead;
  private boolean readPaused;
  private long requestBeganNs = NOT_BEGUN;
  private long idleSinceNs;
  private @Nullable RequestRate rate;
  private long lingerUntilNs = NOT_LINGERING;

  private @Nullable WriteProgress progress;

  Http1Connection(Service service, boolean secure) {
    this.service = service;
    this.secure = secure;
    limits = service.config().limits();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    ServingLoop loop = service.servingLoop(context.channel().eventLoop());
    serving = loop;
    long nowNs = loop.nowNs();
    idleSinceNs = nowNs;
    progress = new WriteProgress(context.channel(), nowNs);
    rate = service.rateOf(context.channel(), nowNs);
    loop.add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    serving().remove(this);
  }

  // From the network.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    decoded = true;
    try {
      if (refusing) {
        return;
      }
      if (message instanceof HttpRequest head) {
        receiveHead(head);
      }
      if (message instanceof HttpContent content && !refusing) {
        receiveContent(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void receiveHead(HttpRequest head) {
    long nowNs = serving().nowNs();
    if (requestBeganNs == NOT_BEGUN) {
      requestBeganNs = nowNs;
    }
    Http1Request request =
        new Http1Request(this, service, serving(), head, HttpUtil.isKeepAlive(head));
    receiving = request;
    if (head.decoderResult().isFailure()) {
      refuseMalformed(request, head.decoderResult().cause());
    } else if (rate != null && rate.exceeds(nowNs)) {
      service.count(HttpCounter.RATE_LIMITED);
      refuse(request, 429, "too_many_requests", "This connection sends too many requests.");
    } else if (waiting.size() >= limits.maxPipelinedRequests()) {
      service.count(HttpCounter.PIPELINE_OVERFLOW);
      refuse(request, 429, "too_many_pipelined", "Too many requests wait on this connection.");
    } else {
      verify(request, head);
    }
  }

  private void refuseMalformed(Http1Request request, Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      service.count(HttpCounter.HEADERS_TOO_LARGE);
      refuse(request, 414, "target_too_long", "The request line is too long.");
    } else if (cause instanceof TooLongHttpHeaderException) {
      service.count(HttpCounter.HEADERS_TOO_LARGE);
      refuse(request, 431, "headers_too_large", "The request's headers are too long.");
    } else {
      service.count(HttpCounter.MALFORMED);
      refuse(request, 400, "malformed_request", "The request is not valid HTTP.");
    }
  }

  /** Checks what the decoder lets pass, and whether the body is one that the route takes. */
  private void verify(Http1Request request, HttpRequest head) {
    HttpVersion version = head.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      refuse(request, 505, "version_not_supported", "This server speaks HTTP/1.1 and HTTP/2.");
      return;
    }
    // RFC 9112 §3.2: exactly one Host header in 1.1.
    if (head.headers().getAll(HttpHeaderNames.HOST).size() != 1 && !request.isVersion10()) {
      service.count(HttpCounter.MALFORMED);
      refuse(request, 400, "host_missing", "A request has exactly one Host header.");
      return;
    }
    String transferCoding = head.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
    boolean chunked = transferCoding != null;
    if (chunked && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(transferCoding)) {
      refuse(request, 501, "transfer_coding_unknown", "Of transfer codings only chunked is known.");
      return;
    }
    long length = HttpUtil.getContentLength(head, 0L);
    if (!chunked && length == 0) {
      return;
    }
    if (!request.exchange().hasRoute()) {
      // The answer is known, and nobody wants the body.
      enqueueLast(request);
      return;
    }
    if (length > request.exchange().maxBodyBytes()
        || (chunked && request.exchange().maxBodyBytes() == 0)) {
      refuseBody(request);
      return;
    }
    expect(request, head);
  }

  private void expect(Http1Request request, HttpRequest head) {
    String expectation = head.headers().get(HttpHeaderNames.EXPECT);
    if (expectation == null || request.isVersion10()) {
      return;
    }
    if (!HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
      refuse(request, 417, "expectation_unknown", "Only 100-continue can be expected.");
    } else if (current == null && waiting.isEmpty()) {
      // Behind other answers it would be out of order; the client then sends without it.
      write(ByteBufUtil.writeAscii(allocator(), "HTTP/1.1 100 Continue\r\n\r\n"));
      flushSoon();
    }
  }

  private void receiveContent(HttpContent content) {
    Http1Request request = receiving;
    if (request == null) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      service.count(HttpCounter.MALFORMED);
      refuse(request, 400, "malformed_body", "The request's body is not valid HTTP.");
      return;
    }
    ByteBuf piece = content.content();
    if (piece.isReadable()) {
      if (request.bodyBytesReceived() + piece.readableBytes() > request.exchange().maxBodyBytes()) {
        refuseBody(request);
        return;
      }
      request.append(piece);
    }
    if (content instanceof LastHttpContent) {
      receiving = null;
      requestBeganNs = NOT_BEGUN;
      waiting.add(request);
      dispatchWaiting();
    }
  }

  private void refuseBody(Http1Request request) {
    service.count(HttpCounter.BODY_REFUSED);
    refuse(
        request,
        413,
        "body_too_large",
        "This path takes bodies of up to " + request.exchange().maxBodyBytes() + " bytes.");
  }

  /** Answers {@code request} with an error after those before it, and then nothing more. */
  private void refuse(Http1Request request, int status, String code, String detail) {
    request.refuse(status, code, detail);
    enqueueLast(request);
  }

  private void enqueueLast(Http1Request request) {
    refusing = true;
    unread = true;
    receiving = null;
    requestBeganNs = NOT_BEGUN;
    waiting.add(request);
    dispatchWaiting();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    if (!decoded && requestBeganNs == NOT_BEGUN && isIdle() && !refusing) {
      // Bytes came and made no request: one has begun.
      requestBeganNs = serving().nowNs();
    }
    decoded = false;
    if (flushAfterRead) {
      flushAfterRead = false;
      flush();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Http1BodyWriter body = writer;
    if (body != null) {
      body.writabilityChanged();
    }
    dispatchWaiting();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    refusing = true;
    Http1BodyWriter body = writer;
    if (body != null) {
      body.close();
    }
    Http1Request parked = current;
    if (parked != null) {
      current = null;
      parked.exchange().answerEnded(false, parked.bodyBytesAccepted());
    }
    Http1Request partial = receiving;
    if (partial != null) {
      receiving = null;
      partial.discard();
    }
    for (Http1Request request = waiting.poll(); request != null; request = waiting.poll()) {
      request.discard();
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The socket broke, or TLS did; there is nobody to tell.
    context.close();
  }

  // Dispatching.

  private boolean isIdle() {
    return current == null && waiting.isEmpty() && receiving == null;
  }

  private void dispatchWaiting() {
    if (dispatching) {
      return;
    }
    dispatching = true;
    while (current == null && !waiting.isEmpty() && isWritable()) {
      Http1Request next = waiting.poll();
      current = next;
      next.dispatch(serving().nowNs());
    }
    dispatching = false;
    boolean pause = waiting.size() >= limits.maxPipelinedRequests() / 2;
    if (pause != readPaused) {
      readPaused = pause;
      channel().config().setOption(ChannelOption.AUTO_READ, !pause);
    }
  }

  /** Whether the connection may go on after {@code request}'s answer. */
  boolean mayKeepAlive(Http1Request request) {
    return request.wantsKeepAlive()
        && !(refusing && waiting.isEmpty())
        && !draining
        && !service.isDraining();
  }

  /** The answer to the current request is queued whole. */
  void answered(Http1Request request, boolean stay) {
    assert request == current : "answers go out in the order of requests";
    current = null;
    writer = null;
    idleSinceNs = serving().nowNs();
    if (!stay) {
      request.last();
    }
    flushSoon();
    if (stay) {
      dispatchWaiting();
    } else {
      refusing = true;
      for (Http1Request late = waiting.poll(); late != null; late = waiting.poll()) {
        late.discard();
      }
    }
  }

  /** Whether nothing but the current request is on its way. */
  boolean mayUpgrade() {
    return waiting.isEmpty() && !refusing && !draining;
  }

  /** The current request's answer, 101, is queued: what follows is no HTTP. */
  void upgraded(Function<WebSocketPeer, WebSocketListener> opener) {
    current = null;
    writer = null;
    refusing = true;
    flush();
    WebSocketConnection.takeOver(service, serving(), context(), opener);
  }

  void streaming(Http1BodyWriter body) {
    writer = body;
  }

  // Writing.

  /** Queues bytes; one reference is taken over. */
  void write(ByteBuf bytes) {
    progress().queued(bytes.readableBytes());
    context().write(bytes, channel().unsafe().voidPromise());
  }

  /** Writes the end of an answer; {@code request} is told when the socket took it. */
  void writeLast(ByteBuf bytes, Http1Request request) {
    progress().queued(bytes.readableBytes());
    ChannelPromise promise = context().newPromise();
    promise.addListener(request);
    context().write(bytes, promise);
  }

  /** As {@link #writeLast(ByteBuf, Http1Request)}, of a file. */
  void writeLast(FileRegion region, Http1Request request) {
    progress().queued(region.count());
    ChannelPromise promise = context().newPromise();
    promise.addListener(request);
    context().write(region, promise);
  }

  /** Whether bytes go out as they are, by a transport that lets the kernel fetch them. */
  boolean takesFiles() {
    return !secure && channel() instanceof EpollSocketChannel;
  }

  /** Nothing follows the answer that the socket just took. */
  void close() {
    if (!unread || !channel().isActive() || !(channel() instanceof DuplexChannel duplex)) {
      channel().close();
      return;
    }
    lingerUntilNs = serving().nowNs() + LINGER_NS;
    if (!secure) {
      // Under TLS the end would look like an attack; there the length tells where the answer ends.
      duplex.shutdownOutput();
    }
  }

  void flushSoon() {
    if (reading) {
      flushAfterRead = true;
    } else {
      flush();
    }
  }

  private void flush() {
    progress().flushed();
    context().flush();
  }

  boolean isWritable() {
    return channel().isWritable();
  }

  /** Closes so that the client sees an error, not an end. */
  void reset() {
    if (channel().config().getOptions().containsKey(ChannelOption.SO_LINGER)) {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel().close();
  }

  long queuedBytes() {
    return progress().queuedBytes();
  }

  long acceptedBytes() {
    return progress().acceptedBytes();
  }

  // Time.

  @Override
  public void sweep(long nowNs) {
    if (lingerUntilNs != NOT_LINGERING) {
      if (nowNs - lingerUntilNs > 0) {
        channel().close();
      }
      return;
    }
    Http1Request request = current;
    if (progress().stalledNs(nowNs) > limits.writeStallMs() * NS_PER_MS) {
      service.count(HttpCounter.WRITE_STALLED);
      reset();
      return;
    }
    if (request != null && !request.exchange().isAnswered()) {
      if (nowNs - request.dispatchedNs() > limits.maxParkedMs() * NS_PER_MS) {
        service.count(HttpCounter.PARKED_TOO_LONG);
        request
            .exchange()
            .respondProblem(503, "no_answer_in_time", "The server had no answer in time.");
      }
    } else if (requestBeganNs != NOT_BEGUN) {
      if (nowNs - requestBeganNs > limits.headerTimeoutMs() * NS_PER_MS) {
        headerTimedOut();
      }
    } else if (isIdle() && nowNs - idleSinceNs > limits.idleTimeoutMs() * NS_PER_MS) {
      service.count(HttpCounter.IDLE_CLOSED);
      channel().close();
    }
  }

  private void headerTimedOut() {
    service.count(HttpCounter.HEADER_TIMEOUT);
    requestBeganNs = NOT_BEGUN;
    Http1Request partial = receiving;
    if (partial != null) {
      refuse(partial, 408, "request_timeout", "The request did not arrive in time.");
      return;
    }
    refusing = true;
    write(ByteBufUtil.writeAscii(allocator(), REQUEST_TIMEOUT));
    progress().flushed();
    context().flush();
    channel().close();
  }

  /** Sent when not even a request line came, so that there is no exchange to answer. */
  private static final String REQUEST_TIMEOUT =
      "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

  @Override
  public void drain() {
    draining = true;
    if (isIdle()) {
      channel().close();
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

  // State.

  boolean isSecure() {
    return secure;
  }

  InetSocketAddress socketRemote() {
    return SocketAddresses.orNowhere(channel().remoteAddress());
  }

  InetSocketAddress socketLocal() {
    return SocketAddresses.orNowhere(channel().localAddress());
  }

  ByteBufAllocator allocator() {
    return context().alloc();
  }

  Http1Head head() {
    return serving().head();
  }

  byte[] dateLine() {
    return serving().dateLine();
  }

  private Channel channel() {
    return context().channel();
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext added = context;
    assert added != null : "used after it was added to a pipeline";
    return added;
  }

  private WriteProgress progress() {
    WriteProgress started = progress;
    assert started != null : "used after it was added to a pipeline";
    return started;
  }

  private ServingLoop serving() {
    ServingLoop loop = serving;
    assert loop != null : "used after it was added to a pipeline";
    return loop;
  }
}
