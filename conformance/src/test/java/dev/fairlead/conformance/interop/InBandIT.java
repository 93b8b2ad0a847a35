package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.bits.amf.AmfValue;
import dev.fairlead.media.testkit.CaptionBytes;
import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.protocols.rtmp.testkit.TagBodies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captions inside of the pictures and metadata beside them reach viewers of every output. */
class InBandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PLAY_TIMEOUT_MS = 20_000;
  private static final int SEI_HEADER = 6;

  private static final String TEXT = "FAIRLEAD READS";

  /** Shown from here on, so that readers have come by then. */
  private static final int FIRST_CAPTION_MS = 3_000;

  /** Up to the end of the clip sent twice. */
  private static final int ROUNDS = 12;

  private static final int LAST_TITLE_MS = 15_500;

  private static final String READ_CAPTIONS =
      """
      Array.from(document.querySelector('video').textTracks)
        .flatMap(track => Array.from(track.cues || []).map(cue => track.label + ': ' + cue.text))
        .join('|')""";

  private static FairleadNode node;

  @BeforeAll
  static void start() {
    node = FairleadNode.startTrackingLeaks("publish.grace_ms=0");
  }

  @AfterAll
  static void stop() {
    Closing.all(node);
  }

  /** A clip with a caption that pops on, and is taken away, again and again. */
  private static List<FlvTags.Tag> captioned(Clip clip) {
    List<Integer> pairs = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      command(pairs, 0x20);
      command(pairs, 0x2E);
      pairs.add(CaptionBytes.pair(0x14, 0x70));
      pairs.add(CaptionBytes.pair(0x14, 0x70));
      for (int c = 0; c < TEXT.length(); c += 2) {
        pairs.add(CaptionBytes.pair(TEXT.charAt(c), TEXT.charAt(c + 1)));
      }
      command(pairs, 0x2F);
      for (int pause = 0; pause < 15; pause++) {
        pairs.add(CaptionBytes.pair(0, 0));
      }
      command(pairs, 0x2C);
    }
    return TagPushing.withPictures(
        TagPushing.inARow(clip, clip),
        tag -> {
          boolean early = tag.timestampMs() < FIRST_CAPTION_MS;
          int pair = early || pairs.isEmpty() ? CaptionBytes.pair(0, 0) : pairs.removeFirst();
          return withSei(tag, CaptionBytes.sei(new byte[] {SEI_HEADER}, CaptionBytes.data(pair)));
        });
  }

  /** Commands are sent twice, since air was unreliable (CTA-608-E). */
  private static void command(List<Integer> pairs, int command) {
    pairs.add(CaptionBytes.pair(0x14, command));
    pairs.add(CaptionBytes.pair(0x14, command));
  }

  private static FlvTags.Tag withSei(FlvTags.Tag tag, byte[] sei) {
    byte[] old = tag.legacyPayload();
    byte[] payload =
        ByteBuffer.allocate(4 + sei.length + old.length)
            .putInt(sei.length)
            .put(sei)
            .put(old)
            .array();
    return new FlvTags.Tag(
        tag.type(),
        tag.timestampMs(),
        TagBodies.avcFrame(tag.isKey(), tag.compositionMs(), payload));
  }

  @Test
  void captionsSurviveAndAreAnnounced(@TempDir Path folder) throws IOException {
    node.awaitSilence();
    try (TagPushing pushing = new TagPushing(captioned(Clip.H264_AAC), node);
        Readers readers = new Readers()) {
      node.awaitLive();
      for (Output output :
          List.of(Output.FLV, Output.RTMP, Output.TS, Output.MP4, Output.HLS, Output.HLS_TS)) {
        readers.add(
            output.name(),
            () -> {
              Path file = folder.resolve(output + ".ts");
              record(output, file);
              String read = captionsIn(file);
              assertTrue(read.contains(TEXT), () -> output + " says: " + read);
              return null;
            });
      }
      pushing.awaitEnd(PATIENCE.toMillis());
      readers.awaitAll(PATIENCE);

      for (String url : List.of(node.hlsUrl(), node.url("/hls/ID/ts.m3u8"))) {
        HlsPlaylist playlist = HlsPlaylist.parse(URI.create(url), node.get(url).body());
        HlsPlaylist.Line captions =
            playlist
                .all("EXT-X-MEDIA")
                .filter(line -> line.attribute("TYPE").equals("CLOSED-CAPTIONS"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no captions in " + playlist));
        assertEquals("CC1", captions.attribute("INSTREAM-ID"));
        assertEquals(
            captions.attribute("GROUP-ID"),
            playlist.line("EXT-X-STREAM-INF").attribute("CLOSED-CAPTIONS"));
      }
      String manifest = node.get(node.url("/dash/ID/index.mpd")).body();
      assertTrue(manifest.contains("urn:scte:dash:cc:cea-608:2015"), manifest);
      assertEquals(List.of(), MpdRules.problems(manifest), manifest);
    }
  }

  private static void record(Output output, Path file) {
    if (output == Output.HLS || output == Output.HLS_TS) {
      node.awaitPlayable(output.url(node));
    }
    ChildProcess.run(
        "recording " + output,
        List.of(
            Tool.FFMPEG.path(),
            "-nostdin",
            "-v",
            "error",
            "-i",
            output.url(node),
            "-map",
            "0:v",
            "-c",
            "copy",
            "-y",
            file.toString()),
        PATIENCE);
  }

  /** What a decoder of captions writes down. */
  private static String captionsIn(Path file) {
    Path texts = Path.of(file + ".srt");
    ChildProcess.run(
        "captions",
        List.of(
            Tool.FFMPEG.path(),
            "-nostdin",
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "movie=" + file + "[out0+subcc]",
            "-map",
            "0:s",
            "-y",
            texts.toString()),
        PATIENCE);
    try {
      return Files.readString(texts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In dash.js, by what the manifest announces: hls.js forgets at each part what it has read. */
  @Test
  void captionsAreReadInABrowser() throws IOException {
    node.awaitSilence();
    try (Browser browser = new Browser();
        PlayerPages pages = new PlayerPages();
        TagPushing pushing = new TagPushing(captioned(Clip.IN_ORDER), node)) {
      node.awaitPlayable(node.hlsUrl());
      try (WatchedPage page = browser.open(pages.dash(node.url("/dash/ID/index.mpd")))) {
        page.await(
            "captions are read",
            PLAY_TIMEOUT_MS,
            () -> String.valueOf(page.evaluate(READ_CAPTIONS)).contains("CC1: " + TEXT));
      }
      pushing.awaitEnd(PATIENCE.toMillis());
    }
  }

  /** The clip with a text once a second, as live titles are sent. */
  private static List<FlvTags.Tag> titled() {
    List<FlvTags.Tag> tags = new ArrayList<>();
    int nextMs = 500;
    for (FlvTags.Tag tag : TagPushing.inARow(Clip.H264_AAC, Clip.H264_AAC)) {
      if (tag.timestampMs() >= nextMs) {
        tags.add(new FlvTags.Tag(18, nextMs, title(nextMs)));
        nextMs += 1_000;
      }
      tags.add(tag);
    }
    return tags;
  }

  private static byte[] title(int ms) {
    return TagBodies.script(
        AmfValue.of("onTextData"),
        new AmfValue.ObjectBuilder().put("type", "Text").put("text", "title " + ms).object());
  }

  @Test
  void timedMetadataReachesEveryOutput() throws IOException {
    node.awaitSilence();
    try (TagPushing pushing = new TagPushing(titled(), node);
        Readers readers = new Readers()) {
      node.awaitLive();
      readers.add(
          "FLV",
          () -> {
            assertTitles(scriptsInFlv(), "FLV");
            return null;
          });
      readers.add(
          "TS",
          () -> {
            String bytes = text(node.bytes(node.url("/live/ID.ts")).body());
            assertTrue(
                bytes.contains("TXXX") && bytes.contains("title " + LAST_TITLE_MS),
                "ID3 in MPEG-TS");
            return null;
          });
      node.awaitPlayable(node.hlsUrl());
      URI media =
          HlsPlaylist.parse(URI.create(node.hlsUrl()), node.get(node.hlsUrl()).body())
              .uris()
              .getFirst();
      pushing.awaitEnd(PATIENCE.toMillis());
      readers.awaitAll(PATIENCE);

      StringBuilder segments = new StringBuilder();
      for (URI segment : HlsPlaylist.parse(media, node.get(media.toString()).body()).uris()) {
        segments.append(text(node.bytes(segment.toString()).body()));
      }
      for (int ms = 1_500; ms <= LAST_TITLE_MS; ms += 1_000) {
        String title = "title " + ms;
        assertTrue(segments.indexOf(title) >= 0, title + " is in an emsg");
      }
      assertTrue(segments.indexOf("https://aomedia.org/emsg/ID3") >= 0);
      String manifest = node.get(node.url("/dash/ID/index.mpd")).body();
      assertTrue(manifest.contains("<InbandEventStream "), manifest);
      assertEquals(List.of(), MpdRules.problems(manifest), manifest);
    }
  }

  private static List<FlvReader.Tag> scriptsInFlv() {
    List<FlvReader.Tag> scripts = new ArrayList<>();
    try (FlvReader reader = new FlvReader(node.url("/live/ID.flv"), 1 << 20)) {
      reader.readHeader();
      for (FlvReader.Tag tag = reader.next(); tag != null; tag = reader.next()) {
        if (tag.type() == 18 && text(tag.body()).contains("onTextData")) {
          scripts.add(tag);
        }
      }
    }
    return scripts;
  }

  /** Demands every title from the first that was heard on, each as it was sent. */
  private static void assertTitles(List<FlvReader.Tag> scripts, String what) {
    assertTrue(scripts.size() >= 6, () -> what + " brought " + scripts.size() + " titles");
    List<String> expected = new ArrayList<>();
    for (int ms = scripts.getFirst().timestampMs(); ms <= LAST_TITLE_MS; ms += 1_000) {
      expected.add(ms + " " + text(title(ms)));
    }
    List<String> found =
        scripts.stream().map(tag -> tag.timestampMs() + " " + text(tag.body())).toList();
    assertEquals(expected, found, what);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
