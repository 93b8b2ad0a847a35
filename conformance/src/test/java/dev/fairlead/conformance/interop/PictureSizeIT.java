package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPlayer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Pictures change their size in mid-broadcast, there and back, and everybody goes on. */
class PictureSizeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PLAY_TIMEOUT_MS = 30_000;

  /** Counts the pictures of one width, and begins anew when it changes. */
  private static final String COUNT_WIDTHS =
      """
      (() => {
        const video = document.querySelector('video');
        const widths = window.__widths = [];
        const next = (now, meta) => {
          const last = widths[widths.length - 1];
          if (last && last[0] === meta.width) last[1]++; else widths.push([meta.width, 1]);
          video.requestVideoFrameCallback(next);
        };
        video.requestVideoFrameCallback(next);
      })()
      """;

  private static FairleadNode node;
  private static Browser browser;
  private static PlayerPages pages;

  @BeforeAll
  static void start() {
    browser = new Browser();
    pages = new PlayerPages();
    node = FairleadNode.startTrackingLeaks("publish.grace_ms=0");
  }

  @AfterAll
  static void stop() {
    Closing.all(browser, pages, node);
  }

  private static List<FlvTags.Tag> thereAndBack() {
    return TagPushing.inARow(Clip.H264_AAC, Clip.SMALL, Clip.H264_AAC);
  }

  @Test
  void theWatchPageShowsBothSizes() throws IOException {
    assertShowsBothSizes(() -> node.url("/watch/ID"));
  }

  @Test
  void dashJsShowsBothSizes() throws IOException {
    assertShowsBothSizes(() -> pages.dash(node.url("/dash/ID/index.mpd")));
  }

  private static void assertShowsBothSizes(Supplier<String> url) throws IOException {
    node.awaitSilence();
    try (TagPushing pushing = new TagPushing(thereAndBack(), node)) {
      node.awaitPlayable(node.hlsUrl());
      try (WatchedPage page = browser.open(url.get())) {
        page.awaitPictures(10, PLAY_TIMEOUT_MS);
        page.evaluate(COUNT_WIDTHS);
        page.await(
            "pictures are large, small and large again",
            PLAY_TIMEOUT_MS,
            () -> widths(page).size() == 3 && widths(page).getLast().pictures() > 100);

        List<Width> widths = widths(page);
        assertEquals(
            List.of(Clip.WIDTH, Clip.WIDTH / 2, Clip.WIDTH),
            widths.stream().map(Width::pixels).toList());
        int small = widths.get(1).pictures();
        assertTrue(small > 0.8 * Clip.SMALL.frames(), () -> widths + "\n" + page.state());
        assertEquals(List.of(), page.evaluate("window.__seen.errors"), page::state);
      }
      pushing.awaitEnd(PATIENCE.toMillis());
    }
  }

  /** So many pictures of one width in a row. */
  private record Width(int pixels, int pictures) {}

  private static List<Width> widths(WatchedPage page) {
    List<Width> widths = new ArrayList<>();
    for (Object entry : (List<?>) page.evaluate("window.__widths")) {
      List<?> fields = (List<?>) entry;
      widths.add(
          new Width(((Number) fields.get(0)).intValue(), ((Number) fields.get(1)).intValue()));
    }
    return widths;
  }

  @Test
  void readersGetEverySampleAndEachSizeItsHeader() throws IOException {
    node.awaitSilence();
    List<FlvTags.Tag> sent = thereAndBack().stream().filter(tag -> tag.type() != 18).toList();
    try (TagPushing pushing = new TagPushing(sent, node);
        Readers readers = new Readers()) {
      node.awaitLive();
      readers.add("FLV", () -> assertEndsAs(sent, readFlv(), "FLV"));
      readers.add("RTMP", () -> assertEndsAs(sent, playRtmp(), "RTMP"));
      readers.add("TS", PictureSizeIT::assertTransportDecodes);
      readers.add(
          "MP4",
          () -> {
            // A file cannot change its header: it ends, and the next one begins where it is now.
            try (Pulling first = Pulling.start("MP4", List.of(), Output.MP4.url(node), List.of())) {
              MediaDump dump = first.awaitEnd(PATIENCE);
              int seconds = Clip.H264_AAC.seconds();
              assertTrue(dump.video().size() > (seconds - 2) * Clip.FRAMES_PER_SECOND);
              assertTrue(dump.video().size() <= Clip.H264_AAC.frames(), () -> dump.toString());
            }
            return null;
          });
      node.awaitPlayable(node.hlsUrl());
      URI multivariantUri = URI.create(node.hlsUrl());
      URI media =
          HlsPlaylist.parse(multivariantUri, node.get(node.hlsUrl()).body()).uris().getFirst();
      pushing.awaitEnd(PATIENCE.toMillis());
      readers.awaitAll(PATIENCE);

      HlsPlaylist ended = HlsPlaylist.parse(media, node.get(media.toString()).body());
      assertEquals(List.of(), HlsRules.mediaProblems(ended), ended::toString);
      assertEquals(2, ended.all("EXT-X-DISCONTINUITY").count(), ended::toString);
      assertEquals(3, ended.all("EXT-X-MAP").count(), ended::toString);
      String manifest = node.get(node.url("/dash/ID/index.mpd")).body();
      assertEquals(List.of(), MpdRules.problems(manifest), manifest);
      List<String> widths = new ArrayList<>();
      for (Element representation :
          MpdRules.all(MpdRules.parse(manifest).getDocumentElement(), "Representation")) {
        if (!representation.getAttribute("width").isEmpty()) {
          widths.add(representation.getAttribute("width"));
        }
      }
      assertEquals(List.of("640", "320", "640"), widths, manifest);
    }
  }

  private static List<FlvTags.Tag> readFlv() {
    List<FlvTags.Tag> heard = new ArrayList<>();
    try (FlvReader reader = new FlvReader(node.url("/live/ID.flv"), 1 << 20)) {
      reader.readHeader();
      for (FlvReader.Tag tag = reader.next(); tag != null; tag = reader.next()) {
        heard.add(new FlvTags.Tag(tag.type(), tag.timestampMs(), tag.body()));
      }
    }
    return heard;
  }

  private static List<FlvTags.Tag> playRtmp() {
    try (RtmpTestPlayer player =
        RtmpTestPlayer.play("127.0.0.1", node.rtmpPort(), node.playbackId())) {
      return player.allMedia().stream()
          .map(message -> new FlvTags.Tag(message.typeId(), message.timestampMs(), message.body()))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Demands every picture and sound up to the end, and in front of the first picture of each size
   * the configuration that belongs to it.
   */
  private static Void assertEndsAs(List<FlvTags.Tag> sent, List<FlvTags.Tag> heard, String what) {
    byte[] configuration = new byte[0];
    List<FlvTags.Tag> pictures = new ArrayList<>();
    List<byte[]> configurations = new ArrayList<>();
    for (FlvTags.Tag tag : heard) {
      if (tag.isVideo() && tag.isLegacyConfiguration()) {
        configuration = tag.body();
      } else if (tag.isVideo()) {
        pictures.add(tag);
        configurations.add(configuration);
      }
    }
    byte[] wanted = new byte[0];
    List<FlvTags.Tag> all = new ArrayList<>();
    List<byte[]> allConfigurations = new ArrayList<>();
    for (FlvTags.Tag tag : sent) {
      if (tag.isVideo() && tag.isLegacyConfiguration()) {
        wanted = tag.body();
      } else if (tag.isVideo() && tag.isLegacyMedia()) {
        all.add(tag);
        allConfigurations.add(wanted);
      }
    }
    int skipped = all.size() - pictures.size();
    assertTrue(skipped >= 0 && skipped < 60, what + " skipped " + skipped);
    for (int i = 0; i < pictures.size(); i++) {
      String where = what + " picture " + (skipped + i);
      assertArrayEquals(all.get(skipped + i).body(), pictures.get(i).body(), where);
      assertEquals(all.get(skipped + i).timestampMs(), pictures.get(i).timestampMs(), where);
      assertArrayEquals(allConfigurations.get(skipped + i), configurations.get(i), where);
    }
    return null;
  }

  /** Decodes all of it, and finds pictures of both sizes and no error. */
  private static Void assertTransportDecodes() {
    List<String> widths = new CopyOnWriteArrayList<>();
    try (ChildProcess probe =
        ChildProcess.start(
            "TS",
            List.of(
                Tool.FFPROBE.path(),
                "-v",
                "error",
                "-threads",
                "1",
                "-select_streams",
                "v",
                "-show_entries",
                "frame=width",
                "-of",
                "csv=p=0",
                Output.TS.url(node)),
            widths::add)) {
      assertEquals(0, probe.awaitExit(PATIENCE), probe::text);
    }
    long small = widths.stream().filter(width -> width.startsWith("320")).count();
    long large = widths.stream().filter(width -> width.startsWith("640")).count();
    assertEquals(Clip.SMALL.frames(), small, "small pictures");
    assertTrue(large > 2 * Clip.H264_AAC.frames() - 60, large + " large pictures");
    return null;
  }
}
