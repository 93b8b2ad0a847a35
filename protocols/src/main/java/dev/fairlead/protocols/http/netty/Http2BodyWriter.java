package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpBodyWriter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The body of an HTTP/2 answer of unknown length. Confined to its loop. */
@SuppressWarnings("FutureReturnValueIgnored") // Failures close the request's channel.
final class Http2BodyWriter implements HttpBodyWriter {
  private final Http2Request request;
  private @Nullable Runnable onWritabilityChanged;
  private boolean closed;

  Http2BodyWriter(Http2Request request) {
    this.request = request;
  }

  @Override
  public boolean isWritable() {
    return !closed && request.isWritable();
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
    if (closed || !bytes.isReadable()) {
      bytes.release();
    } else {
      request.writeData(bytes, false);
    }
  }

  @Override
  public void flush() {
    if (!closed) {
      request.flush();
    }
  }

  @Override
  public void end() {
    if (!closed) {
      closed = true;
      request.finish();
    }
  }

  @Override
  public void abort() {
    if (!closed) {
      closed = true;
      request.abort();
    }
  }

  /** The client is gone. */
  void close() {
    closed = true;
  }
}
