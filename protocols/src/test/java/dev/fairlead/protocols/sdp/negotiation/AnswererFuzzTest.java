package dev.fairlead.protocols.sdp.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.track.Codec;
import dev.fairlead.protocols.sdp.wire.MediaDescription;
import dev.fairlead.protocols.sdp.wire.SdpException;
import dev.fairlead.protocols.sdp.wire.SdpParser;
import dev.fairlead.protocols.sdp.wire.SessionDescription;
import java.nio.charset.StandardCharsets;

/** Offers of any shape: refused with a reason, or answered line for line with a sound answer. */
final class AnswererFuzzTest {
  @FuzzTest
  void anyOfferIsRefusedOrAnswered(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      check(text, Offers.receive(text));
      check(
          text,
          Offers.send(
              text,
              Offers.video(Codec.H264, "avc1.42C01F"),
              Offers.video(Codec.VP8, "vp08.00.31.08")));
    } catch (SdpException e) {
      assertTrue(e.getMessage().chars().noneMatch(c -> c < ' '), e.getMessage());
    }
  }

  private static void check(String offerText, Answer answer) {
    if (!(answer instanceof Answer.Accepted accepted)) {
      return;
    }
    SessionDescription offer = SdpParser.parse(offerText);
    SessionDescription text = SdpParser.parse(accepted.text());
    assertEquals(offer.media().size(), text.media().size());
    for (int i = 0; i < offer.media().size(); i++) {
      MediaDescription offered = offer.media().get(i);
      MediaDescription answered = text.media().get(i);
      assertEquals(offered.kind(), answered.kind());
      assertEquals(offered.protocol(), answered.protocol());
      assertTrue(offered.formats().containsAll(answered.formats()));
    }
    int taken = (int) text.media().stream().filter(media -> media.port() != 0).count();
    assertEquals(accepted.session().media().size(), taken);
    assertTrue(taken <= 2);
    assertTrue(accepted.session().remoteCandidates().size() <= OfferReader.MAX_CANDIDATES);
  }
}
