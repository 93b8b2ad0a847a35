package dev.fairlead.control.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.media.session.StreamKey;
import java.io.IOException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineFormatTest {
  private final LineFormat text = new LineFormat(false);
  private final LineFormat json = new LineFormat(true);

  @Test
  void writesOneLineOfText() {
    assertEquals(
        "1970-01-01T00:00:00.000Z info  control.session: session opened agent=\"two words\" n=3\n",
        text.format(
            record("session opened", new LogFields().with("agent", "two words").with("n", 3))));
  }

  @Test
  void writesOneJsonObjectALine() throws IOException {
    String line =
        json.format(record("hello \"you\"", new LogFields().with("n", 3).with("a", "b\nc")));

    assertEquals(line.length() - 1, line.indexOf('\n'));
    JsonNode parsed = new ObjectMapper().readTree(line);
    assertEquals("hello \"you\"", parsed.get("message").asText());
    assertEquals(3, parsed.get("n").asInt());
    assertEquals("b\nc", parsed.get("a").asText());
    assertEquals("info", parsed.get("level").asText());
  }

  @Test
  void aPeerCannotForgeALine() {
    String line =
        text.format(
            record("agent {0}", "x\r\n1970-01-01T00:00:00.000Z error control: forged\u001B[2J"));

    assertEquals(line.length() - 1, line.indexOf('\n'));
    assertFalse(line.contains("\u001B"));
  }

  @Test
  void aFieldOfAPeerCannotForgeALine() {
    String line = text.format(record("m", new LogFields().with("agent", "x\n\u001B[2J\" y=1")));

    assertEquals(line.length() - 1, line.indexOf('\n'));
    assertTrue(line.contains("agent=\"x\\n\\u001b[2J\\\" y=1\""), line);
  }

  @Test
  void cutsWhatIsTooLong() {
    String line = text.format(record("m", new LogFields().with("agent", "x".repeat(100_000))));

    assertTrue(line.length() < 2 * LineFormat.MAX_VALUE_CHARS);
  }

  @Test
  void aStreamKeyNeverShows() {
    assertFalse(
        text.format(record("m", new LogFields().with("key", new StreamKey("sk_secret"))))
            .contains("sk_secret"));
  }

  private static LogRecord record(String message, Object parameter) {
    LogRecord record = new LogRecord(Level.INFO, message);
    record.setInstant(Instant.EPOCH);
    record.setLoggerName("dev.fairlead.control.session.SessionLog");
    record.setParameters(new Object[] {parameter});
    return record;
  }
}
