package dev.fairlead.protocols.rtp.core;

/**
 * What was agreed on about one source that we send. Immutable.
 *
 * @param mid identification tag, empty when there is none
 * @param ssrc of the media
 * @param rtxSsrc of retransmissions
 * @param payloadType of the media
 * @param rtxPayloadType of retransmissions, {@link ReceivedMedia#NO_RTX} without
 * @param clockRateHz of timestamps
 * @param paced whether bursts wait for their turn, as pictures do; sound never waits
 * @param firstSequence random 16 bits (RFC 3550 §5.1)
 * @param firstRtxSequence random 16 bits
 * @param timestampOffset random 32 bits
 */
public record SentMedia(
    String mid,
    int ssrc,
    int rtxSsrc,
    int payloadType,
    int rtxPayloadType,
    int clockRateHz,
    boolean paced,
    int firstSequence,
    int firstRtxSequence,
    int timestampOffset) {
  /** Whether lost packets can be sent again. */
  public boolean hasRtx() {
    return rtxPayloadType != ReceivedMedia.NO_RTX;
  }
}
