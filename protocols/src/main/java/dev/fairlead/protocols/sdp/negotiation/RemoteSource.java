package dev.fairlead.protocols.sdp.negotiation;

/**
 * A source that an offer announces. Immutable.
 *
 * @param ssrc of the media
 * @param rtxSsrc of its retransmissions, {@link #NO_RTX} when none is announced
 */
public record RemoteSource(int ssrc, int rtxSsrc) {
  /** No source of retransmissions is announced. */
  public static final int NO_RTX = 0;
}
