package dev.fairlead.protocols.webrtc.bridge;

import io.netty.buffer.ByteBuf;

/** What a session is for: publishing, or playing. Confined to the session's loop. */
interface PeerMedia {
  /** Nothing to wait for. */
  long NO_DEADLINE = Long.MAX_VALUE;

  /** Keys are agreed on; the peer may send. */
  void haveKeys(long nowNs);

  /** The peer knows that, too; it may be sent to. */
  void connected(long nowNs);

  /** An RTP packet, in the clear; borrowed. */
  void rtp(ByteBuf packet, long nowNs);

  /** An RTCP packet, in the clear; borrowed. */
  void rtcp(ByteBuf packet, long nowNs);

  /** The end of a batch. */
  void batchEnd();

  /** Time has passed. */
  void advance(long nowNs);

  /** When {@link #advance} is wanted. */
  long deadlineNs();

  /**
   * The session is over; last call.
   *
   * @param deliberate whether the peer said so itself
   */
  void closed(boolean deliberate, long nowNs);

  /** Length of the media that passed. */
  long mediaMillis();

  /** Samples that the peer was too slow to take. */
  long samplesDropped();
}
