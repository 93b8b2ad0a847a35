package dev.fairlead.protocols.sdp.negotiation;

import java.util.List;

/**
 * An offer, understood. Immutable.
 *
 * @param media in order
 * @param fingerprints of the offerer's certificate, at least one
 * @param candidates values of all candidate attributes, {@code candidate:} left out, once each
 * @param iceLite whether the offerer only answers checks
 * @param trickle whether more candidates may follow
 * @param mixedExtensions whether both forms of header extensions may be mixed
 */
public record Offer(
    List<OfferedMedia> media,
    List<Fingerprint> fingerprints,
    List<String> candidates,
    boolean iceLite,
    boolean trickle,
    boolean mixedExtensions) {
  public Offer {
    media = List.copyOf(media);
    fingerprints = List.copyOf(fingerprints);
    candidates = List.copyOf(candidates);
  }
}
