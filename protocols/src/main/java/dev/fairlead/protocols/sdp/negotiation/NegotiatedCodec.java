package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.Codec;

/**
 * A coding that both sides agreed on, under its payload type. Immutable.
 *
 * @param codec what it is
 * @param payloadType of its packets
 * @param rtxPayloadType of their retransmissions, {@link #NO_RTX} when that was not agreed on
 * @param clockRateHz of its timestamps
 * @param parameters as the offer had them
 * @param nack whether lost packets may be asked for
 * @param pli whether key pictures may be asked for by PLI
 * @param fir whether key pictures may be asked for by FIR
 * @param remb whether the receiver tells its estimate
 * @param transportCc whether the receiver tells arrivals
 */
public record NegotiatedCodec(
    Codec codec,
    int payloadType,
    int rtxPayloadType,
    int clockRateHz,
    FormatParameters parameters,
    boolean nack,
    boolean pli,
    boolean fir,
    boolean remb,
    boolean transportCc) {
  /** Packets are not sent again. */
  public static final int NO_RTX = -1;

  /** Whether packets are sent again in packets of their own. */
  public boolean hasRtx() {
    return rtxPayloadType != NO_RTX;
  }
}
