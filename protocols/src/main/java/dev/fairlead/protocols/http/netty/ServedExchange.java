package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.CorsPolicy;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpRoute;
import dev.fairlead.protocols.http.MemoryFile;
import dev.fairlead.protocols.http.RouteMatch;
import dev.fairlead.protocols.http.WebSocketListener;
import dev.fairlead.protocols.http.WebSocketPeer;
import dev.fairlead.protocols.http.wire.ByteRange;
import dev.fairlead.protocols.http.wire.EntityTags;
import dev.fairlead.protocols.http.wire.ProblemDocument;
import dev.fairlead.protocols.http.wire.RequestTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, over whichever protocol version. Confined to its event loop.
 *
 * <p>Owns the request's body until it is done. It is done exactly once: when the answer went out,
 * or when the client is gone.
 */
final class ServedExchange implements HttpExchange {
  /** 16 bytes in base 64 (RFC 6455 §4.1). */
  private static final int WEB_SOCKET_KEY_CHARS = 24;

  // Per connection.
  private final Service service;
  private final ServingLoop serving;
  private final AnswerSink sink;

  // The request.
  private final String method;
  private final String target;
  private final @Nullable String path;
  private final RouteMatch match = new RouteMatch();
  private final long startNs;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;
  private @Nullable Map<String, String> query;

  // The answer.
  private final AnswerHeaders headers = new AnswerHeaders();
  private int status;
  private boolean answered;
  private boolean done;
  private long bodyBytesAtEnd;
  private List<Runnable> onDone = List.of();

  ServedExchange(
      Service service, ServingLoop serving, AnswerSink sink, String method, String target) {
    this.service = service;
    this.serving = serving;
    this.sink = sink;
    this.method = method;
    this.target = target;
    path = RequestTarget.path(target);
    startNs = serving.nowNs();
    if (path != null) {
      service.router().find(method, path, match);
    }
    service.count(HttpCounter.REQUESTS);
  }

  /** Longest request body that its route takes. */
  int maxBodyBytes() {
    HttpRoute route = match.route();
    return route == null ? 0 : route.maxBodyBytes();
  }

  /** Takes over one reference of the request's whole body. */
  void body(ByteBuf whole) {
    body = whole;
  }

  /** Whether some route answers this request; otherwise nobody wants its body. */
  boolean hasRoute() {
    return match.route() != null;
  }

  /** Calls the handler of its route, or answers in place of one. */
  void dispatch() {
    HttpRoute route = match.route();
    if (path == null) {
      service.count(HttpCounter.MALFORMED);
      respondProblem(400, "malformed_target", "The request's path is malformed or ambiguous.");
    } else if (route != null) {
      handle(route);
    } else if (method.equals("OPTIONS") && (match.pathExists() || path.equals("*"))) {
      respondOptions();
    } else if (match.pathExists()) {
      setHeader("allow", match.allow());
      respondProblem(405, "method_not_allowed", "This path answers " + match.allow() + ".");
    } else {
      respondProblem(404, "not_found", "Nothing is served at this path.");
    }
  }

  private void handle(HttpRoute route) {
    try {
      route.handler().handle(this);
    } catch (RuntimeException | Error e) {
      service.handlerFailed(e);
      if (answered) {
        sink.abort();
      } else {
        headers.clear();
        respondProblem(500, "internal_error", "The server failed to answer this request.");
      }
    }
  }

  private void respondOptions() {
    if (match.pathExists()) {
      setHeader("allow", match.allow());
      CorsPolicy cors = cors();
      if (cors.isOpen() && header("access-control-request-method") != null) {
        setHeader("access-control-allow-methods", match.allow());
        setHeader("access-control-allow-headers", cors.allowHeaders());
        setHeader("access-control-max-age", Integer.toString(cors.maxAgeSeconds()));
      }
    }
    respondEmpty(204);
  }

  private CorsPolicy cors() {
    CorsPolicy own = match.cors();
    return own == null ? service.config().cors() : own;
  }

  // What the sink asks.

  AnswerHeaders headers() {
    return headers;
  }

