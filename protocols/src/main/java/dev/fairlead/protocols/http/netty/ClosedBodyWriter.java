package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpBodyWriter;
import io.netty.buffer.ByteBuf;

/** Takes the body of an answer that has none, or that nobody waits for. Any thread. */
final class ClosedBodyWriter implements HttpBodyWriter {
  static final ClosedBodyWriter INSTANCE = new ClosedBodyWriter();

  private ClosedBodyWriter() {}

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public void onWritabilityChanged(Runnable task) {}

  @Override
  public void write(ByteBuf bytes) {
    bytes.release();
  }

  @Override
  public void flush() {}

  @Override
  public void end() {}

  @Override
  public void abort() {}
}
