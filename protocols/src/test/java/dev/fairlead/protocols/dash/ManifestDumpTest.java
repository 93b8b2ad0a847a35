package dev.fairlead.protocols.dash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.DataFormat;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.testkit.RecordingExchange;
import dev.fairlead.protocols.testkit.ViewerRig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Manifests, line by line (ISO/IEC 23009-1:2022 §5.3). */
class ManifestDumpTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:10Z");

  private final ViewerRig node = new ViewerRig();
  private final DashRoutes routes = new DashRoutes(node.delivery(), () -> NOW);
  private final PackagedBroadcast broadcast =
      WindowScript.broadcast("cam", "r1", new SegmentTargets(1_000, 5_000, 200, 20_000));
  private final List<WindowScript> scripts = new ArrayList<>();
  private final WindowScript video = add(WindowScript.video(broadcast, "v1", 20));
  private final WindowScript audio = add(WindowScript.audio(broadcast, "a2", "en", 20));

  private WindowScript add(WindowScript script) {
    scripts.add(script);
    return script;
  }

  @BeforeEach
  void begin() {
    routes.addTo(node.routes());
    node.live(broadcast);
    WindowScript.targetDurationMs(broadcast, 1_000);
  }

  @AfterEach
  void letGo() {
    scripts.forEach(WindowScript::release);
    node.run();
    assertEquals(0, routes.companions());
  }

  private void segments(int count) {
    for (int i = 0; i < count; i++) {
      video.segment(5, 200);
      audio.segment(5, 200);
    }
  }

  /** The manifest with each element on a line of its own. */
  private String manifest() {
    return node.get("/dash/cam/index.mpd").text().replace("><", ">\n<");
  }

  @Test
  void announcesWhatTravelsInsideOfThePictures() {
    video.captions(new CaptionChannels(0b10101)).timedMetadata();
    segments(2);

    List<String> lines = manifest().lines().toList();
    int set = lines.indexOf(lines.stream().filter(l -> l.contains("\"video\"")).findFirst().get());
    assertEquals(
        List.of(
            "<InbandEventStream schemeIdUri=\"https://aomedia.org/emsg/ID3\"/>",
            "<Accessibility schemeIdUri=\"urn:scte:dash:cc:cea-608:2015\" value=\"CC1=und;CC3=und\"/>",
            "<Accessibility schemeIdUri=\"urn:scte:dash:cc:cea-708:2015\" value=\"1=lang:und\"/>"),
        lines.subList(set + 1, set + 4));
    assertEquals(2, lines.stream().filter(l -> l.startsWith("<Accessibility")).count());
  }

  @Test
  void listsTheGrowingSegmentAtTheLiveEdge() {
    segments(3);
    video.part(200, true);

    assertEquals(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011,http://www.dashif.org/guidelines/low-latency-live-v5" type="dynamic" availabilityStartTime="2026-01-02T03:04:05.678Z" publishTime="2026-01-02T03:04:10Z" minimumUpdatePeriod="PT0.500S" timeShiftBufferDepth="PT20.000S" suggestedPresentationDelay="PT2.000S" maxSegmentDuration="PT1.000S" minBufferTime="PT1.000S">
        <ServiceDescription id="0">
        <Latency target="1500" max="6000" min="750"/>
        <PlaybackRate max="1.04" min="0.96"/>
        </ServiceDescription>
        <Period id="0" start="PT0.000S">
        <AdaptationSet id="0" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">
        <Representation id="v1" bandwidth="320" codecs="avc1.64001F" width="1280" height="720" sar="1:1" frameRate="30000/1001">
        <ProducerReferenceTime id="0" inband="true" type="encoder" wallClockTime="2026-01-02T03:04:08.678Z" presentationTime="270000">
        <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/dash/time"/>
        </ProducerReferenceTime>
        <SegmentTemplate timescale="90000" presentationTimeOffset="0" startNumber="0" initialization="../../hls/cam/r1/v1/init0.mp4" media="../../hls/cam/r1/v1/$Number$.m4s" availabilityTimeOffset="0.800" availabilityTimeComplete="false">
        <SegmentTimeline>
        <S t="0" d="90000" r="3"/>
        </SegmentTimeline>
        </SegmentTemplate>
        </Representation>
        </AdaptationSet>
        <AdaptationSet id="1" contentType="audio" mimeType="audio/mp4" segmentAlignment="true" startWithSAP="1" lang="en">
        <Representation id="a2" bandwidth="320" codecs="mp4a.40.2" audioSamplingRate="48000">
        <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
        <ProducerReferenceTime id="0" inband="true" type="encoder" wallClockTime="2026-01-02T03:04:07.678Z" presentationTime="96000">
        <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/dash/time"/>
        </ProducerReferenceTime>
        <SegmentTemplate timescale="48000" presentationTimeOffset="0" startNumber="0" initialization="../../hls/cam/r1/a2/init0.mp4" media="../../hls/cam/r1/a2/$Number$.m4s" availabilityTimeOffset="0.800" availabilityTimeComplete="false">
        <SegmentTimeline>
        <S t="0" d="48000" r="2"/>
        </SegmentTimeline>
        </SegmentTemplate>
        </Representation>
        </AdaptationSet>
        </Period>
        <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/dash/time"/>
        </MPD>""",
        manifest());
  }

  @Test
  void beginsAPeriodWhereTheFormatChanges() {
    segments(2);
    video.format(new Track(1, 1, WindowScript.videoFormat("avc1.42C01E"), ""));
    audio.discontinuity();
    segments(2);

    String text = manifest();

    assertTrue(text.contains("<Period id=\"0\" start=\"PT0.000S\">"), text);
    assertTrue(text.contains("<Period id=\"1\" start=\"PT2.000S\">"), text);
    assertTrue(text.contains("codecs=\"avc1.42C01E\""), text);
    assertTrue(text.contains("presentationTimeOffset=\"180000\" startNumber=\"2\""), text);
    assertTrue(text.contains("presentationTimeOffset=\"96000\" startNumber=\"2\""), text);
    assertTrue(text.contains("v1/init1.mp4"), text);
  }

  @Test
  void keepsNumberAndStartOfPeriodsWhoseBeginningLeft() {
    segments(2);
    video.format(new Track(1, 1, WindowScript.videoFormat("avc1.42C01E"), ""));
    audio.discontinuity();
    segments(2);
    manifest();

    segments(30);
    String text = manifest();

    assertFalse(text.contains("<Period id=\"0\""), text);
    assertTrue(text.contains("<Period id=\"1\" start=\"PT2.000S\">"), text);
    assertTrue(text.contains("startNumber=\"14\""), text);
  }

  @Test
  void tiesAPeriodToTheTimeOfDayAfterAnAbsence() {
    segments(2);
    manifest();
    // Eight seconds later by the clock on the wall and on the timeline.
    video.discontinuity().seek(900_000);
    audio.discontinuity().seek(480_000);
    segments(1);

    String text = manifest();

    assertTrue(text.contains("<Period id=\"1\" start=\"PT10.000S\">"), text);
  }

  @Test
  void endsAsAStaticPresentation() {
    segments(3);
    manifest();
    video.end();
    audio.end();

    String text = manifest();

    assertTrue(text.contains("type=\"static\" mediaPresentationDuration=\"PT3.000S\""), text);
    assertFalse(text.contains("minimumUpdatePeriod"), text);
    assertFalse(text.contains("availabilityTimeOffset"), text);
  }

  @Test
  void isNotEmptyBecauseOfMetadata() {
    DataFormat id3 = new DataFormat(Codec.ID3, 1_000, CodecConfiguration.NONE, "");
    add(WindowScript.cmaf(broadcast, "d3", new Track(3, 0, id3, ""), 20)).segment(5, 200);
    segments(1);

    String text = manifest();

    assertFalse(text.contains("d3"), text);
    assertTrue(text.contains("<S t=\"0\" d=\"90000\"/>"), text);
  }

  @Test
  void isWrittenOncePerChange() {
    segments(3);
    video.part(200, true);
    String first = manifest();
    video.part(200, false);
    video.part(200, false);
    String again = manifest();

    assertEquals(first, again);
    assertEquals(1, routes.counters().value(DashCounter.MANIFEST_RENDERED));
    assertEquals(2, routes.counters().value(DashCounter.MANIFEST_SERVED));
  }

  @Test
  void leavesNoHolesFromRounding() {
    for (int i = 0; i < 4; i++) {
      video.segment(5, 200);
      audio.segment(5, 200).seek((i + 1) * 48_000 + i % 2);
    }

    String text = manifest();

    assertTrue(text.contains("<S t=\"0\" d=\"48000\"/>\n<S d=\"48001\"/>"), text);
  }

  @Test
  void answersWithHeadersForCaches() {
    segments(1);

    RecordingExchange answer = node.get("/dash/cam/index.mpd");

    assertEquals("application/dash+xml", answer.contentType());
    assertEquals("public, max-age=1", answer.answerHeader("Cache-Control"));
    assertEquals(Protocol.DASH, node.policy().asked().getLast().protocol());
  }

  @Test
  void tellsTheTime() {
    RecordingExchange answer = node.get("/dash/time");

    assertEquals("2026-01-02T03:04:10Z", answer.text());
    assertEquals("no-store", answer.answerHeader("Cache-Control"));
  }

  @Test
  void knowsNoOtherFiles() {
    assertEquals("unknown_manifest", node.get("/dash/cam/other.mpd").problem());
    assertEquals("not_live", node.get("/dash/nobody/index.mpd").problem());
  }
}
