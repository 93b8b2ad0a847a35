package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks that the playlists of the node must pass find what they are for. */
class HlsRulesTest {
  private static final String MULTIVARIANT =
      """
      #EXTM3U
      #EXT-X-VERSION:9
      #EXT-X-INDEPENDENT-SEGMENTS
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="main",DEFAULT=YES,URI="a.m3u8"
      #EXT-X-STREAM-INF:BANDWIDTH=1200000,AVERAGE-BANDWIDTH=1000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=30.000,AUDIO="a"
      v.m3u8
      """;

  private static final String MEDIA =
      """
      #EXTM3U
      #EXT-X-VERSION:9
      #EXT-X-TARGETDURATION:2
      #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.6,HOLD-BACK=6
      #EXT-X-PART-INF:PART-TARGET=0.2
      #EXT-X-MEDIA-SEQUENCE:7
      #EXT-X-MAP:URI="init.mp4"
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
      #EXT-X-PART:DURATION=0.2,URI="7.0.m4s",INDEPENDENT=YES
      #EXT-X-PART:DURATION=0.1,URI="7.1.m4s"
      #EXTINF:0.3,
      7.m4s
      #EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.0.m4s"
      """;

  @Test
  void acceptsGoodPlaylists() {
    assertEquals(List.of(), HlsRules.multivariantProblems(parse(MULTIVARIANT)));
    assertEquals(List.of(), HlsRules.mediaProblems(parse(MEDIA)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BANDWIDTH=1200000|BANDWIDTH=1",
        "AVERAGE-BANDWIDTH=1000000|AVERAGE-BANDWIDTH=1300000",
        "CODECS=\"avc1.64001f,mp4a.40.2\"|CODECS=avc1",
        "RESOLUTION=640x360,|''",
        "30.000|30",
        "AUDIO=\"a\"|AUDIO=\"b\"",
        "v.m3u8|''",
        "#EXT-X-VERSION:9|''"
      })
  void findsFaultsOfMultivariantPlaylists(String good, String bad) {
    assertTrue(MULTIVARIANT.contains(good));
    assertTrue(
        !HlsRules.multivariantProblems(parse(MULTIVARIANT.replace(good, bad))).isEmpty(), bad);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#EXTM3U|''",
        "TARGETDURATION:2|TARGETDURATION:2.0",
        "#EXTINF:0.3,|#EXTINF:3.0,",
        "#EXTINF:0.3,|#EXTINF:0.3",
        "#EXTINF:0.3,|''",
        "DURATION=0.2,|DURATION=0.25,",
        "DURATION=0.2,|DURATION=0.1,",
        "HOLD-BACK=6|HOLD-BACK=5",
        "PART-HOLD-BACK=0.6|PART-HOLD-BACK=0.3",
        "CAN-BLOCK-RELOAD=YES|CAN-BLOCK-RELOAD=NO",
        "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z|''",
        "#EXT-X-PART-INF:PART-TARGET=0.2|''"
      })
  void findsFaultsOfMediaPlaylists(String good, String bad) {
    assertTrue(MEDIA.contains(good));
    assertTrue(!HlsRules.mediaProblems(parse(MEDIA.replaceFirst(quote(good), bad))).isEmpty(), bad);
  }

  private static String quote(String text) {
    return java.util.regex.Pattern.quote(text);
  }

  private static HlsPlaylist parse(String text) {
    return HlsPlaylist.parse(URI.create("http://127.0.0.1/hls/index.m3u8"), text);
  }
}
