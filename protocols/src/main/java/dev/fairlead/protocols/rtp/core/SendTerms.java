package dev.fairlead.protocols.rtp.core;

import java.util.List;

/**
 * What was agreed on about everything that we send over one transport. Immutable.
 *
 * @param cname our canonical name
 * @param reducedSizeRtcp whether feedback may stand alone
 * @param twoByteExtensions whether header extensions need two-byte heads
 * @param midId id of the header extension with the mid, 0 without
 * @param transportCcId id of the header extension with transport-wide sequence numbers, 0 without
 * @param absoluteSendTimeId id of the header extension with the time of sending, 0 without
 * @param absoluteCaptureTimeId id of the header extension with the time of capture, 0 without
 * @param playoutDelayId id of the header extension with the wanted delay, 0 without
 * @param minPlayoutDelayMs least delay that receivers are asked for
 * @param maxPlayoutDelayMs greatest delay that receivers are asked for
 * @param startBps bitrate that the path is trusted to take before anything is known
 * @param media sources, in order
 */
public record SendTerms(
    String cname,
    boolean reducedSizeRtcp,
    boolean twoByteExtensions,
    int midId,
    int transportCcId,
    int absoluteSendTimeId,
    int absoluteCaptureTimeId,
    int playoutDelayId,
    int minPlayoutDelayMs,
    int maxPlayoutDelayMs,
    long startBps,
    List<SentMedia> media) {
  public SendTerms {
    media = List.copyOf(media);
  }
}
