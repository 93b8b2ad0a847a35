package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every viewer is one session from its beginning to its end, whatever it plays by. */
class SessionsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void everyOutputCountsOneSessionForOneViewerAndTheBytesThatItGot() {
    try (FairleadNode node = FairleadNode.start("segment.min_ms=1000");
        Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
      node.awaitPlayable(node.hlsUrl());
      Map<Output, Double> before = new EnumMap<>(Output.class);
      for (Output output : Output.values()) {
        before.put(output, sessions(node, output));
      }
      List<Pulling> viewers = new ArrayList<>();
      try {
        for (Output output : Output.values()) {
          viewers.add(
              Pulling.start(
                  output.name(),
                  List.of(),
                  output.url(node),
                  output.isTransport() ? Pulling.h264InTs() : Pulling.h264()));
        }
        for (Pulling viewer : viewers) {
          Eventually.holds("it plays", PATIENCE, () -> viewer.seen() > 400, viewer::text);
        }
      } finally {
        viewers.forEach(Pulling::close);
      }

      for (Output output : Output.values()) {
        assertEquals(1, sessions(node, output) - before.get(output), output + "\n" + node.log());
        Eventually.holds(
            "the session of " + output + " ends",
            PATIENCE,
            () -> metric(node, "fairlead_sessions_open", output) == 0,
            node::log);
        double bytes = metric(node, "fairlead_session_sent_bytes_total", output);
        double seconds = metric(node, "fairlead_session_media_seconds_total", output);
        assertTrue(bytes > 100_000, output + " got " + bytes + " bytes");
        assertTrue(seconds > 4, output + " got " + seconds + " s of media");
      }
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  private static double sessions(FairleadNode node, Output output) {
    return metric(node, "fairlead_sessions_total", output);
  }

  private static double metric(FairleadNode node, String name, Output output) {
    String label = output.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return node.get(node.controlUrl("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{direction=\"play\",protocol=\"" + label + "\"} "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
