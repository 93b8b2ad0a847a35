package dev.fairlead.protocols.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples of RFC 9110 §14.1.2 for a representation of 10,000 bytes, and their edges. */
class ByteRangeTest {
  private static final long LENGTH = 10_000;

  @ParameterizedTest
  @CsvSource({
    "bytes=0-499, 0, 499",
    "bytes=500-999, 500, 999",
    "bytes=-500, 9500, 9999",
    "bytes=9500-, 9500, 9999",
    "bytes=0-0, 0, 0",
    "bytes=-1, 9999, 9999",
    "bytes=9999-, 9999, 9999",
    "bytes=0-, 0, 9999",
    "bytes=0-10000, 0, 9999",
    "bytes=5000-999999999999999999, 5000, 9999",
    "bytes=-99999, 0, 9999",
    "Bytes=1-2, 1, 2",
    "'bytes= 1 - 2 ', 1, 2",
  })
  void selectsOneRange(String header, long first, long last) {
    assertEquals(new ByteRange(first, last), ByteRange.parse(header, LENGTH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=20000-30000"})
  void seesThatARangeLiesOutside(String header) {
    ByteRange range = ByteRange.parse(header, LENGTH);
    assertEquals(ByteRange.UNSATISFIABLE, range);
    assertTrue(range.isUnsatisfiable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=1-2,4-5",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=1",
        "items=0-1",
        "bytes=0-1000000000000000000",
        "bytes=١-٢"
      })
  void ignoresWhatItDoesNotKnow(String header) {
    assertNull(ByteRange.parse(header, LENGTH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-5"})
  void findsNothingInAnEmptyRepresentation(String header) {
    assertEquals(ByteRange.UNSATISFIABLE, ByteRange.parse(header, 0));
  }
}
