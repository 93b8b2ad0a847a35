package dev.fairlead.control.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OpenMetricsTextTest {
  @Test
  void writesFamiliesAsTheFormatWantsThem() {
    String text =
        new OpenMetricsText()
            .counter("requests", "A \"request\" came.")
            .sample(3)
            .gauge("sessions_open", "Now.")
            .sample(2, "direction", "play", "protocol", "a\"b\\c\nd")
            .end();

    assertEquals(
        """
        # TYPE fairlead_requests counter
        # HELP fairlead_requests A \\"request\\" came.
        fairlead_requests_total 3
        # TYPE fairlead_sessions_open gauge
        # HELP fairlead_sessions_open Now.
        fairlead_sessions_open{direction="play",protocol="a\\"b\\\\c\\nd"} 2
        # EOF
        """,
        text);
  }
}
