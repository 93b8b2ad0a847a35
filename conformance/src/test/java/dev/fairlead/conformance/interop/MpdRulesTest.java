package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks that the manifests of the node must pass find what they are for. */
class MpdRulesTest {
  private static final String MPD =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"
          type="dynamic" availabilityStartTime="2026-01-01T00:00:00Z" publishTime="2026-01-01T00:00:01.5Z"
          minimumUpdatePeriod="PT2S" minBufferTime="PT1S">
        <ServiceDescription id="0"><Latency target="2000"/><PlaybackRate max="1.04" min="0.96"/></ServiceDescription>
        <Period id="1" start="PT0S">
          <AdaptationSet id="0" contentType="video" mimeType="video/mp4" segmentAlignment="true">
            <Role schemeIdUri="urn:mpeg:dash:role:2011" value="main"/>
            <SegmentTemplate timescale="1000" media="v-$Number$.m4s" initialization="v.mp4" startNumber="1" availabilityTimeOffset="1.8" availabilityTimeComplete="false">
              <SegmentTimeline><S t="0" d="2000" r="3"/><S d="1000"/></SegmentTimeline>
            </SegmentTemplate>
            <Representation id="v" bandwidth="900000" codecs="avc1.64001f" width="640" height="360" frameRate="30"/>
          </AdaptationSet>
        </Period>
        <UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="/time"/>
      </MPD>
      """;

  @Test
  void acceptsAGoodManifest() {
    assertEquals(List.of(), MpdRules.problems(MPD));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "minBufferTime=\"PT1S\"|''",
        "minBufferTime=\"PT1S\"|minBufferTime=\"1\"",
        "publishTime=\"2026-01-01T00:00:01.5Z\"|publishTime=\"yesterday\"",
        "minimumUpdatePeriod=\"PT2S\"|''",
        "type=\"dynamic\"|type=\"live\"",
        "type=\"dynamic\"|type=\"static\"",
        "<Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"main\"/>|<Role value=\"main\"/>",
        "id=\"v\" bandwidth|bandwidth",
        "bandwidth=\"900000\"|bandwidth=\"1\"",
        "codecs=\"avc1.64001f\"|''",
        "mimeType=\"video/mp4\"|''",
        "<S d=\"1000\"/>|<S t=\"7000\" d=\"1000\"/>",
        "<S d=\"1000\"/>|<S/>",
        "media=\"v-$Number$.m4s\"|''",
        "width=\"640\"|breadth=\"640\"",
        "<Role |<SegmentTemplate media=\"x\"/><Role ",
        "schema:mpd:2011|schema:mpd:2012",
        "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-iso:2014\" value=\"/time\"/>|''"
      })
  void findsFaults(String good, String bad) {
    assertTrue(MPD.contains(good));
    assertFalse(MpdRules.problems(MPD.replace(good, bad)).isEmpty(), bad);
  }
}
