package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.protocols.srt.core.CloseReason;
import io.netty.buffer.ByteBuf;

/** What a peer is here for. Confined to its event loop. */
public interface SrtRole {
  /**
   * The next payload.
   *
   * @param payload borrowed for the call
   */
  void delivered(ByteBuf payload, long nowNs);

  /** Payloads are missing before the next. */
  void missed(int packets);

  /** The end of a batch of payloads. */
  void batchEnds();

  /** Packets came: the peer is there, and what was sent may have been acknowledged. */
  void heard(long nowNs);

  /** The connection is over. */
  void closed(CloseReason reason, long nowNs);

  /** Length of the media that passed. */
  long mediaMillis();

  /** Samples that the peer was too slow to take. */
  long samplesDropped();
}
