package dev.fairlead.protocols.sdp.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.sdp.wire.SdpException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnswererTest {
  private static MediaSession session(Answer answer) {
    return assertInstanceOf(Answer.Accepted.class, answer, answer.toString()).session();
  }

  private static NegotiatedMedia video(Answer answer) {
    NegotiatedMedia media = session(answer).active(MediaKind.VIDEO);
    assertNotNull(media);
    return media;
  }

  private static String reason(Answer answer) {
    return assertInstanceOf(Answer.Unacceptable.class, answer, answer.toString()).reason();
  }

  /** An offer with one thing changed. */
  private static String changed(String name, String what, String into) {
    String text = Offers.text(name);
    assertTrue(text.contains(what), what);
    return text.replace(what, into);
  }

  // Codecs.

  @Test
  void aBroadcastIsSentInTheFirstCodingThatTheViewerHas() {
    Answer answer =
        Offers.send(
            Offers.text("firefox-whep"),
            Offers.video(Codec.H264, "avc1.42C01F"),
            Offers.video(Codec.AV1, "av01.0.08M.08"),
            Offers.video(Codec.VP8, "vp08.00.31.08"));

    NegotiatedMedia media = video(answer);

    assertEquals(Codec.AV1, media.codec().codec());
    assertEquals(100, media.codec().rtxPayloadType());
    assertNotNull(media.track());
    assertEquals(Codec.AV1, media.track().formats().getFirst().codec());
  }

  @ParameterizedTest
  @CsvSource({
    "avc1.42C01F, 108", // Constrained baseline: exactly 42e01f.
    "avc1.42001F, 102", // Baseline: exactly 42001f.
    "avc1.4D401F, 116", // Main: exactly 4d001f.
    "avc1.640020, 41", // High: only f4001f decodes it by its profile.
  })
  void theProfileDecidesAmongFormatsOfH264(String codecString, int payloadType) {
    Answer answer =
        Offers.send(Offers.text("chromium-whep"), Offers.video(Codec.H264, codecString));

    assertEquals(payloadType, video(answer).codec().payloadType());
  }

  @Test
  void aViewerWithLesserProfilesIsServedAllTheSame() {
    Answer answer =
        Offers.send(Offers.text("libdatachannel-whep"), Offers.video(Codec.H264, "avc1.640020"));

    assertEquals(96, video(answer).codec().payloadType());
  }

  @Test
  void aViewerWithoutFragmentsIsNotServedH264() {
    Answer answer =
        Offers.send(
            changed("libdatachannel-whep", "packetization-mode=1", "packetization-mode=0"),
            Offers.video(Codec.H264, "avc1.42C01F"));

    assertInstanceOf(Answer.NoCommonCodec.class, answer);
  }

  @Test
  void tenBitsAreNotSentToAnEightBitDecoder() {
    Answer answer =
        Offers.send(Offers.text("firefox-whep"), Offers.video(Codec.VP9, "vp09.02.31.10"));

    assertInstanceOf(Answer.NoCommonCodec.class, answer);
  }

  @Test
  void noCommonCodecSaysWhatThereIs() {
    Answer answer =
        Offers.send(Offers.text("firefox-whep"), Offers.video(Codec.H264, "avc1.42C01F"));

    assertEquals(
        "None of the offered codecs can be used. Offered: VP8, VP9, ULPFEC, RED, AV1, OPUS, G722,"
            + " PCMU, PCMA, TELEPHONE-EVENT. Available here: H264, OPUS.",
        assertInstanceOf(Answer.NoCommonCodec.class, answer).text());
  }

  @Test
  void aPublisherIsTakenByOurPreferenceAndWithFragmentsWhereItHasThem() {
    String singleNalFirst =
        changed("chromium-whip-camera", " 102 103 104 107 ", " 104 107 102 103 ");

    assertEquals(102, video(Offers.receive(singleNalFirst)).codec().payloadType());
    Answer vp8 =
        Answerer.answer(
            OfferReader.read(Offers.text("chromium-whip-camera")),
            Offers.TRANSPORT,
            new MediaTerms.Receive(List.of(Codec.VP8, Codec.H264, Codec.OPUS)));
    assertEquals(Codec.VP8, video(vp8).codec().codec());
  }

  @Test
  void soundInACodecThatNobodyHasDoesNotCostThePicture() {
    MediaSession session =
        session(Offers.receive(changed("obs-30-whip", "opus/48000/2", "L16/48000/2")));

    assertNotNull(session.active(MediaKind.VIDEO));
    assertNull(session.active(MediaKind.AUDIO));
  }

  // Media descriptions.

  @Test
  void portZeroWithBundleOnlyIsNotRejected() {
    assertNotNull(
        session(Offers.receive(Offers.text("gstreamer-1.22-whip"))).active(MediaKind.AUDIO));
  }

  @Test
  void portZeroWithoutBundleOnlyIsRejectedAndStaysSo() {
    Answer answer = Offers.receive(changed("gstreamer-1.22-whip", "a=bundle-only\n", ""));

    assertNull(session(answer).active(MediaKind.AUDIO));
    assertTrue(((Answer.Accepted) answer).text().contains("m=audio 0 "));
    assertTrue(((Answer.Accepted) answer).text().contains("a=group:BUNDLE video0\r\n"));
  }

  @Test
  void mediaOutsideOfTheBundleIsLeft() {
    Answer answer = Offers.receive(changed("chromium-whip-camera", "BUNDLE 0 1", "BUNDLE 0"));

    assertNull(session(answer).active(MediaKind.VIDEO));
    assertNotNull(session(answer).active(MediaKind.AUDIO));
  }

  @Test
  void onlyTheFirstOfAKindIsTaken() {
    String offer = Offers.text("obs-30-whip");
    String second = offer.substring(offer.indexOf("m=video")).replace("a=mid:1", "a=mid:2");

    Answer answer = Offers.receive((offer + second).replace("BUNDLE 0 1", "BUNDLE 0 1 2"));

    assertEquals(2, session(answer).media().size());
    assertEquals(3, ((Answer.Accepted) answer).text().split("m=", -1).length - 1);
  }

  @Test
  void dataChannelsAreRefusedAndTheRestIsTaken() {
    Answer answer =
        Offers.send(Offers.text("chromium-data-channel"), Offers.video(Codec.VP8, "vp08.00.31.08"));

    assertNotNull(session(answer).active(MediaKind.VIDEO));
    assertTrue(((Answer.Accepted) answer).text().contains("m=application 0 "));
  }

  @Test
  void aViewerThatWantsSoundOfABroadcastWithoutItGetsAnInactiveLine() {
    Answer answer =
        Answerer.answer(
            OfferReader.read(Offers.text("chromium-whep")),
            Offers.TRANSPORT,
            new MediaTerms.Send(
                new OutgoingTrack(List.of(Offers.video(Codec.VP8, "vp08.00.31.08")), 1, 2, "v"),
                null,
                "b"));

    assertNull(session(answer).active(MediaKind.AUDIO));
    assertEquals(Direction.INACTIVE, session(answer).media().getFirst().direction());
    assertNotNull(session(answer).active(MediaKind.VIDEO));
  }

  @Test
  void anOfferTheWrongWayRoundIsRefused() {
    assertEquals(
        "The offer does not send anything", reason(Offers.receive(Offers.text("chromium-whep"))));
    assertEquals(
        "The offer does not receive anything that is there to be sent",
        reason(
            Offers.send(
                Offers.text("chromium-whip-camera"), Offers.video(Codec.VP8, "vp08.00.31.08"))));
  }

  // Transport.

  @Test
  void theRoleInTheHandshakeIsTheOneThatTheOfferLeaves() {
    String offer = Offers.text("obs-30-whip");

    assertFalse(session(Offers.receive(offer)).dtlsClient());
    assertFalse(session(Offers.receive(offer.replace("actpass", "active"))).dtlsClient());
    assertTrue(session(Offers.receive(offer.replace("actpass", "passive"))).dtlsClient());
    assertTrue(reason(Offers.receive(offer.replace("actpass", "holdconn"))).contains("setup"));
  }

  @Test
  void whatASessionCannotDoWithoutIsNamed() {
    assertTrue(
        reason(Offers.receive(changed("obs-30-whip", "a=rtcp-mux", "a=x"))).contains("rtcp-mux"));
    assertTrue(
        reason(Offers.receive(changed("obs-30-whip", "a=ice-pwd", "a=x"))).contains("ice-pwd"));
    assertTrue(
        reason(Offers.receive(changed("obs-30-whip", "a=ice-ufrag:7Fha", "a=ice-ufrag:7F ha")))
            .contains("ice-ufrag"));
    assertTrue(
        reason(Offers.receive(changed("obs-30-whip", "t=0 0", "t=0 0\na=ice-lite")))
            .contains("ICE lite"));
    assertTrue(
        reason(Offers.receive(changed("obs-30-whip", "UDP/TLS/RTP/SAVPF", "RTP/AVP")))
            .contains("neither audio nor video"));
  }

  @Test
  void anOfferWithoutFingerprintCannotBeRead() {
    String offer = changed("obs-30-whip", "a=fingerprint", "a=x");

    assertTrue(
        assertThrows(SdpException.class, () -> OfferReader.read(offer))
            .getMessage()
            .contains("fingerprint"));
  }

  @Test
  void twoMediaDescriptionsMayNotShareAMid() {
    String offer = changed("obs-30-whip", "a=mid:1", "a=mid:0");

    assertThrows(SdpException.class, () -> OfferReader.read(offer));
  }

  @Test
  void credentialsOfTheFirstMediaAreThoseOfTheSession() {
    assertEquals(
        new IceCredentials("Zm9v-_Y=", "Zm9vYmFyYmF6cXV4LV9mb28="),
        session(Offers.receive(Offers.text("url-safe-credentials"))).remoteIce());
  }

  // Details.

  @Test
  void idsThatNeedTwoByteHeadsAreUsedOnlyWhereTheseMayBeMixed() {
    Answer mixed = Offers.send(Offers.text("pion-whep"), Offers.video(Codec.H264, "avc1.42C01F"));
    Answer unmixed =
        Offers.send(
            changed("pion-whep", "a=extmap-allow-mixed\n", ""),
            Offers.video(Codec.H264, "avc1.42C01F"));

    assertEquals(20, video(mixed).extensions().id(HeaderExtension.TRANSPORT_CC));
    assertTrue(video(mixed).extensions().needTwoByteHeads());
    assertEquals(ExtensionIds.NONE, video(unmixed).extensions().id(HeaderExtension.TRANSPORT_CC));
  }

  @Test
  void layersComeFromSsrcGroupsWhereThereAreNoRids() {
    assertEquals(
        List.of(new RemoteSource(101, 201), new RemoteSource(102, 202), new RemoteSource(103, 203)),
        video(Offers.receive(Offers.text("libwebrtc-sim-group"))).remoteSources());
  }

  @Test
  void layersThatArePausedOrHaveAlternativesKeepTheirOrder() {
    String offer =
        changed("chromium-whip-simulcast", "a=simulcast:send l;m;h", "a=simulcast:send ~h;m,l;l");

    assertEquals(List.of("h", "m", "l"), video(Offers.receive(offer)).rids());
  }

  @Test
  void ourLevelDoesNotHoldAPublisherBack() {
    Answer answer = Offers.receive(Offers.text("obs-30-whip"));

    assertTrue(((Answer.Accepted) answer).text().contains("profile-level-id=640034"));
  }

  @Test
  void stereoIsAskedForOfPublishersAndToldToViewers() {
    String asked = ((Answer.Accepted) Offers.receive(Offers.text("chromium-whip-camera"))).text();
    String told =
        ((Answer.Accepted)
                Offers.send(Offers.text("chromium-whep"), Offers.video(Codec.VP8, "vp08.00.31.08")))
            .text();

    assertTrue(asked.contains("a=fmtp:111 minptime=10;useinbandfec=1;stereo=1\r\n"));
    assertTrue(told.contains("a=fmtp:111 minptime=10;useinbandfec=1;sprop-stereo=1\r\n"));
  }

  @Test
  void whatAPublisherSaysOfItsOwnMediaIsNotRepeated() {
    String answer = ((Answer.Accepted) Offers.receive(Offers.text("gstreamer-1.22-whip"))).text();

    assertFalse(answer.contains("sprop"), answer);
  }
}
