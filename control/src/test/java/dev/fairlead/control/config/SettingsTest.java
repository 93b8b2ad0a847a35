package dev.fairlead.control.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void everyDefaultIsWithinItsRange() {
    for (ConfigKey key : ConfigKey.values()) {
      assertEquals(null, key.range().complaint(key.byDefault()), key.id());
    }
  }

  @Test
  void everySentenceEndsInAFullStop() {
    for (ConfigKey key : ConfigKey.values()) {
      assertTrue(key.sentence().endsWith("."), key.id());
    }
  }

  @Test
  void makesOneLoopPerProcessorByDefault() throws ConfigException {
    assertEquals(Runtime.getRuntime().availableProcessors(), settings().loopThreads());
    assertEquals(3, settings("loops.threads=3").loopThreads());
  }

  @Test
  void wantsCertificateAndKeyTogether() {
    assertEquals(
        List.of("--set: tls.certificate needs tls.key beside it"),
        problems("tls.certificate=server.pem"));
  }

  @Test
  void refusesPartsLongerThanSegments() {
    assertEquals(
        List.of("--set: segment.min_ms (500) must be at least segment.part_ms (900)"),
        problems("segment.min_ms=500", "segment.part_ms=900"));
  }

  @Test
  void refusesAWindowOfLessThanThreeSegments() {
    assertEquals(
        List.of("--set: segment.window_ms (6000) must be at least 3 times segment.min_ms (4000)"),
        problems("segment.min_ms=4000", "segment.window_ms=6000"));
  }

  private static Settings settings(String... flags) throws ConfigException {
    return Settings.of(ConfigLoader.load(null, Map.of(), List.of(flags)));
  }

  private static List<String> problems(String... flags) {
    return assertThrows(ConfigException.class, () -> settings(flags)).problems();
  }
}
