package dev.fairlead.protocols.http;

import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one answer, the same over HTTP/1.1 and HTTP/2. Confined to its event loop.
 *
 * <p>Exactly one of the answering methods is called, once; a second call is ignored and releases
 * what it was given. A request that stays unanswered for {@code MAX_PARKED_MS} of the server is
 * answered 503 by it.
 */
public interface HttpExchange {
  /** The loop on which this exchange lives. */
  EventLoop loop();

  /** Request method in upper case. HEAD comes as HEAD; answering methods leave the body out. */
  String method();

  /** Decoded path, beginning with a slash. */
  String path();

  /** What the route's pattern named {@code name} matched; empty when it has no such name. */
  String pathParameter(String name);

  /** Query parameters, decoded; the first of each name. */
  Map<String, String> query();

  /** The first request header of that name (any case), or null. */
  @Nullable String header(String name);

  /**
   * The request's body, whole; empty when it has none. Borrowed: the exchange releases it when it
   * is done. Only routes that declare a length get one ({@link HttpRoute#withBody}).
   */
  ByteBuf body();

  /** The client's address: the socket's, or what a trusted proxy says. */
  InetSocketAddress remote();

  /**
   * Scheme, host and port as the client addressed us, or as a trusted proxy says that it did,
   * without trailing slash.
   */
  String origin();

  /**
   * Whether the client takes gzip. A handler that has its text compressed already sends that under
   * {@code Content-Encoding: gzip}; what it sends plain is compressed here when it is text.
   */
  boolean acceptsGzip();

  /** Whether the client is gone; an answer would go nowhere. */
  boolean isClosed();

  /**
   * Calls {@code task} on the loop when the answer is complete or the client is gone, once; at once
   * when that is already so. Several tasks run in the order they came.
   */
  void onDone(Runnable task);

  /**
   * Bytes of body accepted by the socket so far, or in all once done. Never more than were; after a
   * client left in the middle of a transfer up to half a second of it may be missing.
   */
  long bytesSent();

  /** Puts a header on the answer. Call before answering. */
  HttpExchange setHeader(String name, String value);

  /**
   * Answers with a whole body that is held in memory. Ranges, HEAD, {@code If-None-Match} against
   * an {@code ETag} that was set, and compression of text are taken care of.
   *
   * @param status 200, or a final status of the handler's choice
   * @param contentType media type
   * @param body its pieces in order; one reference each is taken over
   */
  void respond(int status, String contentType, List<ByteBuf> body);

  /** Whether {@link #respondFile} is of use: the kernel can send files to this client by itself. */
  boolean takesFiles();

  /**
   * Answers 200 with a file, to a client that {@link #takesFiles()}. Ranges, HEAD and {@code
   * If-None-Match} are taken care of.
   *
   * @param contentType media type
   * @param file one reference is taken over
   */
  void respondFile(String contentType, MemoryFile file);

  /** Answers with text in UTF-8. */
  void respondText(int status, String contentType, String text);

  /** Answers without a body. */
  void respondEmpty(int status);

  /**
   * Answers with a problem document (RFC 9457).
   *
   * @param status HTTP status
   * @param code stable snake_case word
   * @param detail a sentence that says what to do; never holds a secret
   */
  void respondProblem(int status, String code, String detail);

  /**
   * Answers 200 with a body of unknown length, chunked or as HTTP/2 data frames.
   *
   * @param contentType media type
   * @return where the body is written
   */
  HttpBodyWriter respondStreaming(String contentType);

  /**
   * Answers 200 with a body that ends when the connection does: over HTTP/1.1 its bytes go out as
   * they are, with no framing around them, so that thousands of viewers can be sent the same
   * buffer; over HTTP/2 as data frames. A write costs no allocation here.
   *
   * <p>The end of such a body cannot be told from a broken connection; use it where the format
   * knows its own end, or has none.
   *
   * @param contentType media type
   * @return where the body is written
   */
  HttpBodyWriter respondEndless(String contentType);

  /** What this request tells of whoever asks to watch what the route named {@code id}. */
  default PlayRequest playRequest(Protocol protocol) {
    return HttpPlayRequest.of(this, protocol);
  }

  /**
   * Turns the connection into a WebSocket (RFC 6455 §4.2.2); answers by itself when the request is
   * not one for that, or came over HTTP/2.
   *
   * @param protocol the subprotocol that is spoken, empty for none
   * @param opener takes the server's end, gives what the client's messages go to
   */
  default void respondWebSocket(
      String protocol, Function<WebSocketPeer, WebSocketListener> opener) {
    respondProblem(501, "no_web_socket", "WebSockets are opened over HTTP/1.1.");
  }
}
