package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in over SRT, and what libsrt sees when it is not. */
class SrtAccessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PASSPHRASE = "correct-horse";

  private static final int BAD_SECRET = 10;
  private static final int UNSECURE = 11;
  private static final int MESSAGE_API = 12;
  private static final int BAD_REQUEST = 1_400;
  private static final int UNAUTHORIZED = 1_401;
  private static final int NOT_FOUND = 1_404;
  private static final int BAD_MODE = 1_405;
  private static final int CONFLICT = 1_409;
  private static final int UNSUPPORTED_MEDIA = 1_415;

  @Test
  void refusalsReachLibsrtAsItsCodes() {
    LibSrt libSrt = LibSrt.load();
    try (FairleadNode node = FairleadNode.start()) {
      int port = node.srtPort();
      String wrong = "sk_" + "0".repeat(node.streamKey().length() - 3);
      assertEquals(UNAUTHORIZED, libSrt.codeOfCall(port, wrong, "", 0));
      assertEquals(NOT_FOUND, libSrt.codeOfCall(port, "play:nobody", "", 0));
      assertEquals(NOT_FOUND, libSrt.codeOfCall(port, "play:" + node.playbackId(), "", 0));
      assertEquals(BAD_MODE, libSrt.codeOfCall(port, "#!::r=x,m=bidirectional", "", 0));
      assertEquals(UNSUPPORTED_MEDIA, libSrt.codeOfCall(port, "#!::r=x,t=file", "", 0));
      assertEquals(BAD_REQUEST, libSrt.codeOfCall(port, "#!{nested}", "", 0));
      assertEquals(BAD_REQUEST, libSrt.codeOfCall(port, "", "", 0));
      assertEquals(UNSECURE, libSrt.codeOfCall(port, node.streamKey(), PASSPHRASE, 16));
      assertEquals(MESSAGE_API, libSrt.codeOfFileCall(port, node.streamKey()));
      try (Pushing pushing =
          Pushing.startLooping(Clip.H264_AAC_TS, node.srtUrl(node.streamKey(), ""))) {
        node.awaitLive();
        assertEquals(CONFLICT, libSrt.codeOfCall(port, node.streamKey(), "", 0));
        assertEquals(LibSrt.CONNECTED, libSrt.codeOfCall(port, "play:" + node.playbackId(), "", 0));
        assertTrue(pushing.isAlive(), pushing::text);
      }
      assertFalse(node.log().contains(wrong), "a key never appears in the log");
    }
  }

  @Test
  void passphraseHasToBeTheSameOnBothSides() {
    LibSrt libSrt = LibSrt.load();
    try (FairleadNode node = FairleadNode.start("srt.passphrase=" + PASSPHRASE)) {
      int port = node.srtPort();

      assertEquals(BAD_SECRET, libSrt.codeOfCall(port, node.streamKey(), "wrong-horse", 16));
      assertEquals(UNSECURE, libSrt.codeOfCall(port, node.streamKey(), "", 0));
      for (int keyBytes : new int[] {16, 24, 32}) {
        assertEquals(
            LibSrt.CONNECTED, libSrt.codeOfCall(port, node.streamKey(), PASSPHRASE, keyBytes));
        node.awaitSilence();
      }
      assertFalse(node.log().contains(PASSPHRASE), "a passphrase never appears in the log");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void everyKeyLengthCarriesABroadcastInAndOut(int keyBytes) {
    String secret = "&passphrase=" + PASSPHRASE + "&pbkeylen=" + keyBytes;
    try (FairleadNode node = FairleadNode.start("srt.passphrase=" + PASSPHRASE);
        Pushing pushing =
            Pushing.startLooping(Clip.H264_AAC_TS, node.srtUrl(node.streamKey(), secret))) {
      node.awaitPlayable(node.hlsUrl());

      assertCleanTransportStream(node, node.srtUrl("#!::m=request,r=" + node.playbackId(), secret));
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void srtLiveTransmitPlaysInTheClear() {
    try (FairleadNode node = FairleadNode.start();
        Pushing pushing =
            Pushing.startLooping(
                Clip.H264_AAC_TS, node.srtUrl("publish:" + node.streamKey(), ""))) {
      node.awaitPlayable(node.hlsUrl());

      assertCleanTransportStream(node, node.srtUrl("play:" + node.playbackId(), ""));
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  /** A second or more of whole packets, each where the last one ended. */
  private static void assertCleanTransportStream(FairleadNode node, String url) {
    try (LiveTransmit viewer = LiveTransmit.receive(url)) {
      viewer.awaitBytes(300_000);
      viewer.assertUnbroken();
    }
    assertTrue(node.isAlive(), node::log);
  }

  @Test
  void encoderCutOffAndBackContinuesTheSameBroadcast() {
    try (FairleadNode node = FairleadNode.start("publish.grace_ms=20000")) {
      String url = node.srtUrl(node.streamKey(), "");
      try (Pushing first = Pushing.startLooping(Clip.H264_AAC_TS, url)) {
        node.awaitPlayable(node.hlsUrl());
        first.kill();
      }
      try (Pulling viewer = Pulling.start("TS", List.of(), node.url("/live/ID.ts"), List.of())) {
        // libsrt tries for three seconds; meanwhile the silent connection gives way.
        Eventually.holds(
            "the encoder is let in again",
            PATIENCE,
            () -> {
              try (Pushing second = Pushing.startLooping(Clip.H264_AAC_TS, url)) {
                second.awaitSent(1);
                long seen = viewer.seen();
                Eventually.holds(
                    "viewers go on or the encoder is refused",
                    PATIENCE,
                    () -> !second.isAlive() || viewer.seen() > seen + 60,
                    viewer::text);
                // Looked at while it sends: its own good-bye ends the broadcast.
                return second.isAlive() && node.metric("fairlead_broadcasts_ended_total") == 0;
              }
            },
            node::log);
      }
    }
  }
}
