package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.rtp.core.ReceiveTerms;
import dev.fairlead.protocols.rtp.core.ReceivedMedia;
import dev.fairlead.protocols.rtp.core.SendTerms;
import dev.fairlead.protocols.rtp.core.SentMedia;
import dev.fairlead.protocols.sdp.negotiation.HeaderExtension;
import dev.fairlead.protocols.sdp.negotiation.MediaSession;
import dev.fairlead.protocols.sdp.negotiation.NegotiatedCodec;
import dev.fairlead.protocols.sdp.negotiation.NegotiatedMedia;
import dev.fairlead.protocols.sdp.negotiation.OutgoingTrack;
import java.util.List;
import java.util.random.RandomGenerator;

/** What offer and answer agreed on, in RTP's words. Stateless. */
final class RtpTerms {
  /** Says nothing about anybody. */
  private static final String CNAME = "fairlead";

  /** As soon as there is something to show. */
  private static final int MIN_PLAYOUT_DELAY_MS = 0;

  /** What a path with retransmissions over a continent needs. */
  private static final int MAX_PLAYOUT_DELAY_MS = 400;

  /** What the paths of most viewers take: a first key picture of 60 kB leaves within 0.1 s. */
  private static final long START_BPS = 4_000_000;

  private RtpTerms() {}

  static ReceiveTerms receive(MediaSession agreed, int localSsrc) {
    boolean reducedSize = agreed.media().stream().allMatch(NegotiatedMedia::reducedSizeRtcp);
    return new ReceiveTerms(
        localSsrc,
        CNAME,
        reducedSize,
        id(agreed, HeaderExtension.MID),
        id(agreed, HeaderExtension.RID),
        id(agreed, HeaderExtension.REPAIRED_RID),
        id(agreed, HeaderExtension.TRANSPORT_CC),
        agreed.media().stream().map(RtpTerms::received).toList());
  }

  static SendTerms send(MediaSession agreed, String cname, RandomGenerator random) {
    boolean reducedSize = agreed.media().stream().allMatch(NegotiatedMedia::reducedSizeRtcp);
    boolean twoByte =
        agreed.media().stream().anyMatch(media -> media.extensions().needTwoByteHeads());
    return new SendTerms(
        cname,
        reducedSize,
        twoByte,
        id(agreed, HeaderExtension.MID),
        id(agreed, HeaderExtension.TRANSPORT_CC),
        id(agreed, HeaderExtension.ABSOLUTE_SEND_TIME),
        id(agreed, HeaderExtension.ABSOLUTE_CAPTURE_TIME),
        id(agreed, HeaderExtension.PLAYOUT_DELAY),
        MIN_PLAYOUT_DELAY_MS,
        MAX_PLAYOUT_DELAY_MS,
        START_BPS,
        sentMedia(agreed).stream().map(media -> sent(media, random)).toList());
  }

  /** What we send, in the order of the terms. */
  static List<NegotiatedMedia> sentMedia(MediaSession agreed) {
    return agreed.media().stream().filter(media -> media.track() != null).toList();
  }

  private static SentMedia sent(NegotiatedMedia media, RandomGenerator random) {
    OutgoingTrack track = media.track();
    assert track != null : "filtered";
    NegotiatedCodec codec = media.codec();
    return new SentMedia(
        media.mid(),
        track.ssrc(),
        track.rtxSsrc(),
        codec.payloadType(),
        codec.hasRtx() ? codec.rtxPayloadType() : ReceivedMedia.NO_RTX,
        codec.clockRateHz(),
        media.kind() == MediaKind.VIDEO,
        random.nextInt(1 << 16),
        random.nextInt(1 << 16),
        random.nextInt());
  }

  /** Bundled media have one id for each extension (RFC 8285 §6). */
  private static int id(MediaSession agreed, HeaderExtension extension) {
    for (NegotiatedMedia media : agreed.media()) {
      int id = media.extensions().id(extension);
      if (id != 0) {
        return id;
      }
    }
    return 0;
  }

  private static ReceivedMedia received(NegotiatedMedia media) {
    NegotiatedCodec codec = media.codec();
    List<ReceivedMedia.Announced> announced =
        media.remoteSources().stream()
            .map(source -> new ReceivedMedia.Announced(source.ssrc(), source.rtxSsrc()))
            .toList();
    return new ReceivedMedia(
        media.mid(),
        codec.payloadType(),
        codec.hasRtx() ? codec.rtxPayloadType() : ReceivedMedia.NO_RTX,
        codec.clockRateHz(),
        codec.nack(),
        codec.pli(),
        codec.fir(),
        announced);
  }
}
