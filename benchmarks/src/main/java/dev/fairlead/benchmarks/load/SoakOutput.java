package dev.fairlead.benchmarks.load;

import java.util.Random;

/** What a node offers of a broadcast. */
enum SoakOutput {
  RTMP("/live/%s.flv"),
  FLV("/live/%s.flv"),
  TS("/live/%s.ts"),
  MP4("/live/%s.mp4"),
  HLS("/hls/%s/index.m3u8"),
  LL_HLS("/hls/%s/index.m3u8"),
  HLS_TS("/hls/%s/ts.m3u8"),
  DASH("/dash/%s/index.mpd");

  private final String path;

  SoakOutput(String path) {
    this.path = path;
  }

  /** Its path over HTTP; for RTMP that of its nearest relative. */
  String path(NodeProcess.Channel channel) {
    return path.formatted(channel.playbackId());
  }

  static SoakOutput pick(Random random) {
    return values()[random.nextInt(values().length)];
  }
}
