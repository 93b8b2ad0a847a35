package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.protocols.sdp.wire.SdpParser;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to take of an offer. Used once; confined to one thread.
 *
 * <p>At most one media description of each kind carries something, all of them over the transport
 * of the first. One codec is taken for each, so that nothing changes in mid-session.
 */
public final class Answerer {
  private final Offer offer;
  private final TransportTerms transport;
  private final MediaTerms terms;
  private final List<NegotiatedMedia> taken = new ArrayList<>();
  private final Set<MediaKind> seen = new LinkedHashSet<>();

  /** Kinds that the offer and our terms both have, and no codec in common. */
  private final List<OfferedMedia> codecless = new ArrayList<>();

  private Answerer(Offer offer, TransportTerms transport, MediaTerms terms) {
    this.offer = offer;
    this.transport = transport;
    this.terms = terms;
  }

  /** Answers an offer. */
  public static Answer answer(Offer offer, TransportTerms transport, MediaTerms terms) {
    return new Answerer(offer, transport, terms).answer();
  }

  private Answer answer() {
    OfferedMedia first = firstUsable();
    if (first == null) {
      return new Answer.Unacceptable("The offer has neither audio nor video that is not rejected");
    }
    IceCredentials ice = first.ice();
    if (ice == null || !ice.isValid()) {
      return new Answer.Unacceptable("The offer has no valid ice-ufrag and ice-pwd");
    }
    if (offer.iceLite()) {
      return new Answer.Unacceptable("Both sides are ICE lite: nobody would send the first check");
    }
    if (!first.rtcpMux()) {
      return new Answer.Unacceptable("The offer has no rtcp-mux: RTCP must share the port");
    }
    if (!isSetupValid(first.setup())) {
      return new Answer.Unacceptable("The offer's setup is neither actpass, active nor passive");
    }
    for (int i = 0; i < offer.media().size(); i++) {
      consider(i, offer.media().get(i), first);
    }
    if (lacksWhatCounts()) {
      return new Answer.NoCommonCodec(offeredEncodings(), terms.codecs());
    }
    if (taken.stream().allMatch(media -> media.direction() == Direction.INACTIVE)) {
      return new Answer.Unacceptable(
          terms instanceof MediaTerms.Send
              ? "The offer does not receive anything that is there to be sent"
              : "The offer does not send anything");
    }
    MediaSession session =
        new MediaSession(
            ice,
            offer.candidates(),
            offer.iceLite(),
            offer.trickle(),
            offer.fingerprints(),
            isDtlsClient(first.setup()),
            taken);
    return new Answer.Accepted(session, new AnswerWriter(offer, transport, terms, session).text());
  }

  private @Nullable OfferedMedia firstUsable() {
    for (OfferedMedia media : offer.media()) {
      if (!media.rejected() && kind(media) != null && isSecureRtp(media)) {
        return media;
      }
    }
    return null;
  }

  private static @Nullable MediaKind kind(OfferedMedia media) {
    return switch (media.kind()) {
      case "audio" -> MediaKind.AUDIO;
      case "video" -> MediaKind.VIDEO;
      default -> null;
    };
  }

  /** Also {@code RTP/SAVPF}, which older offers say and mean the same by (RFC 8829 §5.1.2). */
  private static boolean isSecureRtp(OfferedMedia media) {
    return media.protocol().endsWith("RTP/SAVPF");
  }

  private static boolean isSetupValid(String setup) {
    return setup.equals("actpass") || setup.equals("active") || setup.equals("passive");
  }

  private boolean isDtlsClient(String offered) {
    return switch (offered) {
      case "active" -> false;
      case "passive" -> true;
      default -> transport.dtlsClient();
    };
  }

  private void consider(int lineIndex, OfferedMedia media, OfferedMedia first) {
    MediaKind kind = kind(media);
    if (kind == null || media.rejected() || !isSecureRtp(media)) {
      return;
    }
    boolean sameTransport = media.equals(first) || (first.bundled() && media.bundled());
    if (!sameTransport || !seen.add(kind)) {
      return;
    }
    switch (terms) {
      case MediaTerms.Receive receive -> receive(lineIndex, media, kind, receive);
      case MediaTerms.Send send -> send(lineIndex, media, kind, send);
    }
  }

  private void receive(
      int lineIndex, OfferedMedia media, MediaKind kind, MediaTerms.Receive receive) {
    OfferedFormat format = null;
    for (Codec codec : receive.codecs()) {
      if (format == null && codec.kind() == kind) {
        // Of equals the first one stays, which is the one that the offerer prefers.
        format =
            media.formats().stream()
                .filter(candidate -> CodecMatch.codec(candidate) == codec)
                .reduce((a, b) -> CodecMatch.gladness(b) > CodecMatch.gladness(a) ? b : a)
                .orElse(null);
      }
    }
    if (format == null) {
      codecless.add(media);
      return;
    }
    Direction direction = Direction.of(false, media.direction().sends());
    take(lineIndex, media, kind, direction, format, null);
  }

