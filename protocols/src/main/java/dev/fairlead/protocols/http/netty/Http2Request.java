package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request on an HTTP/2 connection, on the channel that Netty makes for it, and the way of its
 * answer. Confined to its loop.
 *
 * <p>Flow control is Netty's: what the client's window does not take yet waits in the codec and
 * shows as a channel that is not writable.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // A write or close that fails ends in channelInactive.
final class Http2Request extends ChannelInboundHandlerAdapter implements AnswerSink, Swept {
  private static final long NS_PER_MS = 1_000_000L;

  // Configuration.
  private final Http2Connection connection;
  private final Service service;
  private final HttpLimits limits;
  private final ServingLoop serving;

  // The request.
  private @Nullable ChannelHandlerContext context;
  private @Nullable Http2Headers head;
  private @Nullable ServedExchange exchange;
  private @Nullable ByteBuf body;
  private boolean dispatched;
  private boolean received;
  private int slot;
  private final long beganNs;

  // The answer.
  private @Nullable Http2BodyWriter writer;
  private boolean finished;
  private long bodyBytesQueued;
  private long bodyBytesAccepted;
  private long acceptedAtSweep;
  private long progressNs;

  Http2Request(Http2Connection connection, Service service, ServingLoop serving) {
    this.connection = connection;
    this.service = service;
    this.serving = serving;
    limits = service.config().limits();
    beganNs = serving.nowNs();
    progressNs = beganNs;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    this.context = context;
    serving.add(this);
    connection.requestOpened();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    serving.remove(this);
    connection.requestClosed();
  }

