package dev.fairlead.protocols.sdp.negotiation;

import java.util.Set;

/**
 * One payload type of an offer. Immutable.
 *
 * @param payloadType 0 to 127
 * @param encoding in upper case, such as {@code H264}; offers write {@code opus} and {@code OPUS}
 * @param clockRateHz at least 1
 * @param channels 1 when not told
 * @param parameters of the format
 * @param feedback kinds of RTCP feedback, such as {@code nack pli}
 */
public record OfferedFormat(
    int payloadType,
    String encoding,
    int clockRateHz,
    int channels,
    FormatParameters parameters,
    Set<String> feedback) {
  public OfferedFormat {
    feedback = Set.copyOf(feedback);
  }
}
