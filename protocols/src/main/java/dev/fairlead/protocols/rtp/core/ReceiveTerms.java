package dev.fairlead.protocols.rtp.core;

import java.util.List;

/**
 * What was agreed on about everything that a peer sends over one transport. Immutable.
 *
 * @param localSsrc the source that our reports come from
 * @param cname our canonical name
 * @param reducedSizeRtcp whether feedback may stand alone
 * @param midId id of the header extension with the mid, 0 without
 * @param ridId id of the header extension with the rid, 0 without
 * @param repairedRidId id of the header extension with the repaired rid, 0 without
 * @param transportCcId id of the header extension with transport-wide sequence numbers, 0 without
 * @param media media descriptions, in order
 */
public record ReceiveTerms(
    int localSsrc,
    String cname,
    boolean reducedSizeRtcp,
    int midId,
    int ridId,
    int repairedRidId,
    int transportCcId,
    List<ReceivedMedia> media) {
  public ReceiveTerms {
    media = List.copyOf(media);
  }
}
