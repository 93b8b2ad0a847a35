package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpBodyWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer of unknown length: chunks (RFC 9112 §7.1), or bytes as they are until the
 * connection ends. Confined to its loop.
 *
 * <p>Unframed bytes are passed on as they come, so that a write costs nothing here.
 */
final class Http1BodyWriter implements HttpBodyWriter {
  /** Line end of the chunk before, eight digits, line end. */
  private static final int MAX_CHUNK_HEAD_BYTES = 12;

  private static final byte[] FIRST_AND_LAST = {'0', '\r', '\n', '\r', '\n'};
  private static final byte[] LAST = {'\r', '\n', '0', '\r', '\n', '\r', '\n'};
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int CRLF = '\r' << 8 | '\n';

  private final Http1Connection connection;
  private final Http1Request request;
  private final boolean chunked;
  private final boolean stay;
  private @Nullable Runnable onWritabilityChanged;
  private boolean begun;
  private boolean closed;

  Http1BodyWriter(Http1Connection connection, Http1Request request, boolean chunked, boolean stay) {
    this.connection = connection;
    this.request = request;
    this.chunked = chunked;
    this.stay = stay;
  }

  @Override
  public boolean isWritable() {
    return !closed && connection.isWritable();
  }

  @Override
  public void onWritabilityChanged(Runnable task) {
    onWritabilityChanged = task;
  }

  void writabilityChanged() {
    Runnable task = onWritabilityChanged;
    if (task != null && !closed) {
      task.run();
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (closed || length == 0) {
      bytes.release();
      return;
    }
    request.bodyQueued(length);
    if (chunked) {
      connection.write(chunkHead(connection.allocator(), length));
    }
    connection.write(bytes);
  }

  private ByteBuf chunkHead(ByteBufAllocator allocator, int length) {
    ByteBuf head = allocator.directBuffer(MAX_CHUNK_HEAD_BYTES);
    if (begun) {
      head.writeShort(CRLF);
    }
    begun = true;
    int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 3) / 4;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      head.writeByte(DIGITS[length >>> shift & 0xf]);
    }
    return head.writeShort(CRLF);
  }

  @Override
  public void flush() {
    if (!closed) {
      connection.flushSoon();
    }
  }

  @Override
  public void end() {
    if (closed) {
      return;
    }
    closed = true;
    ByteBuf last =
        chunked
            ? connection
                .allocator()
                .directBuffer(LAST.length)
                .writeBytes(begun ? LAST : FIRST_AND_LAST)
            : Unpooled.EMPTY_BUFFER;
    connection.writeLast(last, request);
    connection.answered(request, stay);
  }

  @Override
  public void abort() {
    if (!closed) {
      closed = true;
      connection.reset();
    }
  }

  /** The client is gone. */
  void close() {
    closed = true;
  }
}
