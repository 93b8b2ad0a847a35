package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.RejectReason;

/**
 * What a call wants done. Called within calls of {@link SrtCaller}, which must not be called back
 * from here.
 */
public interface SrtCallActions extends PacketSink {
  /** The peer let us in. Last call. */
  void connected(SrtConnection connection);

  /**
   * The peer refused, or did not answer. Last call.
   *
   * @param code as the peer told it, or that of {@code reason}
   */
  void refused(RejectReason reason, int code);
}
