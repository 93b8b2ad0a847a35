package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.protocols.rtmp.testkit.TagBodies;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/**
 * A publisher that sends two sizes of pictures and two sounds over one connection (E-RTMP v2,
 * multitrack), as OBS does: players that can switch get them all, others the first of each.
 */
class MultitrackIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PLAY_TIMEOUT_MS = 20_000;

  private static FairleadNode node;
  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = new Browser();
    node = FairleadNode.startTrackingLeaks("publish.grace_ms=0");
  }

  @AfterAll
  static void stop() {
    Closing.all(browser, node);
  }

  /** The first tracks in the old form, the second ones numbered. */
  private static List<FlvTags.Tag> ladder() {
    List<FlvTags.Tag> all = new ArrayList<>(TagPushing.inARow(Clip.H264_AAC, Clip.H264_AAC));
    for (FlvTags.Tag tag : TagPushing.inARow(Clip.SMALL, Clip.SMALL, Clip.SMALL)) {
      if (tag.type() != 18) {
        all.add(new FlvTags.Tag(tag.type(), tag.timestampMs(), numbered(tag)));
      }
    }
    all.sort((a, b) -> Integer.compare(a.timestampMs(), b.timestampMs()));
    return all;
  }

  private static byte[] numbered(FlvTags.Tag tag) {
    boolean start = tag.isLegacyConfiguration();
    if (tag.isVideo()) {
      byte[] record = Arrays.copyOfRange(tag.body(), 5, tag.body().length);
      return TagBodies.videoOnTrack(
          1,
          start
              ? TagBodies.videoSequenceStart("avc1", record)
              : TagBodies.videoFrame("avc1", tag.isKey(), tag.compositionMs(), record));
    }
    byte[] record = Arrays.copyOfRange(tag.body(), 2, tag.body().length);
    return TagBodies.audioOnTrack(
        1,
        start
            ? TagBodies.audioSequenceStart("mp4a", record)
            : TagBodies.audioFrame("mp4a", record));
  }

  @Test
  void everyRenditionIsOfferedWherePlayersSwitchAndTheFirstElsewhere() throws IOException {
    node.awaitSilence();
    try (TagPushing pushing = new TagPushing(ladder(), node);
        Readers readers = new Readers()) {
      node.awaitPlayable(node.hlsUrl());
      HlsPlaylist multivariant =
          HlsPlaylist.parse(URI.create(node.hlsUrl()), node.get(node.hlsUrl()).body());
      assertEquals(
          List.of("640x360", "320x180"),
          multivariant
              .all("EXT-X-STREAM-INF")
              .map(variant -> variant.attribute("RESOLUTION"))
              .toList());
      assertEquals(2, multivariant.all("EXT-X-MEDIA").count(), multivariant::toString);
      for (Output output : List.of(Output.TS, Output.MP4, Output.FLV)) {
        readers.add(
            output.name(),
            () -> {
              assertEquals(List.of("640", "sound"), tracksOf(output), output::name);
              return null;
            });
      }
      try (WatchedPage page = browser.open(node.url("/watch/ID"))) {
        page.awaitPictures(30, PLAY_TIMEOUT_MS);
      }
      pushing.awaitEnd(PATIENCE.toMillis());
      readers.awaitAll(PATIENCE);

      for (URI media : multivariant.uris()) {
        HlsPlaylist playlist = HlsPlaylist.parse(media, node.get(media.toString()).body());
        assertEquals(List.of(), HlsRules.mediaProblems(playlist), playlist::toString);
      }
      String manifest = node.get(node.url("/dash/ID/index.mpd")).body();
      assertEquals(List.of(), MpdRules.problems(manifest), manifest);
      Element mpd = MpdRules.parse(manifest).getDocumentElement();
      assertEquals(2, MpdRules.all(mpd, "AdaptationSet").size(), manifest);
      assertEquals(4, MpdRules.all(mpd, "Representation").size(), manifest);
    }
  }

  private static List<String> tracksOf(Output output) {
    String found =
        ChildProcess.run(
            "probing " + output,
            List.of(
                Tool.FFPROBE.path(),
                "-v",
                "error",
                "-show_entries",
                "stream=index,codec_type,width",
                "-of",
                "csv=p=0",
                output.url(node)),
            PATIENCE);
    assertTrue(found.contains("video"), found);
    return found
        .lines()
        .filter(line -> !line.isBlank())
        // What belongs to a program is printed under it once more.
        .distinct()
        .map(line -> line.contains("audio") ? "sound" : line.split(",")[2])
        .sorted()
        .toList();
  }
}
