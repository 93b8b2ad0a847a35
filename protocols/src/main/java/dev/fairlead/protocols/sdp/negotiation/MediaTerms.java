package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What we want of an offer's media. */
public sealed interface MediaTerms {
  /** What we could take or give, for an answer to an offer that has none of it. */
  List<Codec> codecs();

  /**
   * We receive: one video and one audio track of a publisher.
   *
   * @param codecs taken, best first
   */
  record Receive(List<Codec> codecs) implements MediaTerms {
    /** H.264 first, since every output can carry it. */
    public static final Receive EVERYTHING =
        new Receive(List.of(Codec.H264, Codec.H265, Codec.VP9, Codec.VP8, Codec.AV1, Codec.OPUS));

    public Receive {
      codecs = List.copyOf(codecs);
    }
  }

  /**
   * We send: what a broadcast has.
   *
   * @param video pictures, or null when there are none
   * @param audio sound, or null when there is none
   * @param cname the name that holds both together in RTCP, and the first part of their msid
   */
  record Send(@Nullable OutgoingTrack video, @Nullable OutgoingTrack audio, String cname)
      implements MediaTerms {
    @Override
    public List<Codec> codecs() {
      List<Codec> codecs = new ArrayList<>();
      for (MediaKind kind : MediaKind.values()) {
        OutgoingTrack track = track(kind);
        if (track != null) {
          track.formats().forEach(format -> codecs.add(format.codec()));
        }
      }
      return codecs;
    }

    @Nullable OutgoingTrack track(MediaKind kind) {
      return switch (kind) {
        case VIDEO -> video;
        case AUDIO -> audio;
        case DATA -> null;
      };
    }
  }
}
