package dev.fairlead.conformance.interop;

import java.time.Duration;
import java.util.List;

/** The ways in which a broadcast leaves the node, as ffmpeg reads them. */
enum Output {
  FLV("/live/ID.flv", false, List.of()),
  TS("/live/ID.ts", false, List.of()),
  MP4("/live/ID.mp4", false, List.of()),
  RTMP("", false, List.of()),
  HLS("/hls/ID/index.m3u8", true, List.of("-live_start_index", "0")),
  HLS_TS("/hls/ID/ts.m3u8", true, List.of("-live_start_index", "0")),
  DASH("/dash/ID/index.mpd", true, List.of());

  private final String path;
  private final boolean listed;
  private final List<String> inputOptions;

  Output(String path, boolean listed, List<String> inputOptions) {
    this.path = path;
    this.listed = listed;
    this.inputOptions = inputOptions;
  }

  boolean isTransport() {
    return this == TS || this == HLS_TS;
  }

  String url(FairleadNode node) {
    return this == RTMP ? node.rtmpPlayUrl() : node.url(path);
  }

  /** Reads it from now on to the end of the broadcast. */
  MediaDump read(FairleadNode node, List<String> filters, Duration timeout) {
    if (listed) {
      node.awaitPlayable(url(node));
    }
    try (Pulling pulling = Pulling.start(name(), inputOptions, url(node), filters)) {
      if (this == DASH) {
        // ffmpeg does not notice that a live manifest has become static, and never ends.
        awaitStatic(node, timeout);
        return pulling.awaitQuiet(timeout);
      }
      return pulling.awaitEnd(timeout);
    }
  }

  private void awaitStatic(FairleadNode node, Duration timeout) {
    Eventually.holds(
        "the manifest is static",
        timeout,
        () -> node.get(url(node)).body().contains("type=\"static\""),
        () -> node.get(url(node)).body());
  }
}
