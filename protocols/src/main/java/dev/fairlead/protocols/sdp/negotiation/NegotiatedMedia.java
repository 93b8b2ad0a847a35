package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.MediaKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One media description that both sides agreed on. Immutable.
 *
 * @param lineIndex its place in the offer, from 0
 * @param mid identification tag, empty when the offer has none
 * @param kind audio or video
 * @param direction as we see it; with {@code INACTIVE} nothing flows
 * @param codec what flows
 * @param extensions ids of header extensions
 * @param reducedSizeRtcp whether compounds may be of reduced size
 * @param remoteSources sources that the peer announced, empty with rids and when it announced none
 * @param rids layers of simulcast that we receive, in the peer's order; empty without simulcast
 * @param track what we send, null when we do not
 */
public record NegotiatedMedia(
    int lineIndex,
    String mid,
    MediaKind kind,
    Direction direction,
    NegotiatedCodec codec,
    ExtensionIds extensions,
    boolean reducedSizeRtcp,
    List<RemoteSource> remoteSources,
    List<String> rids,
    @Nullable OutgoingTrack track) {
  public NegotiatedMedia {
    remoteSources = List.copyOf(remoteSources);
    rids = List.copyOf(rids);
  }
}
