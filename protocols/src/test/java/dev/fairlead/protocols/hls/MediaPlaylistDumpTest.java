package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.media.track.Track;
import org.junit.jupiter.api.Test;

/** Media playlists, line by line (RFC 8216bis draft 17 §4.4). */
class MediaPlaylistDumpTest {
  private static String video(HlsRig rig, boolean delta) {
    CharSequence text =
        new MediaPlaylist(rig.broadcast, rig.video.window(), true)
            .render(rig.video.window().state(), delta);
    assertNotNull(text);
    return text.toString();
  }

  @Test
  void listsSegmentsPartsAndWhatComesNext() {
    try (HlsRig rig = HlsRig.with(1)) {
      rig.part(true);

      assertEquals(
          """
          #EXTM3U
          #EXT-X-VERSION:9
          #EXT-X-TARGETDURATION:1
          #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=6.000,HOLD-BACK=3.000,PART-HOLD-BACK=0.800
          #EXT-X-PART-INF:PART-TARGET=0.200
          #EXT-X-MEDIA-SEQUENCE:0
          #EXT-X-DISCONTINUITY-SEQUENCE:0
          #EXT-X-INDEPENDENT-SEGMENTS
          #EXT-X-MAP:URI="v1/init0.mp4"
          #EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05.678Z
          #EXT-X-PART:DURATION=0.200000,URI="v1/0.0.m4s",INDEPENDENT=YES
          #EXT-X-PART:DURATION=0.200000,URI="v1/0.1.m4s"
          #EXT-X-PART:DURATION=0.200000,URI="v1/0.2.m4s"
          #EXT-X-PART:DURATION=0.200000,URI="v1/0.3.m4s"
          #EXT-X-PART:DURATION=0.200000,URI="v1/0.4.m4s"
          #EXTINF:1.000000,
          v1/0.m4s
          #EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:06.678Z
          #EXT-X-PART:DURATION=0.200000,URI="v1/1.0.m4s",INDEPENDENT=YES
          #EXT-X-PRELOAD-HINT:TYPE=PART,URI="v1/1.1.m4s"
          #EXT-X-RENDITION-REPORT:URI="a2.m3u8",LAST-MSN=1,LAST-PART=0
          """,
          video(rig, false));
    }
  }

  @Test
  void listsPartsOfTheLastThreeTargetDurationsOnly() {
    try (HlsRig rig = HlsRig.with(6)) {
      String text = video(rig, false);

      assertFalse(text.contains("v1/2.0.m4s"), text);
      assertTrue(text.contains("v1/2.m4s"), text);
      assertTrue(text.contains("v1/3.0.m4s"), text);
      assertTrue(text.contains("v1/5.4.m4s"), text);
      assertTrue(text.contains("TYPE=PART,URI=\"v1/6.0.m4s\""), text);
    }
  }

  @Test
  void leavesOldSegmentsOutOfDeltaUpdates() {
    try (HlsRig rig = HlsRig.with(10)) {
      String text = video(rig, true);

      assertTrue(text.contains("#EXT-X-MEDIA-SEQUENCE:0\n"), text);
      assertTrue(text.contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n"), text);
      assertFalse(text.contains("v1/3.m4s"), text);
      assertTrue(text.contains("v1/4.m4s"), text);
    }
  }

  @Test
  void hasNoDeltaForAShortPlaylist() {
    try (HlsRig rig = HlsRig.with(6)) {
      assertEquals(video(rig, false), video(rig, true));
    }
  }

  @Test
  void namesTheHeaderAgainAfterAChangeOfFormat() {
    try (HlsRig rig = HlsRig.with(1)) {
      rig.video.format(new Track(1, 1, WindowScript.videoFormat("avc1.42C01E"), ""));
      rig.segments(2);

      String text = video(rig, false);
      String tail = text.substring(text.indexOf("v1/0.m4s\n"));
      assertTrue(
          tail.startsWith(
              """
              v1/0.m4s
              #EXT-X-DISCONTINUITY
              #EXT-X-MAP:URI="v1/init1.mp4"
              #EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:06.678Z
              """),
          tail);
      assertEquals(2, text.split("#EXT-X-MAP").length - 1, text);
    }
  }

  @Test
  void countsDiscontinuitiesThatLeftTheWindow() {
    try (HlsRig rig = HlsRig.with(1)) {
      rig.video.discontinuity();
      rig.segments(1);
      MediaPlaylist playlist = new MediaPlaylist(rig.broadcast, rig.video.window(), true);
      String before = String.valueOf(playlist.render(rig.video.window().state(), false));

      rig.segments(HlsRig.WINDOW_SEGMENTS);
      String after = String.valueOf(playlist.render(rig.video.window().state(), false));

      assertTrue(before.contains("#EXT-X-DISCONTINUITY-SEQUENCE:0\n"), before);
      assertTrue(before.contains("#EXT-X-DISCONTINUITY\n"), before);
      assertTrue(after.contains("#EXT-X-MEDIA-SEQUENCE:2\n"), after);
      assertTrue(after.contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n"), after);
      assertFalse(after.contains("#EXT-X-DISCONTINUITY\n"), after);
    }
  }

  @Test
  void callsSegmentsIndependentOnlyWhenAllAre() {
    try (HlsRig rig = HlsRig.with(1)) {
      rig.part(false);

      assertFalse(video(rig, false).contains("INDEPENDENT-SEGMENTS"));
    }
  }

  @Test
  void endsWithoutPartsOrHintsOfMore() {
    try (HlsRig rig = HlsRig.with(2)) {
      rig.video.end();

      String text = video(rig, false);
      assertTrue(text.endsWith("v1/1.m4s\n#EXT-X-ENDLIST\n"), text);
      assertFalse(text.contains("PRELOAD-HINT"), text);
      assertFalse(text.contains("EXT-X-PART"), text);
      assertFalse(text.contains("CAN-BLOCK-RELOAD"), text);
    }
  }

  @Test
  void listsTransportStreamsWithoutPartsForOldDevices() {
    try (HlsRig rig = HlsRig.with(1)) {
      WindowScript ts = WindowScript.ts(rig.broadcast, 4);
      ts.segment(5, 200);
      ts.part(200, true);

      CharSequence text =
          new MediaPlaylist(rig.broadcast, ts.window(), false).render(ts.window().state(), false);

      assertNotNull(text);
      assertEquals(
          """
          #EXTM3U
          #EXT-X-VERSION:3
          #EXT-X-TARGETDURATION:1
          #EXT-X-MEDIA-SEQUENCE:0
          #EXT-X-DISCONTINUITY-SEQUENCE:0
          #EXT-X-INDEPENDENT-SEGMENTS
          #EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05.678Z
          #EXTINF:1.000000,
          ts/0.ts
          """,
          text.toString());
      ts.release();
    }
  }

  @Test
  void writesEachVersionAsIfItWereTheFirst() {
    try (HlsRig rig = HlsRig.with(3)) {
      MediaPlaylist kept = new MediaPlaylist(rig.broadcast, rig.video.window(), true);
      for (int i = 0; i < 3 * HlsRig.WINDOW_SEGMENTS; i++) {
        rig.part(true);
        assertEquals(
            video(rig, i % 2 == 0),
            String.valueOf(kept.render(rig.video.window().state(), i % 2 == 0)));
        rig.segments(1);
        assertEquals(
            video(rig, false), String.valueOf(kept.render(rig.video.window().state(), false)));
      }
    }
  }
}
