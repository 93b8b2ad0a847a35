package dev.fairlead.conformance.interop;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What comes out of each output is what went in, sample by sample: bytes, order, times. Pushed and
 * read by ffmpeg.
 */
class ExactCopyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Readers come while the first group of pictures is sent, and one group may be cut short. */
  private static final int JOIN_SECONDS = 2;

  /** The clock of RTMP and FLV, which everything has come through. */
  private static final long MILLISECOND_MICROS = 1_000;

  @Test
  void nothingIsAlteredLostOrDoubledInH264WithBPicturesAndAac() {
    assertCopies(Clip.H264_AAC);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUDIO_ONLY", "VIDEO_ONLY"})
  void oneKindOfTrackAloneIsEnough(Clip clip) {
    assertCopies(clip);
  }

  private static void assertCopies(Clip clip) {
    MediaDump reference;
    try (Pulling file =
        Pulling.start("the clip", List.of(), clip.file().toString(), filters(clip, false))) {
      reference = file.awaitEnd(PATIENCE);
    }
    Map<String, Pulling> readers = new LinkedHashMap<>();
    try (FairleadNode node = FairleadNode.startTrackingLeaks("publish.grace_ms=0");
        Pushing pushing = Pushing.start(clip, node.pushUrl())) {
      try {
        List<String> fromStart = List.of("-live_start_index", "0");
        node.awaitLive();
        readers.put("FLV", read(clip, "FLV", List.of(), node.url("/live/ID.flv"), false));
        readers.put("TS", read(clip, "TS", List.of(), node.url("/live/ID.ts"), true));
        readers.put("MP4", read(clip, "MP4", List.of(), node.url("/live/ID.mp4"), false));
        readers.put("RTMP", read(clip, "RTMP", List.of(), node.rtmpPlayUrl(), false));
        node.awaitPlayable(node.hlsUrl());
        readers.put("HLS", read(clip, "HLS", fromStart, node.hlsUrl(), false));
        node.awaitPlayable(node.url("/hls/ID/ts.m3u8"));
        readers.put("HLS-TS", read(clip, "HLS-TS", fromStart, node.url("/hls/ID/ts.m3u8"), true));
        node.awaitPlayable(node.url("/dash/ID/index.mpd"));
        readers.put("DASH", read(clip, "DASH", List.of(), node.url("/dash/ID/index.mpd"), false));

        pushing.awaitExit(PATIENCE);
        int least = (clip.seconds() - JOIN_SECONDS) * perSecond(clip);
        readers.forEach(
            (name, reader) ->
                reader
                    .awaitEnd(PATIENCE)
                    .assertEndsAs(reference, name, least, 2 * MILLISECOND_MICROS));
      } finally {
        readers.values().forEach(Pulling::close);
      }
    }
  }

  private static int perSecond(Clip clip) {
    return clip == Clip.AUDIO_ONLY ? 46 : Clip.FRAMES_PER_SECOND;
  }

  private static Pulling read(
      Clip clip, String name, List<String> options, String url, boolean transport) {
    return Pulling.start(name, options, url, filters(clip, transport));
  }

  private static List<String> filters(Clip clip, boolean transport) {
    List<String> filters = new java.util.ArrayList<>();
    if (clip != Clip.AUDIO_ONLY) {
      filters.addAll(Pulling.h264());
    }
    if (transport && clip != Clip.VIDEO_ONLY) {
      filters.addAll(List.of("-bsf:a", "aac_adtstoasc"));
    }
    return filters;
  }
}
