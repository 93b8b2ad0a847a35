package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery directives (RFC 8216bis draft 17 §6.2.5). */
class DirectivesTest {
  @Test
  void readsSegmentPartAndSkip() {
    assertEquals(
        new Directives(17, 3, true),
        Directives.parse(Map.of("_HLS_msn", "17", "_HLS_part", "3", "_HLS_skip", "v2")));
  }

  @Test
  void ignoresWhatIsNotADirective() {
    assertEquals(Directives.NONE, Directives.parse(Map.of("token", "abc", "_HLS_other", "x")));
  }

  @Test
  void refusesAPartWithoutItsSegment() {
    assertNull(Directives.parse(Map.of("_HLS_part", "3")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", "0x1", " 1", "1 ", "a", "9999999999999999999"})
  void refusesWhatIsNoNumber(String text) {
    assertNull(Directives.parse(Map.of("_HLS_msn", text)));
    assertNull(Directives.parse(Map.of("_HLS_msn", "1", "_HLS_part", text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NO", "yes", "v3"})
  void refusesUnknownSkips(String text) {
    assertNull(Directives.parse(Map.of("_HLS_skip", text)));
  }

  @Test
  void refusesPartNumbersThatNoSegmentHas() {
    assertNull(Directives.parse(Map.of("_HLS_msn", "1", "_HLS_part", "360001")));
  }
}
