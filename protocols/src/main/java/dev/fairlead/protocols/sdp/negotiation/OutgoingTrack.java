package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.TrackFormat;
import java.util.List;

/**
 * What we can send of one kind. Immutable.
 *
 * @param formats the codings it exists in, best first; all of one kind
 * @param ssrc of its packets
 * @param rtxSsrc of retransmissions
 * @param id second part of the msid
 */
public record OutgoingTrack(List<TrackFormat> formats, int ssrc, int rtxSsrc, String id) {
  public OutgoingTrack {
    formats = List.copyOf(formats);
    if (formats.isEmpty()) {
      throw new IllegalArgumentException("a track without a format");
    }
  }
}
