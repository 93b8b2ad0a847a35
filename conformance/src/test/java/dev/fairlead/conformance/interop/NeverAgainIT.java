package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users of other servers suffer from, one test each. */
class NeverAgainIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final int POLLS = 2_000;
  private static final int CHURN = 150;
  private static final int SMALL_RECEIVE_BYTES = 4_096;

  /** A group of pictures lasts a second in the clips. */
  private static final long GROUP_MS = 1_000;

  /** What a shared machine may add to it. */
  private static final long LITTLE_MS = 1_000;

  /**
   * A clock that falls back by more than a second is taken for a new one; what it then returns by,
   * two and a half seconds here, stays as a gap.
   */
  private static final int MAX_STEP_MS = 3_000;

  private static FairleadNode node;

  @BeforeAll
  static void start() {
    node = FairleadNode.startTrackingLeaks("publish.grace_ms=0", "segment.min_ms=1000");
  }

  @AfterAll
  static void stop() {
    Closing.all(node);
  }

  @AfterEach
  void nothingRunsOn() {
    assertTrue(node.isAlive(), () -> node.log());
    node.awaitSilence();
  }

  @Test
  void pollingPlaylistsThatDoNotExistLeaksNothing() {
    poll(200);
    Map<String, Long> before = ProcessMemory.liveObjects(node.pid());
    poll(POLLS);
    Map<String, Long> after = ProcessMemory.liveObjects(node.pid());

    after.forEach(
        (type, count) ->
            assertTrue(
                count - before.getOrDefault(type, 0L) < POLLS / 10,
                type + " grew from " + before.get(type) + " to " + count));
  }

  private static void poll(int times) {
    try (KeepAliveConnection connection = new KeepAliveConnection(node.httpPort())) {
      for (int i = 0; i < times; i++) {
        String id = String.format("%016d", i);
        assertEquals(404, connection.request("GET", "/hls/" + id + "/index.m3u8").status());
      }
    }
  }

  @Test
  void aBroadcastIsPlayableOneGroupOfPicturesAfterItsFirst() {
    try (Pushing pushing = Pushing.start(Clip.H264_AAC, node.pushUrl())) {
      pushing.awaitSent(1);
      long firstMs = System.currentTimeMillis();
      Eventually.holds("it is playable", PATIENCE, node::isPlayable, node::log);
      long tookMs = System.currentTimeMillis() - firstMs;

      System.out.println("playable " + tookMs + " ms after the first picture");
      assertTrue(tookMs < GROUP_MS + LITTLE_MS, "playable after " + tookMs + " ms");
    }
  }

  @Test
  void churnAndHeadRequestsCrashNothing() {
    try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
      node.awaitPlayable(node.hlsUrl());
      List<String> paths =
          List.of(
              "/live/ID.flv",
              "/live/ID.ts",
              "/live/ID.mp4",
              "/hls/ID/index.m3u8",
              "/hls/ID/ts.m3u8",
              "/dash/ID/index.mpd",
              "/watch/ID");
      for (String path : paths) {
        assertEquals(200, node.send("HEAD", node.url(path)).statusCode(), path);
      }
      for (int i = 0; i < CHURN; i++) {
        FlvReader viewer = new FlvReader(node.url(paths.get(i % 3)), 65_536);
        if (i % 4 == 0) {
          viewer.readAtLeast(1);
        }
        viewer.reset();
      }
      for (int i = 0; i < 20; i++) {
        try (RawRtmp peer = new RawRtmp(node.rtmpPort())) {
          peer.shakeHands();
        }
      }
      int sent = pushing.sent();
      pushing.awaitSent(sent + 30);
      try (FlvReader viewer = new FlvReader(node.url("/live/ID.flv"), 65_536)) {
        viewer.readHeader();
        for (int i = 0; i < 60; i++) {
          assertTrue(viewer.next() != null, "the viewer after the churn is served");
        }
      }
    }
  }

  @Test
  void aSlowReaderMissesWholeGroupsOfPicturesAndNothingElse() {
    try (Pushing pushing = Pushing.startLooping(Clip.H264_HEAVY, node.pushUrl())) {
      node.awaitLive();
      try (FlvReader viewer = new FlvReader(node.url("/live/ID.flv"), SMALL_RECEIVE_BYTES)) {
        viewer.readHeader();
        readPictures(viewer, 15);
        Eventually.pause(6_000);
        List<FlvReader.Tag> pictures = readPictures(viewer, 240);

        int gaps = 0;
        for (int i = 1; i < pictures.size(); i++) {
          int step = pictures.get(i).timestampMs() - pictures.get(i - 1).timestampMs();
          assertTrue(step > 0, "pictures stay in order");
          if (step > 100) {
            gaps++;
            assertTrue(
                pictures.get(i).isKeyPicture(), "a gap of " + step + " ms ends at a key picture");
          }
        }
        assertTrue(gaps >= 1, "the viewer fell behind");
        assertTrue(pushing.isAlive(), pushing::text);
      }
    }
  }

  private static List<FlvReader.Tag> readPictures(FlvReader viewer, int count) {
    List<FlvReader.Tag> pictures = new ArrayList<>();
    while (pictures.size() < count) {
      FlvReader.Tag tag = viewer.next();
      if (tag == null) {
        throw new AssertionError("ended after " + pictures.size() + " pictures\n" + node.log());
      }
      if (tag.isPicture()) {
        pictures.add(tag);
      }
    }
    return pictures;
  }

  @Test
  void dashPlaysWhenMetadataTracksExist(@TempDir Path folder) throws IOException {
    Path titles = folder.resolve("titles.srt");
    Files.writeString(
        titles,
        "1\n00:00:00,500 --> 00:00:01,500\nfirst\n\n2\n00:00:02,000 --> 00:00:03,000\nsecond\n");
    try (ChildProcess push =
        ChildProcess.start(
            "push with texts",
            List.of(
                Tool.FFMPEG.path(),
                "-nostdin",
                "-v",
                "warning",
                "-re",
                "-i",
                Clip.H264_AAC.file().toString(),
                "-i",
                titles.toString(),
                "-map",
                "0",
                "-map",
                "1",
                "-c",
                "copy",
                "-c:s",
                "text",
                "-f",
                "flv",
                node.pushUrl()))) {
      node.awaitPlayable(node.url("/dash/ID/index.mpd"));
      try (Pulling dash =
          Pulling.start("DASH", List.of(), node.url("/dash/ID/index.mpd"), Pulling.h264())) {
        Eventually.holds(
            "DASH plays",
            PATIENCE,
            () -> dash.soFar().video().size() > 60 && dash.soFar().audio().size() > 60,
            () -> dash.text() + push.text() + node.log());
      }
      assertEquals(List.of(), MpdRules.problems(node.get(node.url("/dash/ID/index.mpd")).body()));
    }
  }

  @Test
  void oneBadTimestampClosesNobody() throws IOException {
    List<FlvReader.Tag> heard = new ArrayList<>();
    try (EnhancedPushing pushing = new EnhancedPushing(Clip.HEVC_AAC, node, NeverAgainIT::err);
        Readers readers = new Readers()) {
      node.awaitLive();
      readers.add(
          "FLV",
          () -> {
            try (FlvReader viewer = new FlvReader(node.url("/live/ID.flv"), 1 << 20)) {
              viewer.readHeader();
              for (FlvReader.Tag tag = viewer.next(); tag != null; tag = viewer.next()) {
                heard.add(tag);
              }
            }
            return null;
          });
      node.awaitPlayable(node.hlsUrl());
      HlsPlaylist multivariant =
          HlsPlaylist.parse(URI.create(node.hlsUrl()), node.get(node.hlsUrl()).body());
      URI media = multivariant.uris().getFirst();
      pushing.awaitEnd(PATIENCE.toMillis());
      readers.awaitAll(PATIENCE);

      HlsPlaylist ended = HlsPlaylist.parse(media, node.get(media.toString()).body());
      assertEquals(List.of(), HlsRules.mediaProblems(ended), ended::toString);
      for (URI segment : ended.uris()) {
        assertEquals(200, node.get(segment.toString()).statusCode(), segment::toString);
      }
    }
    List<FlvReader.Tag> pictures =
        heard.stream().filter(tag -> tag.type() == FlvReader.VIDEO).toList();
    assertTrue(
        pictures.size() >= Clip.HEVC_AAC.frames() - 2 * Clip.FRAMES_PER_SECOND,
        pictures.size() + " pictures");
    for (int i = 1; i < pictures.size(); i++) {
      int step = pictures.get(i).timestampMs() - pictures.get(i - 1).timestampMs();
      assertTrue(step >= 0 && step < MAX_STEP_MS, "picture " + i + " steps by " + step + " ms");
    }
  }

  /** Far ahead once, behind once, and from the fourth second on an hour ahead for good. */
  private static int err(int dtsMs) {
    if (dtsMs >= 4_000) {
      return dtsMs + 3_600_000;
    }
    return switch (dtsMs / 40) {
      case 50 -> dtsMs + 100_000;
      case 75 -> dtsMs - 2_500;
      default -> dtsMs;
    };
  }

  @Test
  void anEndedBroadcastSaysSo() {
    try (Pushing pushing = Pushing.start(Clip.H264_AAC, node.pushUrl())) {
      node.awaitPlayable(node.hlsUrl());
      HlsPlaylist multivariant =
          HlsPlaylist.parse(URI.create(node.hlsUrl()), node.get(node.hlsUrl()).body());
      String media = multivariant.uris().getFirst().toString();
      assertFalse(node.get(media).body().contains("#EXT-X-ENDLIST"));
      pushing.awaitExit(PATIENCE);
      Eventually.holds(
          "the playlist ends",
          PATIENCE,
          () -> node.get(media).body().contains("#EXT-X-ENDLIST"),
          () -> node.get(media).body());
      HlsPlaylist ended = HlsPlaylist.parse(URI.create(media), node.get(media).body());
      assertEquals(List.of(), HlsRules.mediaProblems(ended));
      assertFalse(ended.has("EXT-X-PRELOAD-HINT"), ended::toString);
      assertEquals(List.of(), MpdRules.problems(node.get(node.url("/dash/ID/index.mpd")).body()));
    }
  }
}
