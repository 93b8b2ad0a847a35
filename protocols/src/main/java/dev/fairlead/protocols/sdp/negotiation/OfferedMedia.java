package dev.fairlead.protocols.sdp.negotiation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One media description of an offer, understood. Immutable.
 *
 * @param kind {@code audio}, {@code video} or something else
 * @param protocol as offered
 * @param rejected whether the offer itself does without it: port 0, and not because it is bundled
 * @param mid identification tag, empty when there is none
 * @param bundled whether it is in the offer's first BUNDLE group
 * @param direction as the offerer sees it
 * @param rtcpMux whether RTCP may share the port
 * @param rtcpReducedSize whether compounds may be of reduced size
 * @param ice credentials, or null when neither it nor the session has any
 * @param setup {@code actpass}, {@code active} or {@code passive}
 * @param formats in the offerer's order of preference, with those that only help others
 * @param formatTexts payload types as the offer lists them
 * @param extensions ids by URI
 * @param sources announced by SSRC, in order; layers of simulcast where they are grouped as such
 * @param rids layers that the offerer will send, in its order
 */
public record OfferedMedia(
    String kind,
    String protocol,
    boolean rejected,
    String mid,
    boolean bundled,
    Direction direction,
    boolean rtcpMux,
    boolean rtcpReducedSize,
    @Nullable IceCredentials ice,
    String setup,
    List<OfferedFormat> formats,
    List<String> formatTexts,
    Map<String, Integer> extensions,
    List<RemoteSource> sources,
    List<String> rids) {
  public OfferedMedia {
    formats = List.copyOf(formats);
    formatTexts = List.copyOf(formatTexts);
    extensions = Map.copyOf(extensions);
    sources = List.copyOf(sources);
    rids = List.copyOf(rids);
  }
}
