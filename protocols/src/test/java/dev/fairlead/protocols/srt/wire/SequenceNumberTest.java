package dev.fairlead.protocols.srt.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SequenceNumberTest {
  @Test
  void distanceCrossesTheWrap() {
    assertEquals(1, SequenceNumber.distance(SequenceNumber.MAX, 0));
    assertEquals(-1, SequenceNumber.distance(0, SequenceNumber.MAX));
    assertEquals(20, SequenceNumber.distance(SequenceNumber.MAX - 9, 10));
    assertEquals(0, SequenceNumber.distance(7, 7));
  }

  @Test
  void stepsCrossTheWrap() {
    assertEquals(0, SequenceNumber.next(SequenceNumber.MAX));
    assertEquals(SequenceNumber.MAX, SequenceNumber.previous(0));
    assertEquals(4, SequenceNumber.plus(SequenceNumber.MAX - 5, 10));
    assertEquals(SequenceNumber.MAX - 5, SequenceNumber.plus(4, -10));
  }

  @Test
  void orderIsByTheShorterWay() {
    assertTrue(SequenceNumber.isBefore(SequenceNumber.MAX, 0));
    assertFalse(SequenceNumber.isBefore(0, SequenceNumber.MAX));
    assertFalse(SequenceNumber.isBefore(3, 3));
  }
}
