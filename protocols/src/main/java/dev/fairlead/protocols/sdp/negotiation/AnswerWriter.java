package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.sdp.wire.MediaDescription;
import dev.fairlead.protocols.sdp.wire.SdpAttribute;
import dev.fairlead.protocols.sdp.wire.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what was agreed on into the words of an answer. Used once; confined to one thread. */
final class AnswerWriter {
  /** The port that stands for "see the candidates" (RFC 8840 §4.1.1). */
  private static final int DISCARD_PORT = 9;

  private final Offer offer;
  private final TransportTerms transport;
  private final MediaTerms terms;
  private final MediaSession session;

  AnswerWriter(Offer offer, TransportTerms transport, MediaTerms terms, MediaSession session) {
    this.offer = offer;
    this.transport = transport;
    this.terms = terms;
    this.session = session;
  }

  String text() {
    List<SdpAttribute> attributes = new ArrayList<>();
    String bundle = bundle();
    if (!bundle.isEmpty()) {
      attributes.add(new SdpAttribute("group", "BUNDLE" + bundle));
    }
    attributes.add(SdpAttribute.property("ice-lite"));
    if (offer.trickle()) {
      attributes.add(new SdpAttribute("ice-options", "trickle"));
    }
    if (offer.mixedExtensions()) {
      attributes.add(SdpAttribute.property("extmap-allow-mixed"));
    }
    attributes.add(new SdpAttribute("msid-semantic", "WMS *"));
    List<MediaDescription> media = new ArrayList<>();
    for (int i = 0; i < offer.media().size(); i++) {
      NegotiatedMedia taken = taken(i);
      OfferedMedia offered = offer.media().get(i);
      media.add(taken == null ? rejection(offered) : description(offered, taken));
    }
    return new SessionDescription(
            "- " + transport.sessionId() + " 1 IN IP4 0.0.0.0", attributes, media)
        .toText();
  }

  private String bundle() {
    StringBuilder tags = new StringBuilder();
    for (NegotiatedMedia media : session.media()) {
      if (offer.media().get(media.lineIndex()).bundled()) {
        tags.append(' ').append(media.mid());
      }
    }
    return tags.toString();
  }

  private @Nullable NegotiatedMedia taken(int lineIndex) {
    for (NegotiatedMedia media : session.media()) {
      if (media.lineIndex() == lineIndex) {
        return media;
      }
    }
    return null;
  }

  private static MediaDescription rejection(OfferedMedia offered) {
    List<SdpAttribute> attributes = new ArrayList<>();
    if (!offered.mid().isEmpty()) {
      attributes.add(new SdpAttribute("mid", offered.mid()));
    }
    attributes.add(SdpAttribute.property(Direction.INACTIVE.attribute()));
    return new MediaDescription(
        offered.kind(), 0, offered.protocol(), offered.formatTexts(), attributes);
  }

  private MediaDescription description(OfferedMedia offered, NegotiatedMedia media) {
    List<SdpAttribute> out = new ArrayList<>();
    transport(media.lineIndex() == session.media().getFirst().lineIndex(), out);
    if (!media.mid().isEmpty()) {
      out.add(new SdpAttribute("mid", media.mid()));
    }
    for (HeaderExtension extension : HeaderExtension.values()) {
      int id = media.extensions().id(extension);
      if (id != ExtensionIds.NONE) {
        out.add(new SdpAttribute("extmap", id + " " + extension.uri()));
      }
    }
    out.add(SdpAttribute.property(media.direction().attribute()));
    OutgoingTrack track = media.track();
    if (track != null && terms instanceof MediaTerms.Send send) {
      out.add(new SdpAttribute("msid", send.cname() + " " + track.id()));
    }
    out.add(SdpAttribute.property("rtcp-mux"));
    if (media.reducedSizeRtcp()) {
      out.add(SdpAttribute.property("rtcp-rsize"));
    }
    codec(media, out);
    if (track != null && terms instanceof MediaTerms.Send send) {
      sources(media, track, send.cname(), out);
    }
    simulcast(media, out);
    return new MediaDescription(
        offered.kind(), DISCARD_PORT, offered.protocol(), payloadTypes(media), out);
  }

  /** Candidates stand once, in the description whose transport all share (RFC 9143 §7.3). */
  private void transport(boolean withCandidates, List<SdpAttribute> out) {
    out.add(new SdpAttribute("ice-ufrag", transport.ice().ufrag()));
    out.add(new SdpAttribute("ice-pwd", transport.ice().pwd()));
    out.add(new SdpAttribute("fingerprint", transport.fingerprint().toValue()));
    out.add(new SdpAttribute("setup", session.dtlsClient() ? "active" : "passive"));
    if (withCandidates) {
      for (String candidate : transport.candidates()) {
        out.add(new SdpAttribute("candidate", candidate));
      }
      out.add(SdpAttribute.property("end-of-candidates"));
    }
  }

