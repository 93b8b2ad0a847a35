package dev.fairlead.protocols.rtp.core;

import java.util.List;

/**
 * What was agreed on about one media description that a peer sends. Immutable.
 *
 * @param mid identification tag, empty when there is none
 * @param payloadType of the media
 * @param rtxPayloadType of retransmissions, {@link #NO_RTX} without
 * @param clockRateHz of timestamps
 * @param nack whether lost packets may be asked for
 * @param pli whether key pictures may be asked for by PLI
 * @param fir whether key pictures may be asked for by FIR
 * @param announced pairs of SSRCs that the peer announced
 */
public record ReceivedMedia(
    String mid,
    int payloadType,
    int rtxPayloadType,
    int clockRateHz,
    boolean nack,
    boolean pli,
    boolean fir,
    List<Announced> announced) {
  /** Packets are not sent again, or under their own payload type. */
  public static final int NO_RTX = -1;

  /**
   * A source that the peer announced.
   *
   * @param ssrc of the media
   * @param rtxSsrc of its retransmissions, 0 without
   */
  public record Announced(int ssrc, int rtxSsrc) {}

  public ReceivedMedia {
    announced = List.copyOf(announced);
  }
}
