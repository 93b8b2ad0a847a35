package dev.fairlead.protocols.hls;

import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.protocols.testkit.RecordingExchange;
import dev.fairlead.protocols.testkit.ViewerRig;

/** One broadcast, {@code cam}, run {@code r1}, of pictures and sound, behind the HLS routes. */
final class HlsRig implements AutoCloseable {
  static final int PART_MS = 200;
  static final int SEGMENT_MS = 1_000;
  static final int PARTS = SEGMENT_MS / PART_MS;
  static final int WINDOW_SEGMENTS = 20;

  final ViewerRig node = new ViewerRig();
  final HlsRoutes routes = new HlsRoutes(node.delivery());
  final PackagedBroadcast broadcast =
      WindowScript.broadcast("cam", "r1", new SegmentTargets(SEGMENT_MS, 5_000, PART_MS, 20_000));
  final WindowScript video = WindowScript.video(broadcast, "v1", WINDOW_SEGMENTS);
  final WindowScript audio = WindowScript.audio(broadcast, "a2", "en", WINDOW_SEGMENTS);

  HlsRig() {
    routes.addTo(node.routes());
    node.live(broadcast);
  }

  /** With so many complete segments. */
  static HlsRig with(int segments) {
    HlsRig rig = new HlsRig();
    rig.segments(segments);
    return rig;
  }

  void segments(int count) {
    for (int i = 0; i < count; i++) {
      video.segment(PARTS, PART_MS);
      audio.segment(PARTS, PART_MS);
    }
    if (broadcast.targetDurationMs() == 0) {
      WindowScript.targetDurationMs(broadcast, SEGMENT_MS);
    }
  }

  /** A part of each, the first of a segment independent. */
  void part(boolean independent) {
    video.part(PART_MS, independent);
    audio.part(PART_MS, true);
  }

  RecordingExchange get(String target) {
    return node.get(target);
  }

  long count(HlsCounter counter) {
    return routes.counters().value(counter);
  }

  @Override
  public void close() {
    video.release();
    audio.release();
    node.run();
  }
}
