package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.WebSocketListener;
import dev.fairlead.protocols.http.WebSocketPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request on an HTTP/1.1 connection, and the way of its answer. Confined to its loop. */
final class Http1Request implements AnswerSink, ChannelFutureListener {
  /** An answer that stands before any handler was asked. */
  record Refusal(int status, String code, String detail) {}

  /** Shorter bodies are copied behind the head: cheaper than a second entry of the write. */
  private static final int MAX_COPIED_BYTES = 512;

  private static final int TOO_MANY_REQUESTS = 429;

  private final Http1Connection connection;
  private final HttpRequest head;
  private final ServedExchange exchange;
  private final boolean keepAlive;
  private final boolean isVersion10;
  private @Nullable Refusal refusal;
  private @Nullable ByteBuf body;
  private long bodyStart;
  private long bodyBytes;
  private boolean isLast;
  private long dispatchedNs;

  Http1Request(
      Http1Connection connection,
      Service service,
      ServingLoop serving,
      HttpRequest head,
      boolean keepAlive) {
    this.connection = connection;
    this.head = head;
    this.keepAlive = keepAlive;
    isVersion10 = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    exchange = new ServedExchange(service, serving, this, head.method().name(), head.uri());
  }

  ServedExchange exchange() {
    return exchange;
  }

  boolean wantsKeepAlive() {
    return keepAlive;
  }

  boolean isVersion10() {
    return isVersion10;
  }

  void refuse(int status, String code, String detail) {
    refusal = new Refusal(status, code, detail);
  }

  boolean isRefused() {
    return refusal != null;
  }

  long dispatchedNs() {
    return dispatchedNs;
  }

  /** Appends a piece of the request's body, borrowed. */
  void append(ByteBuf piece) {
    ByteBuf whole = body;
    if (whole == null) {
      whole = allocator().heapBuffer(piece.readableBytes());
      body = whole;
    }
    whole.writeBytes(piece);
  }

  int bodyBytesReceived() {
    return body == null ? 0 : body.readableBytes();
  }

  /** Gives up a request that was never dispatched. */
  void discard() {
    handBodyOver();
    exchange.answerEnded(false, 0);
  }

  void dispatch(long nowNs) {
    dispatchedNs = nowNs;
    handBodyOver();
    Refusal answer = refusal;
    if (answer == null) {
      exchange.dispatch();
    } else {
      if (answer.status() == TOO_MANY_REQUESTS) {
        exchange.setHeader("retry-after", "1");
      }
      exchange.respondProblem(answer.status(), answer.code(), answer.detail());
    }
  }

  private void handBodyOver() {
    ByteBuf whole = body;
    if (whole != null) {
      body = null;
      exchange.body(whole);
    }
  }

  @Override
  public String protocol() {
    return isVersion10 ? "HTTP/1.0" : "HTTP/1.1";
  }

  @Override
  public boolean isSecure() {
    return connection.isSecure();
  }

  @Override
  public InetSocketAddress socketRemote() {
    return connection.socketRemote();
  }

  @Override
  public InetSocketAddress socketLocal() {
    return connection.socketLocal();
  }

  @Override
  public @Nullable String requestHeader(String name) {
    return head.headers().get(name);
  }

  @Override
  public ByteBufAllocator allocator() {
    return connection.allocator();
  }

  @Override
  public void sendWhole(ServedExchange exchange, List<ByteBuf> pieces, long contentLength) {
    boolean stay = connection.mayKeepAlive(this);
    ByteBuf out = writeHead(Http1Head.Framing.LENGTH, contentLength, stay);
    int count = pieces.size();
    bodyStart = connection.queuedBytes() + out.readableBytes();
    for (int i = 0; i < count; i++) {
      bodyBytes += pieces.get(i).readableBytes();
    }
    if (count > 0 && bodyBytes <= MAX_COPIED_BYTES) {
      for (int i = 0; i < count; i++) {
        ByteBuf piece = pieces.get(i);
        out.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
        piece.release();
      }
      count = 0;
    }
    if (count == 0) {
      connection.writeLast(out, this);
    } else {
      connection.write(out);
      for (int i = 0; i < count - 1; i++) {
        connection.write(pieces.get(i));
      }
      connection.writeLast(pieces.get(count - 1), this);
    }
    connection.answered(this, stay);
  }

  @Override
  public boolean takesFiles() {
    return connection.takesFiles();
  }

  @Override
  public void sendFile(ServedExchange exchange, FileRegion region) {
    boolean stay = connection.mayKeepAlive(this);
    ByteBuf out = writeHead(Http1Head.Framing.LENGTH, region.count(), stay);
    bodyStart = connection.queuedBytes() + out.readableBytes();
    bodyBytes = region.count();
    connection.write(out);
    connection.writeLast(region, this);
    connection.answered(this, stay);
  }

  @Override
  public HttpBodyWriter sendHead(ServedExchange exchange, boolean endless) {
    boolean raw = endless || isVersion10;
    boolean stay = !raw && connection.mayKeepAlive(this);
    Http1Head.Framing framing = raw ? Http1Head.Framing.CLOSE : Http1Head.Framing.CHUNKED;
    ByteBuf out = writeHead(framing, NO_LENGTH, stay);
    bodyStart = connection.queuedBytes() + out.readableBytes();
    connection.write(out);
    connection.flushSoon();
    Http1BodyWriter writer = new Http1BodyWriter(connection, this, !raw, stay);
    connection.streaming(writer);
    return writer;
  }

  @Override
  public boolean mayUpgrade() {
    return !isVersion10 && connection.mayUpgrade();
  }

  @Override
  public void upgrade(ServedExchange exchange, Function<WebSocketPeer, WebSocketListener> opener) {
    StringBuilder head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
    head.append("upgrade: websocket\r\nconnection: upgrade\r\n");
    AnswerHeaders headers = exchange.headers();
    for (int i = 0; i < headers.count(); i++) {
      head.append(headers.name(i)).append(": ").append(headers.value(i)).append("\r\n");
    }
    connection.write(ByteBufUtil.writeAscii(allocator(), head.append("\r\n")));
    exchange.answerEnded(true, 0);
    connection.upgraded(opener);
  }

  private ByteBuf writeHead(Http1Head.Framing framing, long contentLength, boolean stay) {
    Http1Head assembled = connection.head();
    int length =
        assembled.assemble(
            exchange.status(),
            exchange.headers(),
            connection.dateLine(),
            framing,
            contentLength,
            stay,
            isVersion10);
    ByteBuf out = allocator().directBuffer(length + MAX_COPIED_BYTES);
    assembled.writeTo(out);
    return out;
  }

  @Override
  public void abort() {
    connection.reset();
  }

  /** The connection ends when the socket took this answer. */
  void last() {
    isLast = true;
  }

  /** Counts body bytes of an answer in pieces as they are queued. */
  void bodyQueued(int bytes) {
    bodyBytes += bytes;
  }

  @Override
  public long bodyBytesAccepted() {
    return Math.clamp(connection.acceptedBytes() - bodyStart, 0, bodyBytes);
  }

  /** The socket took the answer's last byte, or failed. */
  @Override
  public void operationComplete(ChannelFuture future) {
    boolean complete = future.isSuccess();
    exchange.answerEnded(complete, complete ? bodyBytes : bodyBytesAccepted());
    if (isLast) {
      connection.close();
    }
  }
}
