package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.Codec;
import java.util.List;

/** What became of an offer. */
public sealed interface Answer {
  /**
   * A session.
   *
   * @param session what was agreed on
   * @param text of the answer
   */
  record Accepted(MediaSession session, String text) implements Answer {}

  /**
   * The offer has no coding that we have.
   *
   * @param offered encodings in the offer, in its order, once each
   * @param ours codecs that we could have agreed on
   */
  record NoCommonCodec(List<String> offered, List<Codec> ours) implements Answer {
    public NoCommonCodec {
      offered = List.copyOf(offered);
      ours = List.copyOf(ours);
    }

    /** A sentence for the peer. */
    public String text() {
      return "None of the offered codecs can be used. Offered: "
          + String.join(", ", offered)
          + ". Available here: "
          + String.join(", ", ours.stream().map(Codec::name).toList())
          + ".";
    }
  }

  /**
   * The offer can be read, and no session can come of it.
   *
   * @param reason a sentence for the peer
   */
  record Unacceptable(String reason) implements Answer {}
}
