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
            .info("build", "What runs.")
            .sample(1, "version", "1.0")
            .counter("gc_seconds", "Time.")
            .sampleMillis(61_005, "collector", "serial")
            .processGauge("resident_memory_bytes", "Memory.")
            .sample(4_096)
            .end();

    assertEquals(
        """
        # TYPE fairlead_requests counter
        # HELP fairlead_requests A \\"request\\" came.
        fairlead_requests_total 3
        # TYPE fairlead_sessions_open gauge
        # HELP fairlead_sessions_open Now.
        fairlead_sessions_open{direction="play",protocol="a\\"b\\\\c\\nd"} 2
        # TYPE fairlead_build info
        # HELP fairlead_build What runs.
        fairlead_build_info{version="1.0"} 1
        # TYPE fairlead_gc_seconds counter
        # UNIT fairlead_gc_seconds seconds
        # HELP fairlead_gc_seconds Time.
        fairlead_gc_seconds_total{collector="serial"} 61.005
        # TYPE process_resident_memory_bytes gauge
        # UNIT process_resident_memory_bytes bytes
        # HELP process_resident_memory_bytes Memory.
        process_resident_memory_bytes 4096
        # EOF
        """,
        text);
  }
}
