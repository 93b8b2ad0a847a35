package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.WebSocketListener;
import dev.fairlead.protocols.http.WebSocketPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.FileRegion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where an exchange's answer goes, and where the parts of its request that depend on the protocol
 * version come from. Confined to its event loop.
 */
interface AnswerSink {
  /** {@code HTTP/1.1} and so on. */
  String protocol();

  /** Whether the connection is encrypted. */
  boolean isSecure();

  /** The socket's other end. */
  InetSocketAddress socketRemote();

  /** The socket's own end. */
  InetSocketAddress socketLocal();

  /** First request header of that name, any case; {@code host} is the authority in HTTP/2. */
  @Nullable String requestHeader(String name);

  /** Where buffers for this answer come from. */
  ByteBufAllocator allocator();

  /**
   * Writes a whole answer and tells {@link ServedExchange#answerEnded} when the socket took it.
   *
   * @param exchange whose status and headers are complete but for those of framing
   * @param body its pieces; one reference each is taken over
   * @param contentLength what {@code content-length} says, or {@link #NO_LENGTH}
   */
  void sendWhole(ServedExchange exchange, List<ByteBuf> body, long contentLength);

  /** Whether the kernel can send a file to this client by itself. */
  boolean takesFiles();

  /**
   * As {@link #sendWhole}, of a file, to a client that {@link #takesFiles()}.
   *
   * @param body one reference is taken over
   */
  void sendFile(ServedExchange exchange, FileRegion body);

  /** Writes the head of an answer whose body follows piece by piece. */
  HttpBodyWriter sendHead(ServedExchange exchange, boolean endless);

  /** Whether the connection can become a WebSocket. */
  default boolean mayUpgrade() {
    return false;
  }

  /** Writes the head of answer 101, and hands the connection over. */
  default void upgrade(ServedExchange exchange, Function<WebSocketPeer, WebSocketListener> opener) {
    throw new UnsupportedOperationException("only HTTP/1.1 is upgraded");
  }

  /** Breaks an answer off that has begun. */
  void abort();

  /** Bytes of the current answer's body that the socket has accepted. */
  long bodyBytesAccepted();

  /** No {@code content-length} belongs to this answer (RFC 9110 §8.6). */
  long NO_LENGTH = -1;
}
