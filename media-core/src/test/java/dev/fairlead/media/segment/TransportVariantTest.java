package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TransportVariantTest {
  private static final Track VIDEO = TestTracks.video(1, 1_000);
  private static final Track AUDIO = TestTracks.audio(2, 1_000);

  private final Random random = new Random(1);

  private void feed(PackagingRig rig, long fromMs, long toMs) {
    for (long ms = fromMs; ms < toMs; ms += 40) {
      rig.feed(AUDIO, ms, 0, Sample.RANDOM_ACCESS, payload());
      rig.feed(AUDIO, ms + 20, 0, Sample.RANDOM_ACCESS, payload());
      rig.feed(VIDEO, ms, 0, ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, payload());
    }
  }

  private byte[] payload() {
    byte[] payload = new byte[200 + random.nextInt(4_000)];
    random.nextBytes(payload);
    return payload;
  }

  private static List<PlainMuxer.Entry> entries(PackagingRig rig) {
    List<PlainMuxer.Entry> entries = new ArrayList<>();
    for (Segment segment : rig.complete.get("ts")) {
      assertNull(segment.init());
      assertEquals(1, segment.parts().size());
      entries.addAll(PlainMuxer.read(segment.parts().getFirst()));
    }
    return entries;
  }

  @Test
  void nobodyAsksAndNothingIsMade() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 6_000);
      rig.end();

      assertNull(rig.window("ts"));
    }
  }

  @Test
  void firstRequestGetsTheSegmentUnderWay() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 5_000);
      rig.packaged.wantTransport();
      feed(rig, 5_000, 8_040);

      SegmentWindow window = rig.window("ts");
      assertEquals(2, window.state().firstSequence());
      assertEquals(4, window.state().endSequence());
      Segment first = window.segment(2);
      assertEquals(4_000 * 90, first.startTicks());
      assertEquals(2_000 * 90, first.durationTicks());
      assertEquals(rig.window("v1").segment(2).wallClockNs(), first.wallClockNs());
      assertTrue(first.parts().getFirst().isIndependent());
      assertEquals(List.of(VIDEO, AUDIO), window.state().tracks());
    }
  }

  @Test
  void carriesEverySampleOnceBehindTables() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 1_000);
      rig.packaged.wantTransport();
      feed(rig, 1_000, 9_000);
      rig.end();

      for (Segment segment : rig.complete.get("ts")) {
        PlainMuxer.Entry first = PlainMuxer.read(segment.parts().getFirst()).getFirst();
        assertTrue(first.isTable());
        assertEquals(List.of(1, 2), first.tracks());
      }
      for (Track track : List.of(VIDEO, AUDIO)) {
        List<Sample> in = rig.fed.stream().filter(s -> s.track() == track).toList();
        List<PlainMuxer.Entry> out =
            entries(rig).stream().filter(entry -> entry.track() == track.id()).toList();
        assertEquals(in.size(), out.size());
        for (int i = 0; i < in.size(); i++) {
          assertEquals(in.get(i).dtsTicks(), out.get(i).dts());
          byte[] payload = new byte[in.get(i).payloadBytes()];
          in.get(i).payload().getBytes(in.get(i).payload().readerIndex(), payload);
          assertArrayEquals(payload, out.get(i).data());
        }
      }
      assertTrue(rig.window("ts").state().ended());
    }
  }

  @Test
  void restsWhenNobodyAsksAnyMoreAndWakesAgain() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 1_000);
      rig.packaged.wantTransport();
      feed(rig, 1_000, 21_000);
      assertFalse(rig.window("ts").state().isEmpty());
      feed(rig, 21_000, 60_000);
      assertTrue(rig.window("ts").state().isEmpty());
      assertFalse(rig.window("ts").state().ended());

      rig.packaged.wantTransport();
      feed(rig, 60_000, 64_040);
      WindowState state = rig.window("ts").state();

      assertEquals(30, state.firstSequence());
      assertEquals(32, state.endSequence());
    }
  }

  @Test
  void goesOnWhileSomebodyAsks() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 1_000);
      for (long ms = 1_000; ms < 61_000; ms += 10_000) {
        rig.packaged.wantTransport();
        feed(rig, ms, ms + 10_000);
      }

      assertEquals(0, rig.window("ts").state().firstSequence());
      assertEquals(30, rig.window("ts").state().endSequence());
    }
  }

  @Test
  void interruptionsAndChangesFollowTheOtherWindows() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      Track larger = TestTracks.resized(VIDEO);
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 1_000);
      rig.packaged.wantTransport();
      feed(rig, 1_000, 4_000);
      rig.packager.trackChanged(larger);
      rig.feed(larger, 4_000, 0, Sample.RANDOM_ACCESS, payload());
      rig.packager.trackEnded(AUDIO);
      for (long ms = 4_040; ms < 8_040; ms += 40) {
        rig.feed(larger, ms, 0, ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, payload());
      }
      rig.end();

      List<Segment> segments = rig.complete.get("ts");
      assertFalse(segments.get(1).discontinuity());
      assertTrue(segments.get(2).discontinuity());
      assertEquals(List.of(larger), rig.window("ts").state().tracks());
    }
  }

  @Test
  void releaseInMidSegmentLetsGoOfEverything() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 1_000);
      rig.packaged.wantTransport();
      feed(rig, 1_000, 5_000);

      rig.packager.release();

      rig.fed.forEach(sample -> assertEquals(1, sample.refCnt()));
    }
  }
}
