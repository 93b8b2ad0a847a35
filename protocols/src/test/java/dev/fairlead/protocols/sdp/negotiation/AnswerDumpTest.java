package dev.fairlead.protocols.sdp.negotiation;

import dev.fairlead.media.testkit.GoldenDump;
import dev.fairlead.media.track.Codec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each offer with what we take of it and the answer that says so, as text to be read and diffed.
 */
final class AnswerDumpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-whip-camera",
        "chromium-whip-simulcast",
        "firefox-whip",
        "safari-whip",
        "obs-30-whip",
        "gstreamer-1.22-whip",
        "libdatachannel-whip",
        "aiortc-whip",
        "libwebrtc-sim-group",
        "av1-h265-only",
        "telephony-only",
        "url-safe-credentials"
      })
  void publishersAreAnswered(String name) {
    GoldenDump.assertGolden(
        getClass(), name + ".txt", SessionDump.of(Offers.receive(Offers.text(name))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-whep",
        "chromium-whep-audio-only",
        "chromium-data-channel",
        "firefox-whep",
        "gstreamer-1.22-whep",
        "libdatachannel-whep",
        "werift-whep",
        "pion-whep"
      })
  void viewersAreAnswered(String name) {
    GoldenDump.assertGolden(
        getClass(),
        name + ".txt",
        SessionDump.of(
            Offers.send(
                Offers.text(name),
                Offers.video(Codec.H264, "avc1.42C01F"),
                Offers.video(Codec.VP8, "vp08.00.31.08"))));
  }
}
