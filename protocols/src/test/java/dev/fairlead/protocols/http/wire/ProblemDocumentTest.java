package dev.fairlead.protocols.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProblemDocumentTest {
  @Test
  void saysWhatIsWrongToProgramsAndToPeople() {
    assertEquals(
        "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
            + "\"code\":\"broadcast_unknown\",\"detail\":\"No such broadcast.\"}",
        ProblemDocument.render(404, "broadcast_unknown", "No such broadcast."));
  }

  @Test
  void quotesWhatWouldEndAText() {
    assertEquals(
        "{\"type\":\"about:blank\",\"title\":\"Client Error\",\"status\":499,"
            + "\"code\":\"c\",\"detail\":\"a\\\"b\\\\c\\u000ad\"}",
        ProblemDocument.render(499, "c", "a\"b\\c\nd"));
  }
}
