package dev.fairlead.protocols.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EntityTagsTest {
  @Test
  void findsATagInAListWhetherWeakOrNot() {
    assertTrue(EntityTags.matchesAny("\"a\"", "\"a\""));
    assertTrue(EntityTags.matchesAny("W/\"a\"", "\"a\""));
    assertTrue(EntityTags.matchesAny("\"x\", W/\"y\",\"a\"", "W/\"a\""));
    assertTrue(EntityTags.matchesAny(" * ", "\"a\""));
    assertTrue(EntityTags.matchesAny("\"a,b\", \"c\"", "\"c\""));
  }

  @Test
  void doesNotTakePartsOfTagsForTags() {
    assertFalse(EntityTags.matchesAny("\"ab\"", "\"a\""));
    assertFalse(EntityTags.matchesAny("\"b\", \"c\"", "\", \""));
    assertFalse(EntityTags.matchesAny("\"a", "\"a\""));
    assertFalse(EntityTags.matchesAny("a", "\"a\""));
    assertFalse(EntityTags.matchesAny("", "\"a\""));
  }

  @Test
  void comparesStronglyForRanges() {
    assertTrue(EntityTags.strongMatch("\"a\"", "\"a\""));
    assertFalse(EntityTags.strongMatch("W/\"a\"", "W/\"a\""));
    assertFalse(EntityTags.strongMatch("\"a\"", "W/\"a\""));
  }

  @Test
  void weakensOnce() {
    assertEquals("W/\"a\"", EntityTags.weaken("\"a\""));
    assertEquals("W/\"a\"", EntityTags.weaken("W/\"a\""));
  }
}
