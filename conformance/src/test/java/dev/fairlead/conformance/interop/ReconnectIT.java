package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Publishers that drop, come back, come twice, or come with the wrong key. */
class ReconnectIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void alreadyPublishingIsNeverSaidToAPublisherThatDropped() {
    try (FairleadNode node = FairleadNode.start("publish.grace_ms=8000")) {
      for (int i = 0; i < 3; i++) {
        try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
          pushing.awaitSent(40);
          assertTrue(pushing.isAlive(), () -> "refused: " + pushing.text() + node.log());
          pushing.kill();
        }
      }
    }
  }

  @Test
  void aReconnectWithinTheGraceContinuesTheSameBroadcast() {
    try (FairleadNode node = FairleadNode.start("publish.grace_ms=10000");
        Browser browser = new Browser()) {
      try (Pushing first = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
        node.awaitPlayable(node.hlsUrl());
        try (WatchedPage page = browser.open(node.url("/watch/ID"));
            Pulling flv =
                Pulling.start("FLV", List.of(), node.url("/live/ID.flv"), Pulling.h264())) {
          page.awaitPictures(60, 20_000);
          List<URI> before = media(node).uris();
          first.kill();
          page.play(1_500);
          try (Pushing second = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
            second.awaitSent(1);
            int shown = page.shownCount();
            long seen = flv.seen();
            page.awaitPictures(shown + 90, 20_000);

            HlsPlaylist after = media(node);
            assertTrue(
                after.uris().containsAll(before.subList(1, before.size())),
                () -> before + " " + after);
            assertTrue(after.has("EXT-X-DISCONTINUITY"), after::toString);
            assertFalse(after.has("EXT-X-ENDLIST"), after::toString);
            assertEquals(List.of(), HlsRules.mediaProblems(after));
            Eventually.holds(
                "the FLV viewer goes on", PATIENCE, () -> flv.seen() > seen + 60, flv::text);
          }
        }
      }
    }
  }

  @Test
  void aSecondPublisherIsRefusedWhileTheFirstSends() {
    try (FairleadNode node = FairleadNode.start();
        Pushing first = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
      first.awaitSent(30);
      try (Pushing second = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
        assertNotEquals(0, second.awaitExit(PATIENCE));
        assertTrue(second.text().contains("ublish"), second::text);
      }
      int sent = first.sent();
      first.awaitSent(sent + 30);
      assertTrue(first.isAlive(), first::text);
    }
  }

  @Test
  void aSecondPublisherTakesOverWhereThatIsConfigured() {
    try (FairleadNode node = FairleadNode.start("publish.takeover=true");
        Pushing first = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
      first.awaitSent(30);
      try (Pushing second = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
        assertNotEquals(0, first.awaitExit(PATIENCE));
        second.awaitSent(60);
        assertTrue(second.isAlive(), second::text);
      }
    }
  }

  @Test
  void anUnknownKeyIsRefusedInWordsThatFfmpegPrints() {
    try (FairleadNode node = FairleadNode.start()) {
      String wrong = "sk_" + "0".repeat(node.streamKey().length() - 3);
      try (Pushing pushing = Pushing.start(Clip.H264_AAC, node.pushUrl(wrong))) {
        assertNotEquals(0, pushing.awaitExit(PATIENCE));

        assertTrue(pushing.text().contains("Server error:"), pushing::text);
        assertTrue(
            pushing.text().toLowerCase(java.util.Locale.ROOT).contains("key"), pushing::text);
      }
      assertFalse(node.log().contains(wrong), "a key never appears in the log");
    }
  }

  private static HlsPlaylist media(FairleadNode node) {
    URI at = URI.create(node.hlsUrl());
    HlsPlaylist multivariant = HlsPlaylist.parse(at, node.get(node.hlsUrl()).body());
    URI media = multivariant.uris().getFirst();
    return HlsPlaylist.parse(media, node.get(media.toString()).body());
  }
}