  int status() {
    return status;
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  boolean isAnswered() {
    return answered;
  }

  long startNs() {
    return startNs;
  }

  /** The answer's last byte went out, or will never. */
  void answerEnded(boolean complete, long bodyBytes) {
    if (done) {
      return;
    }
    done = true;
    answered = true;
    bodyBytesAtEnd = bodyBytes;
    body.release();
    body = Unpooled.EMPTY_BUFFER;
    service.count(complete ? HttpCounter.ANSWERS : HttpCounter.ANSWERS_BROKEN);
    service.count(HttpCounter.BODY_BYTES, bodyBytes);
    if (!service.accessLog().equals(HttpAccessLog.NONE)) {
      log(complete);
    }
    for (Runnable task : onDone) {
      run(task);
    }
    onDone = List.of();
  }

  /** A task that fails is its owner's fault and must not keep the others from running. */
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      service.handlerFailed(e);
    }
  }

  private void log(boolean complete) {
    String agent = header("user-agent");
    service
        .accessLog()
        .answered(
            new HttpAccessLog.Access(
                sink.protocol(),
                method,
                loggedTarget(),
                status,
                bodyBytesAtEnd,
                serving.nowNs() - startNs,
                agent == null ? "" : agent,
                remote(),
                complete));
  }

  private String loggedTarget() {
    HttpRoute route = match.route();
    return RequestTarget.redacted(
        route != null && route.secretPath()
            ? RequestTarget.withPath(target, route.pattern())
            : target);
  }

  // What the handler asks.

  @Override
  public EventLoop loop() {
    return serving.loop();
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path == null ? "" : path;
  }

  @Override
  public String pathParameter(String name) {
    return match.parameter(name);
  }

  @Override
  public Map<String, String> query() {
    Map<String, String> parsed = query;
    if (parsed == null) {
      parsed = RequestTarget.query(target);
      query = parsed;
    }
    return parsed;
  }

  @Override
  public @Nullable String header(String name) {
    return sink.requestHeader(name);
  }

  @Override
  public ByteBuf body() {
    return body;
  }

  @Override
  public InetSocketAddress remote() {
    return service.origins().remote(sink);
  }

  @Override
  public String origin() {
    return service.origins().origin(sink);
  }

  @Override
  public boolean acceptsGzip() {
    String accept = header("accept-encoding");
    return accept != null && TextCompression.accepts(accept);
  }

  @Override
  public boolean isClosed() {
    return done;
  }

  @Override
  public void onDone(Runnable task) {
    if (done) {
      run(task);
    } else if (onDone.isEmpty()) {
      onDone = List.of(task);
    } else {
      List<Runnable> more = new ArrayList<>(onDone);
      more.add(task);
      onDone = more;
    }
  }

  @Override
  public long bytesSent() {
    return done ? bodyBytesAtEnd : answered ? sink.bodyBytesAccepted() : 0;
  }

  @Override
  public HttpExchange setHeader(String name, String value) {
    if (!answered) {
      headers.set(name, value);
    }
    return this;
  }

  @Override
  public void respond(int status, String contentType, List<ByteBuf> pieces) {
    boolean wellFormed = AnswerHeaders.isValue(contentType);
    if (!wellFormed || !claim(status)) {
      pieces.forEach(ReferenceCountUtil::release);
      if (!wellFormed) {
        throw new IllegalArgumentException("not a media type");
      }
      return;
    }
    headers.put("content-type", contentType);
    long lengthBytes = 0;
    for (int i = 0; i < pieces.size(); i++) {
      lengthBytes += pieces.get(i).readableBytes();
    }
    if (status == 200 && (method.equals("GET") || isHead())) {
      respondRepresentation(contentType, pieces, lengthBytes);
    } else {
      send(pieces, lengthBytes);
    }
  }

  /** Order as RFC 9110 §13.2.2 has it: validators first, ranges only on what then remains. */
  private void respondRepresentation(String contentType, List<ByteBuf> pieces, long lengthBytes) {
    boolean compressible =
        TextCompression.suits(contentType) && headers.get("content-encoding") == null;
    if (compressible && headers.get("vary") == null) {
      headers.put("vary", "Accept-Encoding");
    }
    if (Preconditions.isNotModified(this, headers)) {
      pieces.forEach(ReferenceCountUtil::release);
      respondNotModified();
      return;
    }
    if (compressible && TextCompression.isWorthwhile(lengthBytes) && acceptsGzip()) {
      ByteBuf packed = serving.gzip().compress(pieces, sink.allocator());
      headers.put("content-encoding", "gzip");
      String tag = headers.get("etag");
      if (tag != null) {
        headers.set("etag", EntityTags.weaken(tag));
      }
      send(List.of(packed), packed.readableBytes());
      return;
    }
    ByteRange range = range(lengthBytes);
    if (range == null) {
      send(pieces, lengthBytes);
    } else if (range.isUnsatisfiable()) {
      pieces.forEach(ReferenceCountUtil::release);
      respondUnsatisfiable(lengthBytes);
    } else {
      partial(range, lengthBytes);
      send(ByteRanges.cut(pieces, range), range.lengthBytes());
    }
  }

  @Override
  public boolean takesFiles() {
    return sink.takesFiles();
  }

  @Override
  public void respondFile(String contentType, MemoryFile file) {
    try {
      if (!claim(200)) {
        return;
      }
      headers.put("content-type", contentType);
      long lengthBytes = file.sizeBytes();
      ByteRange range = range(lengthBytes);
      if (Preconditions.isNotModified(this, headers)) {
        respondNotModified();
      } else if (isHead()) {
        send(List.of(), lengthBytes);
      } else if (range == null) {
        sink.sendFile(this, file.region(0, lengthBytes));
      } else if (range.isUnsatisfiable()) {
        respondUnsatisfiable(lengthBytes);
      } else {
        partial(range, lengthBytes);
        sink.sendFile(this, file.region(range.first(), range.lengthBytes()));
      }
    } finally {
      file.release();
    }
  }

  private void respondNotModified() {
    status = 304;
    headers.remove("content-type");
    headers.remove("accept-ranges");
    sink.sendWhole(this, List.of(), AnswerSink.NO_LENGTH);
  }

  /** The range that is asked for, null for all; defined for GET alone (RFC 9110 §14.2). */
  private @Nullable ByteRange range(long lengthBytes) {
    headers.put("accept-ranges", "bytes");
    return isHead() ? null : Preconditions.range(this, headers, lengthBytes);
  }

  private void respondUnsatisfiable(long lengthBytes) {
    answered = false;
    headers.clear();
    setHeader("content-range", "bytes */" + lengthBytes);
    respondProblem(416, "range_not_satisfiable", "The range lies outside of the content.");
  }

  private void partial(ByteRange range, long lengthBytes) {
    status = 206;
    headers.put("content-range", "bytes " + range.first() + "-" + range.last() + "/" + lengthBytes);
  }

  private void send(List<ByteBuf> pieces, long lengthBytes) {
    if (isHead() || status == 204 || status == 304) {
      pieces.forEach(ReferenceCountUtil::release);
      sink.sendWhole(this, List.of(), isHead() ? lengthBytes : AnswerSink.NO_LENGTH);
    } else {
      sink.sendWhole(this, pieces, lengthBytes);
    }
  }

  @Override
  public void respondText(int status, String contentType, String text) {
    if (answered) {
      return;
    }
    respond(status, contentType, List.of(ByteBufUtil.writeUtf8(sink.allocator(), text)));
  }

  @Override
  public void respondEmpty(int status) {
    if (claim(status)) {
      send(List.of(), 0);
    }
  }

  @Override
  public void respondProblem(int status, String code, String detail) {
    if (answered) {
      return;
    }
    if (headers.get("cache-control") == null) {
      headers.put("cache-control", "no-store");
    }
    respondText(status, ProblemDocument.CONTENT_TYPE, ProblemDocument.render(status, code, detail));
  }

  @Override
  public HttpBodyWriter respondStreaming(String contentType) {
    return respondInPieces(contentType, false);
  }

  @Override
  public HttpBodyWriter respondEndless(String contentType) {
    return respondInPieces(contentType, true);
  }

  @Override
  public void respondWebSocket(String protocol, Function<WebSocketPeer, WebSocketListener> opener) {
    String upgrade = header("upgrade");
    String key = header("sec-websocket-key");
    if (answered) {
      return;
    }
    if (!sink.mayUpgrade()) {
      respondProblem(501, "no_web_socket", "WebSockets are opened over HTTP/1.1.");
    } else if (!method.equals("GET")
        || upgrade == null
        || !upgrade.equalsIgnoreCase("websocket")
        || key == null
        || key.length() != WEB_SOCKET_KEY_CHARS
        || !"13".equals(header("sec-websocket-version"))) {
      setHeader("upgrade", "websocket");
      setHeader("sec-websocket-version", "13");
      respondProblem(426, "upgrade_required", "A WebSocket of version 13 is opened here.");
    } else {
      answered = true;
      status = 101;
      headers.clear();
      headers.put("sec-websocket-accept", WebSocketKey.accept(key));
      if (!protocol.isEmpty()) {
        headers.put("sec-websocket-protocol", protocol);
      }
      sink.upgrade(this, opener);
    }
  }

  private HttpBodyWriter respondInPieces(String contentType, boolean endless) {
    if (!claim(200)) {
      return ClosedBodyWriter.INSTANCE;
    }
    headers.set("content-type", contentType);
    if (isHead()) {
      sink.sendWhole(this, List.of(), AnswerSink.NO_LENGTH);
      return ClosedBodyWriter.INSTANCE;
    }
    return sink.sendHead(this, endless);
  }

  private boolean claim(int status) {
    assert serving.loop().inEventLoop() : "answered on its own loop";
    if (answered) {
      return false;
    }
    answered = true;
    this.status = status;
    CorsPolicy cors = cors();
    if (cors.isOpen()) {
      headers.put("access-control-allow-origin", cors.allowOrigin());
      headers.put("access-control-expose-headers", cors.exposeHeaders());
      headers.put("timing-allow-origin", cors.allowOrigin());
    }
    return true;
  }
}
