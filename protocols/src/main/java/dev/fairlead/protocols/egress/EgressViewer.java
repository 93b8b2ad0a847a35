package dev.fairlead.protocols.egress;

import dev.fairlead.media.broadcast.EndReason;
import io.netty.buffer.ByteBuf;

/** One viewer's connection as the fan-out sees it. Confined to its event loop. */
public interface EgressViewer {
  /** Whether its connection takes more now. */
  boolean isWritable();

  /**
   * Sends bytes and flushes; one reference is taken over. Called for every batch and viewer:
   * allocate nothing here, promises included ({@code channel.voidPromise()}).
   */
  void write(ByteBuf bytes);

  /** The broadcast is over, or the format cannot go on; the last bytes were written. Close. */
  void ended(EndReason reason);

  /**
   * The connection took nothing for longer than {@link EgressConfig#stalledMaxMs}: last call. Close
   * it at once, without waiting for what is queued.
   */
  default void stalled() {
    ended(EndReason.STOPPED);
  }
}
