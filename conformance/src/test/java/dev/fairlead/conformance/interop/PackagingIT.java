package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Playlists, manifests and segments of a running broadcast, and how HTTP carries them. */
class PackagingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Sound is cut at the frame next to the cut of the pictures; an AAC frame lasts 21 ms. */
  private static final long AUDIO_FRAME_MS = 43;

  private static FairleadNode node;
  private static Pushing pushing;

  @BeforeAll
  static void goLive() {
    node = FairleadNode.startTrackingLeaks("segment.min_ms=1000", "segment.window_ms=12000");
    pushing = Pushing.startLooping(Clip.H264_AAC_LONG, node.pushUrl());
    node.awaitPlayable(node.hlsUrl());
    Eventually.holds(
        "segments", PATIENCE, () -> media().stream().allMatch(m -> m.uris().size() > 8));
  }

  @AfterAll
  static void stop() {
    Closing.all(pushing, node);
  }

  @Test
  void playlistsKeepTheRulesOfHls() {
    assertEquals(List.of(), HlsRules.multivariantProblems(multivariant("/hls/ID/index.m3u8")));
    for (HlsPlaylist media : media()) {
      assertEquals(List.of(), HlsRules.mediaProblems(media), media::toString);
      assertTrue(media.has("EXT-X-MAP"), media::toString);
      assertTrue(media.has("EXT-X-PART"), media::toString);
      assertTrue(media.has("EXT-X-PRELOAD-HINT"), media::toString);
    }
  }

  @Test
  void transportPlaylistsKeepTheRulesOfHls() {
    HlsPlaylist first = multivariant("/hls/ID/ts.m3u8");
    HlsPlaylist media = first.has("EXT-X-STREAM-INF") ? playlist(first.uris().getFirst()) : first;

    assertEquals(List.of(), HlsRules.mediaProblems(media), media::toString);
    byte[] segment = node.bytes(media.uris().getLast().toString()).body();
    assertEquals(0, segment.length % 188);
    assertEquals(0x47, segment[0]);
    assertEquals(0x47, segment[188]);
  }

  /** The kernel sends from files what is asked for again; nobody can tell. */
  @Test
  void segmentsThatManyFetchStayTheSame() {
    String segment = media().getFirst().uris().getLast().toString();
    byte[] first = node.bytes(segment).body();

    Eventually.holds(
        "a file is written",
        PATIENCE,
        () -> {
          assertArrayEquals(first, node.bytes(segment).body());
          return node.metric("fairlead_delivery_files_written_total") > 0;
        },
        node::log);
    assertArrayEquals(first, node.bytes(segment).body());
  }

  @Test
  void bandwidthIsMeasured() {
    HlsPlaylist.Line variant = multivariant("/hls/ID/index.m3u8").line("EXT-X-STREAM-INF");

    assertTrue(variant.number("BANDWIDTH") > 500_000, variant::toString);
    assertTrue(variant.number("BANDWIDTH") < 4_000_000, variant::toString);
  }

  @Test
  void renditionsOfOneBroadcastAreCutTogether() {
    List<HlsPlaylist> media = media();

    assertEquals(2, media.size(), "pictures and sound");
    long video = Instant.parse(media.getFirst().value("EXT-X-PROGRAM-DATE-TIME")).toEpochMilli();
    long audio = Instant.parse(media.getLast().value("EXT-X-PROGRAM-DATE-TIME")).toEpochMilli();
    long first = Long.parseLong(media.getFirst().value("EXT-X-MEDIA-SEQUENCE"));
    long other = Long.parseLong(media.getLast().value("EXT-X-MEDIA-SEQUENCE"));
    assertTrue(
        Math.abs(audio - video - 1_000 * (other - first)) <= AUDIO_FRAME_MS,
        () -> "segment " + first + " at " + video + ", " + other + " at " + audio);
    for (HlsPlaylist one : media) {
      assertTrue(one.has("EXT-X-RENDITION-REPORT"), one::toString);
    }
  }

  @Test
  void aReloadBlocksUntilTheNextPart() {
    HlsPlaylist media = media().getFirst();
    long msn = Long.parseLong(media.value("EXT-X-MEDIA-SEQUENCE")) + media.uris().size();
    long startNs = System.nanoTime();

    HttpResponse<String> answer =
        node.get(
            media.at()
                + (media.at().getQuery() == null ? "?" : "&")
                + "_HLS_msn="
                + (msn + 1)
                + "&_HLS_part=0");

    long tookMs = (System.nanoTime() - startNs) / 1_000_000;
    assertEquals(200, answer.statusCode(), answer::body);
    HlsPlaylist next = HlsPlaylist.parse(media.at(), answer.body());
    long nextMsn = Long.parseLong(next.value("EXT-X-MEDIA-SEQUENCE")) + next.uris().size();
    assertTrue(nextMsn >= msn + 1, () -> next.toString());
    assertTrue(tookMs > 5 && tookMs < 4_000, "blocked for " + tookMs + " ms");
    assertEquals(List.of(), HlsRules.mediaProblems(next), next::toString);
  }

  @Test
  void aRequestFarInTheFutureIsRefused() {
    HlsPlaylist media = media().getFirst();

    assertEquals(400, node.get(media.at() + "?_HLS_msn=1000000").statusCode());
  }

  @Test
  void aDeltaUpdateLeavesOutOldSegments() {
    HlsPlaylist media = media().getFirst();
    if (media.line("EXT-X-SERVER-CONTROL").attribute("CAN-SKIP-UNTIL").isEmpty()) {
      throw new AssertionError("delta updates are not offered: " + media);
    }

    HlsPlaylist delta = playlist(URI.create(media.at() + "?_HLS_skip=YES"));

    long skipped = (long) delta.line("EXT-X-SKIP").number("SKIPPED-SEGMENTS");
    assertTrue(skipped > 0, delta::toString);
    assertTrue(delta.uris().size() < media.uris().size(), delta::toString);
  }

  @Test
  void partsAreTheBytesOfTheirSegment() {
    HlsPlaylist media = media().getFirst();
    List<byte[]> parts = new ArrayList<>();
    URI segment = null;
    for (HlsPlaylist.Line line : media.lines()) {
      if (line.tag().equals("EXT-X-PART")) {
        parts.add(node.bytes(media.resolve(line.attribute("URI")).toString()).body());
      } else if (line.isUri() && !parts.isEmpty()) {
        segment = media.resolve(line.value());
        break;
      }
    }

    byte[] joined = new byte[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    assertArrayEquals(node.bytes(segment.toString()).body(), joined);
  }

  @Test
  void urlsAreTheSameForEveryViewerSoThatACacheCanServeThem() {
    for (HlsPlaylist media : media()) {
      for (URI uri : media.uris()) {
        assertEquals(null, uri.getQuery(), uri::toString);
      }
      HttpResponse<String> segment = node.send("HEAD", media.uris().getFirst().toString());
      String caching = segment.headers().firstValue("cache-control").orElse("");
      assertTrue(caching.contains("immutable") || maxAge(caching) >= 10, caching);
      assertTrue(segment.headers().firstValue("set-cookie").isEmpty());
      HttpResponse<String> playlist = node.get(media.at().toString());
      assertTrue(maxAge(playlist.headers().firstValue("cache-control").orElse("")) <= 2);
    }
    assertEquals(node.get(node.hlsUrl()).body(), node.get(node.hlsUrl(), "User-Agent", "x").body());
  }

  @Test
  void everySegmentArrivesOnAReusedConnection() {
    try (KeepAliveConnection connection = new KeepAliveConnection(node.httpPort())) {
      for (int round = 0; round < 3; round++) {
        for (HlsPlaylist media : media()) {
          KeepAliveConnection.Answer answer = connection.request("GET", media.at().getPath());
          assertEquals(200, answer.status());
          HlsPlaylist now = HlsPlaylist.parse(media.at(), answer.text());
          for (URI segment : now.uris().subList(2, now.uris().size())) {
            KeepAliveConnection.Answer body = connection.request("GET", segment.getPath());
            assertEquals(200, body.status(), segment::toString);
            assertTrue(body.body().length > 500, segment::toString);
          }
          String hint = now.line("EXT-X-PRELOAD-HINT").attribute("URI");
          assertEquals(200, connection.request("GET", media.resolve(hint).getPath()).status());
        }
      }
    }
  }

  @Test
  void headConditionalAndRangeRequestsAreAnswered() {
    String segment = media().getFirst().uris().getLast().toString();
    HttpResponse<byte[]> whole = node.bytes(segment);
    HttpResponse<String> head = node.send("HEAD", segment);

    assertEquals(200, head.statusCode());
    assertEquals(
        Long.toString(whole.body().length), head.headers().firstValue("content-length").orElse(""));
    HttpResponse<byte[]> range = node.bytes(segment, "Range", "bytes=10-19");
    assertEquals(206, range.statusCode());
    assertArrayEquals(java.util.Arrays.copyOfRange(whole.body(), 10, 20), range.body());
    String tag = whole.headers().firstValue("etag").orElse("");
    assertFalse(tag.isEmpty(), () -> whole.headers().map().toString());
    assertEquals(304, node.bytes(segment, "If-None-Match", tag).statusCode());
    assertEquals("*", whole.headers().firstValue("access-control-allow-origin").orElse("*"));
  }

  @Test
  void textIsCompressedForThoseWhoAsk() {
    String media = media().getFirst().at().toString();

    HttpResponse<byte[]> answer = node.bytes(media, "Accept-Encoding", "gzip");

    assertEquals("gzip", answer.headers().firstValue("content-encoding").orElse(""));
    assertEquals(0x1f, answer.body()[0]);
  }

  @Test
  void errorsAreProblemDocuments() {
    for (String path :
        List.of(
            "/hls/abcdefgh12345678/index.m3u8", "/dash/abcdefgh12345678/index.mpd", "/nothing")) {
      HttpResponse<String> answer = node.get(node.url(path));

      assertEquals(404, answer.statusCode(), path);
      assertTrue(
          answer
              .headers()
              .firstValue("content-type")
              .orElse("")
              .startsWith("application/problem+json"),
          () -> answer.headers().map().toString());
      assertTrue(answer.body().contains("\"code\""), answer::body);
    }
  }

  @Test
  void theManifestKeepsTheRulesOfDash() {
    HttpResponse<String> answer = node.get(node.url("/dash/ID/index.mpd"));

    assertEquals(200, answer.statusCode(), answer::body);
    assertEquals(
        "application/dash+xml",
        answer.headers().firstValue("content-type").orElse("").split(";")[0]);
    assertEquals(List.of(), MpdRules.problems(answer.body()), answer::body);
    String file = System.getenv("FAIRLEAD_DASH_SCHEMA");
    if (file != null) {
      DashSchema.validate(file, answer.body());
    }
  }

  @Test
  void everyAnnouncedSegmentOfTheManifestIsThere() {
    URI at = URI.create(node.url("/dash/ID/index.mpd"));
    Element mpd = MpdRules.parse(node.get(at.toString()).body()).getDocumentElement();

    List<Element> representations = MpdRules.all(mpd, "Representation");
    assertEquals(2, representations.size());
    for (Element representation : representations) {
      DashSegments segments = DashSegments.of(at, representation);
      assertEquals(200, node.bytes(segments.initialization().toString()).statusCode());
      assertFalse(segments.media().isEmpty());
      for (URI segment : segments.media().subList(1, segments.media().size())) {
        assertEquals(200, node.send("HEAD", segment.toString()).statusCode(), segment::toString);
      }
    }
  }

  @Test
  void theClockOfTheManifestIsServedByUs() {
    URI at = URI.create(node.url("/dash/ID/index.mpd"));
    Element mpd = MpdRules.parse(node.get(at.toString()).body()).getDocumentElement();
    String where = MpdRules.all(mpd, "UTCTiming").getFirst().getAttribute("value");

    HttpResponse<String> time = node.get(at.resolve(where).toString());

    long difference =
        Instant.parse(time.body().strip()).toEpochMilli() - System.currentTimeMillis();
    assertTrue(Math.abs(difference) < 2_000, time::body);
  }

  private static List<HlsPlaylist> media() {
    HlsPlaylist multivariant = multivariant("/hls/ID/index.m3u8");
    List<HlsPlaylist> media = new ArrayList<>();
    multivariant.uris().forEach(uri -> media.add(playlist(uri)));
    multivariant
        .all("EXT-X-MEDIA")
        .filter(line -> !line.attribute("URI").isEmpty())
        .forEach(line -> media.add(playlist(multivariant.resolve(line.attribute("URI")))));
    return media;
  }

  private static HlsPlaylist multivariant(String path) {
    return playlist(URI.create(node.url(path)));
  }

  private static HlsPlaylist playlist(URI uri) {
    HttpResponse<String> answer = node.get(uri.toString());
    assertEquals(200, answer.statusCode(), () -> uri + ": " + answer.body());
    return HlsPlaylist.parse(uri, answer.body());
  }

  private static int maxAge(String caching) {
    for (String directive : caching.toLowerCase(Locale.ROOT).split(", *")) {
      if (directive.startsWith("max-age=")) {
        return Integer.parseInt(directive.substring(8));
      }
    }
    return 0;
  }
}
