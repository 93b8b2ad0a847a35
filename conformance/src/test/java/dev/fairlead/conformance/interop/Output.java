package dev.fairlead.conformance.interop;

import java.time.Duration;
import java.util.List;

/** The ways in which a broadcast leaves the node, as ffmpeg reads them. */
enum Output {
  FLV("/live/ID.flv", false, List.of()),
  TS("/live/ID.ts", false, List.of()),
  MP4("/live/ID.mp4", false, List.of()),
  RTMP("", false, List.of()),
  SRT("", false, List.of()),
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
    return this == TS || this == HLS_TS || this == SRT;
  }

  String url(FairleadNode node) {
    return switch (this) {
      case RTMP -> node.rtmpPlayUrl();
      case SRT -> node.srtUrl("play:" + node.playbackId(), "");
      case FLV, TS, MP4, HLS, HLS_TS, DASH -> node.url(path);
    };
  }

  /** Reads it from now on to the end of the broadcast. */
  MediaDump read(FairleadNode node, List<String> filters, Duration timeout) {
    if (listed) {
      node.awaitPlayable(url(node));
    }
    if (this == DASH) {
      return DashReader.readEnded(node, url(node), filters, timeout);
    }
    try (Pulling pulling = Pulling.start(name(), inputOptions, url(node), filters)) {
      return pulling.awaitEnd(timeout);
    }
  }
}
