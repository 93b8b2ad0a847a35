package dev.fairlead.protocols.sdp.negotiation;

import java.util.List;

/**
 * How we can be reached and recognized. Immutable.
 *
 * @param ice our credentials
 * @param candidates values of our candidate attributes, all of them
 * @param fingerprint hash of our certificate
 * @param sessionId a number that stays the same over the answers of one session, at least 0
 * @param dtlsClient whether we open the handshake where the peer leaves the choice
 */
public record TransportTerms(
    IceCredentials ice,
    List<String> candidates,
    Fingerprint fingerprint,
    long sessionId,
    boolean dtlsClient) {
  public TransportTerms {
    candidates = List.copyOf(candidates);
  }
}
