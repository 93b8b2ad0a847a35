package dev.fairlead.protocols.http;

import io.netty.buffer.ByteBuf;

/**
 * An answer under way. Confined to the exchange's loop. After the client is gone, and in the answer
 * to HEAD, writes release.
 */
public interface HttpBodyWriter {
  /** Whether the client takes more now; what is written regardless is queued without bound. */
  boolean isWritable();

  /** Calls {@code task} on the loop whenever {@link #isWritable()} changes. */
  void onWritabilityChanged(Runnable task);

  /** Queues bytes; one reference is taken over. */
  void write(ByteBuf bytes);

  /** Sends what was queued. */
  void flush();

  /** Ends the body properly and flushes. */
  void end();

  /** Breaks the body off, so that the client sees that it is incomplete. */
  void abort();
}