  private void send(int lineIndex, OfferedMedia media, MediaKind kind, MediaTerms.Send send) {
    OutgoingTrack track = send.track(kind);
    if (track == null) {
      OfferedFormat any = anyKnown(media);
      if (any != null) {
        take(lineIndex, media, kind, Direction.INACTIVE, any, null);
      }
      return;
    }
    for (TrackFormat trackFormat : track.formats()) {
      OfferedFormat format =
          media.formats().stream()
              .filter(candidate -> CodecMatch.fit(candidate, trackFormat) > CodecMatch.NO_FIT)
              .reduce(
                  (a, b) -> CodecMatch.fit(b, trackFormat) > CodecMatch.fit(a, trackFormat) ? b : a)
              .orElse(null);
      if (format != null) {
        Direction direction = Direction.of(media.direction().receives(), false);
        OutgoingTrack chosen =
            new OutgoingTrack(List.of(trackFormat), track.ssrc(), track.rtxSsrc(), track.id());
        take(lineIndex, media, kind, direction, format, direction.sends() ? chosen : null);
        return;
      }
    }
    codecless.add(media);
  }

  private static @Nullable OfferedFormat anyKnown(OfferedMedia media) {
    for (OfferedFormat format : media.formats()) {
      if (CodecMatch.codec(format) != null) {
        return format;
      }
    }
    return null;
  }

  private void take(
      int lineIndex,
      OfferedMedia media,
      MediaKind kind,
      Direction direction,
      OfferedFormat format,
      @Nullable OutgoingTrack track) {
    boolean receives = direction.receives();
    taken.add(
        new NegotiatedMedia(
            lineIndex,
            media.mid(),
            kind,
            direction,
            codec(media, format),
            extensions(media, format, kind),
            media.rtcpReducedSize(),
            receives ? media.sources() : List.of(),
            receives && kind == MediaKind.VIDEO && hasRids(media) ? media.rids() : List.of(),
            track));
  }

  /** Layers told apart by rid need the extension that names it in packets. */
  private static boolean hasRids(OfferedMedia media) {
    return media.extensions().containsKey(HeaderExtension.RID.uri());
  }

  private static NegotiatedCodec codec(OfferedMedia media, OfferedFormat format) {
    Codec codec = CodecMatch.codec(format);
    assert codec != null : "formats without a codec are filtered out";
    Set<String> feedback = format.feedback();
    boolean transportCc =
        feedback.contains("transport-cc")
            && media.extensions().containsKey(HeaderExtension.TRANSPORT_CC.uri());
    return new NegotiatedCodec(
        codec,
        format.payloadType(),
        feedback.contains("nack") ? rtx(media, format.payloadType()) : NegotiatedCodec.NO_RTX,
        format.clockRateHz(),
        format.parameters(),
        feedback.contains("nack"),
        feedback.contains("nack pli"),
        feedback.contains("ccm fir"),
        // Two estimates of one path would only disagree.
        feedback.contains("goog-remb") && !transportCc,
        transportCc);
  }

  private static int rtx(OfferedMedia media, int payloadType) {
    for (OfferedFormat format : media.formats()) {
      if (format.encoding().equals("RTX")
          && SdpParser.number(format.parameters().value("apt", ""), 127) == payloadType) {
        return format.payloadType();
      }
    }
    return NegotiatedCodec.NO_RTX;
  }

  private ExtensionIds extensions(OfferedMedia media, OfferedFormat format, MediaKind kind) {
    Map<HeaderExtension, Integer> agreed = new EnumMap<>(HeaderExtension.class);
    boolean transportCc = codec(media, format).transportCc();
    for (HeaderExtension extension : HeaderExtension.values()) {
      Integer id = media.extensions().get(extension.uri());
      boolean wanted =
          switch (extension) {
            case MID, ABSOLUTE_CAPTURE_TIME -> true;
            case RID, REPAIRED_RID -> terms instanceof MediaTerms.Receive;
            case TRANSPORT_CC -> transportCc;
            case ABSOLUTE_SEND_TIME -> !transportCc;
            case PLAYOUT_DELAY -> terms instanceof MediaTerms.Send && kind == MediaKind.VIDEO;
          };
      // Ids that need two-byte heads are used only where those may be used.
      if (id != null && wanted && (id <= 14 || offer.mixedExtensions())) {
        agreed.put(extension, id);
      }
    }
    return new ExtensionIds(agreed);
  }

  /** Pictures that nobody can decode are not made up for by sound. */
  private boolean lacksWhatCounts() {
    return taken.isEmpty()
        || codecless.stream().anyMatch(media -> kind(media) == MediaKind.VIDEO && flows(media));
  }

  private boolean flows(OfferedMedia media) {
    return terms instanceof MediaTerms.Send
        ? media.direction().receives()
        : media.direction().sends();
  }

  private List<String> offeredEncodings() {
    Set<String> encodings = new LinkedHashSet<>();
    for (OfferedMedia media : offer.media()) {
      for (OfferedFormat format : media.formats()) {
        if (!format.encoding().equals("RTX")) {
          encodings.add(format.encoding());
        }
      }
    }
    return new ArrayList<>(encodings);
  }

  /** Whether a track is stereo, as far as its format tells. */
  static boolean isStereo(@Nullable OutgoingTrack track) {
    return track != null
        && track.formats().getFirst() instanceof AudioFormat audio
        && audio.channels() == 2;
  }
}
