package dev.fairlead.control.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  /** RFC 6238 appendix B gives eight digits: these are the last six. */
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codesAreThoseOfTheStandard(long epochSeconds, String code) {
    assertEquals(code, Totp.code(SECRET, Totp.step(epochSeconds)));
  }

  @Test
  void aCodeCountsOnceAndForNeighbouringTimes() {
    long now = 1_234_567_890;
    long step = Totp.step(now);
    String code = Totp.code(SECRET, step);

    assertEquals(step, Totp.matching(SECRET, code, now, 0));
    assertEquals(step, Totp.matching(SECRET, code, now + 30, 0));
    assertEquals(step, Totp.matching(SECRET, code, now - 30, 0));
    assertEquals(Totp.NO_STEP, Totp.matching(SECRET, code, now + 60, 0));
    assertEquals(Totp.NO_STEP, Totp.matching(SECRET, code, now, step));
    assertEquals(Totp.NO_STEP, Totp.matching(SECRET, "000000", now, 0));
  }

  /** RFC 4648 §10. */
  @ParameterizedTest
  @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB"})
  void secretsAreWrittenInBase32(String text, String written) {
    assertEquals(written, Totp.base32(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
