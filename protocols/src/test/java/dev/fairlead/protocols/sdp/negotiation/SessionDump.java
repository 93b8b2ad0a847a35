package dev.fairlead.protocols.sdp.negotiation;

/** Writes down what became of an offer. */
final class SessionDump {
  private SessionDump() {}

  static String of(Answer answer) {
    return switch (answer) {
      case Answer.NoCommonCodec none -> none.text() + "\n";
      case Answer.Unacceptable refused -> refused.reason() + "\n";
      case Answer.Accepted accepted -> of(accepted.session()) + "\n" + lines(accepted.text());
    };
  }

  private static String lines(String text) {
    return text.replace("\r\n", "\n");
  }

  private static String of(MediaSession session) {
    StringBuilder text = new StringBuilder();
    text.append("ice ").append(session.remoteIce()).append('\n');
    text.append("candidates ").append(session.remoteCandidates().size()).append('\n');
    text.append("trickle ").append(session.trickle()).append('\n');
    text.append("fingerprints ").append(session.remoteFingerprints().size()).append('\n');
    text.append("dtlsClient ").append(session.dtlsClient()).append('\n');
    for (NegotiatedMedia media : session.media()) {
      text.append(
          "%d %s %s %s%n"
              .formatted(media.lineIndex(), media.mid(), media.kind(), media.direction()));
      NegotiatedCodec codec = media.codec();
      text.append(
          "  %s pt=%d rtx=%d clock=%d nack=%b pli=%b fir=%b remb=%b transportCc=%b%n"
              .formatted(
                  codec.codec(),
                  codec.payloadType(),
                  codec.rtxPayloadType(),
                  codec.clockRateHz(),
                  codec.nack(),
                  codec.pli(),
                  codec.fir(),
                  codec.remb(),
                  codec.transportCc()));
      text.append("  extensions ").append(media.extensions());
      text.append(" twoByte=").append(media.extensions().needTwoByteHeads());
      text.append(" rsize=").append(media.reducedSizeRtcp()).append('\n');
      text.append("  sources");
      media
          .remoteSources()
          .forEach(
              source ->
                  text.append(' ')
                      .append(Integer.toUnsignedString(source.ssrc()))
                      .append('/')
                      .append(Integer.toUnsignedString(source.rtxSsrc())));
      text.append(" rids ").append(media.rids()).append('\n');
      OutgoingTrack track = media.track();
      if (track != null) {
        text.append("  sends ").append(track.formats().getFirst().codecString()).append('\n');
      }
    }
    return text.toString();
  }
}
