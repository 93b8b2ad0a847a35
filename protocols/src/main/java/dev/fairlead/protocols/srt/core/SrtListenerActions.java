package dev.fairlead.protocols.srt.core;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * What a listener wants done. Called within calls of {@link SrtListener}, which must not be called
 * back from here.
 */
public interface SrtListenerActions {
  /**
   * A buffer to which one packet is appended.
   *
   * @param maxBytes how long it may get
   */
  ByteBuf packet(int maxBytes);

  /** What was appended since {@link #packet} is complete, and goes there. */
  void packetComplete(InetSocketAddress to);

  /**
   * A caller wants in: answer with {@link SrtListener#accept} or {@link SrtListener#refuse}, within
   * three seconds, which is how long callers wait.
   */
  void requested(SrtRequest request);
}