  // From the network.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (dispatched) {
        received |= message instanceof Http2DataFrame data && data.isEndStream();
        return;
      }
      if (message instanceof Http2HeadersFrame headers) {
        receiveHeaders(headers);
      } else if (message instanceof Http2DataFrame data) {
        receiveData(data);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void receiveHeaders(Http2HeadersFrame frame) {
    received = frame.isEndStream();
    ServedExchange started = exchange;
    if (started == null) {
      Http2Headers headers = frame.headers();
      head = headers;
      started =
          new ServedExchange(service, serving, this, text(headers.method()), text(headers.path()));
      exchange = started;
      if (connection.exceedsRate()) {
        service.count(HttpCounter.RATE_LIMITED);
        dispatched = true;
        started.setHeader("retry-after", "1");
        started.respondProblem(
            429, "too_many_requests", "This connection sends too many requests.");
        return;
      }
    }
    if (received || !started.hasRoute()) {
      dispatch(started);
    } else if ("100-continue".equalsIgnoreCase(requestHeader("expect"))) {
      context()
          .writeAndFlush(
              new DefaultHttp2HeadersFrame(new DefaultHttp2Headers(false).status("100"), false));
    }
  }

  private void receiveData(Http2DataFrame frame) {
    received = frame.isEndStream();
    ServedExchange started = exchange;
    if (started == null) {
      return;
    }
    ByteBuf piece = frame.content();
    if (piece.isReadable()) {
      ByteBuf whole = body;
      int before = whole == null ? 0 : whole.readableBytes();
      if (before + piece.readableBytes() > started.maxBodyBytes()) {
        service.count(HttpCounter.BODY_REFUSED);
        dispatched = true;
        started.respondProblem(
            413,
            "body_too_large",
            "This path takes bodies of up to " + started.maxBodyBytes() + " bytes.");
        return;
      }
      if (whole == null) {
        whole = allocator().heapBuffer(piece.readableBytes());
        body = whole;
      }
      whole.writeBytes(piece);
    }
    if (received) {
      dispatch(started);
    }
  }

  private void dispatch(ServedExchange ready) {
    dispatched = true;
    ByteBuf whole = body;
    if (whole != null) {
      body = null;
      ready.body(whole);
    }
    ready.dispatch();
  }

  private static String text(@Nullable CharSequence value) {
    return value == null ? "" : value.toString();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Http2BodyWriter open = writer;
    if (open != null) {
      open.writabilityChanged();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Http2BodyWriter open = writer;
    if (open != null) {
      open.close();
    }
    ByteBuf partial = body;
    if (partial != null) {
      body = null;
      partial.release();
    }
    ServedExchange gone = exchange;
    if (gone != null) {
      gone.answerEnded(false, bodyBytesAccepted);
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  // Time.

  @Override
  public void sweep(long nowNs) {
    ServedExchange open = exchange;
    if (bodyBytesQueued == bodyBytesAccepted || bodyBytesAccepted != acceptedAtSweep) {
      acceptedAtSweep = bodyBytesAccepted;
      progressNs = nowNs;
    } else if (nowNs - progressNs > limits.writeStallMs() * NS_PER_MS) {
      service.count(HttpCounter.WRITE_STALLED);
      abort();
      return;
    }
    if (open == null || open.isAnswered()) {
      return;
    }
    if (!dispatched && nowNs - beganNs > limits.headerTimeoutMs() * NS_PER_MS) {
      service.count(HttpCounter.HEADER_TIMEOUT);
      dispatched = true;
      open.respondProblem(408, "request_timeout", "The request did not arrive in time.");
    } else if (dispatched && nowNs - beganNs > limits.maxParkedMs() * NS_PER_MS) {
      service.count(HttpCounter.PARKED_TOO_LONG);
      open.respondProblem(503, "no_answer_in_time", "The server had no answer in time.");
    }
  }

  @Override
  public void drain() {
    // The connection says that it goes away; requests under way are answered.
  }

  @Override
  public int slot() {
    return slot;
  }

  @Override
  public void slot(int slot) {
    this.slot = slot;
  }

  // The answer.

  @Override
  public String protocol() {
    return "HTTP/2";
  }

  @Override
  public boolean isSecure() {
    return connection.isSecure();
  }

  @Override
  public InetSocketAddress socketRemote() {
    return SocketAddresses.orNowhere(context().channel().parent().remoteAddress());
  }

  @Override
  public InetSocketAddress socketLocal() {
    return SocketAddresses.orNowhere(context().channel().parent().localAddress());
  }

  @Override
  public @Nullable String requestHeader(String name) {
    Http2Headers headers = head;
    if (headers == null) {
      return null;
    }
    String key = name.toLowerCase(Locale.ROOT);
    CharSequence value = headers.get(key);
    if (value == null && key.equals("host")) {
      value = headers.authority();
    }
    return value == null ? null : value.toString();
  }

  @Override
  public ByteBufAllocator allocator() {
    return context().alloc();
  }

  @Override
  public void sendWhole(ServedExchange exchange, List<ByteBuf> pieces, long contentLength) {
    Http2Headers headers = answerHead(exchange);
    if (contentLength != NO_LENGTH) {
      headers.setLong("content-length", contentLength);
    }
    int last = pieces.size() - 1;
    ChannelFuture end = writeHead(headers, last < 0);
    for (int i = 0; i <= last; i++) {
      end = writeData(pieces.get(i), i == last);
    }
    context().flush();
    finishAfter(end);
  }

  @Override
  public boolean takesFiles() {
    // Data frames lie between the bytes.
    return false;
  }

  @Override
  public void sendFile(ServedExchange exchange, FileRegion region) {
    throw new UnsupportedOperationException("files are not sent over HTTP/2");
  }

  @Override
  public HttpBodyWriter sendHead(ServedExchange exchange, boolean endless) {
    writeHead(answerHead(exchange), false);
    context().flush();
    Http2BodyWriter open = new Http2BodyWriter(this);
    writer = open;
    return open;
  }

  private Http2Headers answerHead(ServedExchange exchange) {
    AnswerHeaders answer = exchange.headers();
    Http2Headers headers = new DefaultHttp2Headers(false, 2 * (answer.count() + 3));
    headers.status(Integer.toString(exchange.status()));
    headers.set("date", serving.date());
    for (int i = 0; i < answer.count(); i++) {
      headers.add(answer.name(i), answer.value(i));
    }
    return headers;
  }

  private ChannelFuture writeHead(Http2Headers headers, boolean end) {
    return context().write(new DefaultHttp2HeadersFrame(headers, end));
  }

  /** Queues a piece of the body; one reference is taken over. */
  ChannelFuture writeData(ByteBuf bytes, boolean end) {
    int length = bytes.readableBytes();
    bodyBytesQueued += length;
    ChannelFuture written = context().write(new DefaultHttp2DataFrame(bytes, end));
    return written.addListener(
        (ChannelFutureListener)
            outcome -> {
              if (outcome.isSuccess()) {
                bodyBytesAccepted += length;
              }
            });
  }

  void flush() {
    context().flush();
  }

  /** Ends an answer in pieces. */
  void finish() {
    writer = null;
    ChannelFuture end = writeData(Unpooled.EMPTY_BUFFER, true);
    context().flush();
    finishAfter(end);
  }

  private void finishAfter(ChannelFuture end) {
    end.addListener(
        (ChannelFutureListener)
            outcome -> {
              finished = true;
              ServedExchange ended = exchange;
              if (ended != null) {
                ended.answerEnded(outcome.isSuccess(), bodyBytesAccepted);
              }
              if (!received) {
                // Nobody reads the rest of the request (RFC 9113 §8.1).
                context().write(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
                context().flush();
                context().close();
              }
            });
  }

  boolean isWritable() {
    return !finished && context().channel().isWritable();
  }

  @Override
  public void abort() {
    Channel channel = context().channel();
    if (channel.isActive()) {
      context().write(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
      context().flush();
      channel.close();
    }
  }

  @Override
  public long bodyBytesAccepted() {
    return bodyBytesAccepted;
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext added = context;
    assert added != null : "used after it was added to a pipeline";
    return added;
  }
}
