package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.MediaKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an offer and its answer agreed on: all that transport and media need to know. Immutable.
 *
 * @param remoteIce the peer's credentials
 * @param remoteCandidates values of the peer's candidate attributes
 * @param remoteIceLite whether the peer only answers checks, as we do: no session can come of that
 * @param trickle whether the peer may send more candidates
 * @param remoteFingerprints hashes of the certificate that the peer must show
 * @param dtlsClient whether we open the handshake
 * @param media in the offer's order, without what was rejected
 */
public record MediaSession(
    IceCredentials remoteIce,
    List<String> remoteCandidates,
    boolean remoteIceLite,
    boolean trickle,
    List<Fingerprint> remoteFingerprints,
    boolean dtlsClient,
    List<NegotiatedMedia> media) {
  public MediaSession {
    remoteCandidates = List.copyOf(remoteCandidates);
    remoteFingerprints = List.copyOf(remoteFingerprints);
    media = List.copyOf(media);
  }

  /** The media of a kind in which something flows, or null. */
  public @Nullable NegotiatedMedia active(MediaKind kind) {
    for (NegotiatedMedia candidate : media) {
      if (candidate.kind() == kind && candidate.direction() != Direction.INACTIVE) {
        return candidate;
      }
    }
    return null;
  }
}