  private static List<String> payloadTypes(NegotiatedMedia media) {
    NegotiatedCodec codec = media.codec();
    return codec.hasRtx()
        ? List.of(String.valueOf(codec.payloadType()), String.valueOf(codec.rtxPayloadType()))
        : List.of(String.valueOf(codec.payloadType()));
  }

  private void codec(NegotiatedMedia media, List<SdpAttribute> out) {
    NegotiatedCodec codec = media.codec();
    int payloadType = codec.payloadType();
    String name = codec.codec() == Codec.OPUS ? "opus" : codec.codec().name();
    String channels = codec.codec() == Codec.OPUS ? "/2" : "";
    out.add(
        new SdpAttribute(
            "rtpmap", payloadType + " " + name + "/" + codec.clockRateHz() + channels));
    feedback(payloadType, codec, out);
    String parameters = parameters(media);
    if (!parameters.isEmpty()) {
      out.add(new SdpAttribute("fmtp", payloadType + " " + parameters));
    }
    if (codec.hasRtx()) {
      out.add(new SdpAttribute("rtpmap", codec.rtxPayloadType() + " rtx/" + codec.clockRateHz()));
      out.add(new SdpAttribute("fmtp", codec.rtxPayloadType() + " apt=" + payloadType));
    }
  }

  private static void feedback(int payloadType, NegotiatedCodec codec, List<SdpAttribute> out) {
    feedback(codec.remb(), payloadType, "goog-remb", out);
    feedback(codec.transportCc(), payloadType, "transport-cc", out);
    feedback(codec.fir(), payloadType, "ccm fir", out);
    feedback(codec.nack(), payloadType, "nack", out);
    feedback(codec.pli(), payloadType, "nack pli", out);
  }

  private static void feedback(
      boolean agreed, int payloadType, String kind, List<SdpAttribute> out) {
    if (agreed) {
      out.add(new SdpAttribute("rtcp-fb", payloadType + " " + kind));
    }
  }

  private String parameters(NegotiatedMedia media) {
    FormatParameters offered = media.codec().parameters();
    boolean receives = terms instanceof MediaTerms.Receive;
    return switch (media.codec().codec()) {
      case H264 -> receives ? H264Profile.received(offered) : offered.forAnswer();
      // We take what two channels the publisher has, and tell a viewer what we have (RFC 7587
      // §7.1).
      case OPUS ->
          receives
              ? withParameter(offered, "stereo")
              : Answerer.isStereo(media.track())
                  ? withParameter(offered, "sprop-stereo")
                  : offered.forAnswer();
      default -> offered.forAnswer();
    };
  }

  private static String withParameter(FormatParameters offered, String name) {
    String text = offered.forAnswer();
    if (!name.startsWith("sprop-") && offered.values().containsKey(name)) {
      return text;
    }
    return (text.isEmpty() ? "" : text + ";") + name + "=1";
  }

  private static void sources(
      NegotiatedMedia media, OutgoingTrack track, String cname, List<SdpAttribute> out) {
    String ssrc = Integer.toUnsignedString(track.ssrc());
    String msid = " msid:" + cname + " " + track.id();
    if (media.codec().hasRtx()) {
      String rtx = Integer.toUnsignedString(track.rtxSsrc());
      out.add(new SdpAttribute("ssrc-group", "FID " + ssrc + " " + rtx));
      out.add(new SdpAttribute("ssrc", ssrc + " cname:" + cname));
      out.add(new SdpAttribute("ssrc", ssrc + msid));
      out.add(new SdpAttribute("ssrc", rtx + " cname:" + cname));
      out.add(new SdpAttribute("ssrc", rtx + msid));
    } else {
      out.add(new SdpAttribute("ssrc", ssrc + " cname:" + cname));
      out.add(new SdpAttribute("ssrc", ssrc + msid));
    }
  }

  private static void simulcast(NegotiatedMedia media, List<SdpAttribute> out) {
    if (media.kind() != MediaKind.VIDEO || media.rids().isEmpty()) {
      return;
    }
    for (String rid : media.rids()) {
      out.add(new SdpAttribute("rid", rid + " recv"));
    }
    out.add(new SdpAttribute("simulcast", "recv " + String.join(";", media.rids())));
  }
}
