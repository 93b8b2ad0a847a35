package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.Fmp4Reader;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PackagerTest {
  private static final SegmentTargets TARGETS = SegmentTargets.DEFAULT;
  private static final Track VIDEO = TestTracks.video(1, 1_000);
  private static final Track AUDIO = TestTracks.audio(2, 1_000);

  private final Random random = new Random(1);

  /** Thirty pictures a second, a key picture every {@code gop}, B-frames, and AAC beside them. */
  private void feed(PackagingRig rig, int fromFrame, int frames, int gop) {
    long audioFrame = Math.ceilDiv(fromFrame * 1_000L / 30 * 48, 1_024);
    for (int i = fromFrame; i < fromFrame + frames; i++) {
      long dts = i * 1_000L / 30;
      while (audioFrame * 1_024 / 48 <= dts) {
        rig.feed(AUDIO, audioFrame * 1_024 / 48, 0, Sample.RANDOM_ACCESS, bytes());
        audioFrame++;
      }
      boolean key = i % gop == 0;
      int cts = key ? 67 : (i % 3 == 1 ? 133 : 0);
      rig.feed(VIDEO, dts, cts, key ? Sample.RANDOM_ACCESS : 0, bytes());
    }
  }

  private byte[] bytes() {
    return TestTracks.payload(random);
  }

  static void assertSameSamples(PackagingRig rig, Track track, String window) {
    Fmp4Reader reader = rig.read(window);
    List<Sample> in = rig.fed.stream().filter(s -> s.track().id() == track.id()).toList();
    List<Fmp4Reader.ReadSample> out = reader.samples(track.id());
    assertEquals(in.size(), out.size(), "samples of " + window);
    for (int i = 0; i < in.size(); i++) {
      Sample a = in.get(i);
      Fmp4Reader.ReadSample b = out.get(i);
      assertEquals(a.dtsTicks(), b.dtsTicks(), "dts of sample " + i);
      assertEquals(a.ptsTicks(), b.ptsTicks(), "pts of sample " + i);
      assertEquals(a.isRandomAccess(), b.isSync(), "sync flag of sample " + i);
      byte[] payload = new byte[a.payloadBytes()];
      a.payload().getBytes(a.payload().readerIndex(), payload);
      assertArrayEquals(payload, b.data(), "bytes of sample " + i);
    }
  }

  @Test
  void givesBackEverySampleWithItsTimes() {
    try (PackagingRig rig = new PackagingRig(TARGETS)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 300, 60);
      rig.end();

      assertSameSamples(rig, VIDEO, "v1");
      assertSameSamples(rig, AUDIO, "a2");
      assertTrue(rig.ended);
    }
  }

  @Test
  void cutsAllTracksAtTheSameInstants() {
    try (PackagingRig rig = new PackagingRig(TARGETS)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 301, 60);

      List<Segment> video = rig.complete.get("v1");
      List<Segment> audio = rig.complete.get("a2");
      assertEquals(5, video.size());
      assertEquals(4, audio.size());
      for (int i = 0; i < 4; i++) {
        assertEquals(i, video.get(i).sequence());
        assertEquals(i, audio.get(i).sequence());
        assertEquals(67 + i * 2_000, video.get(i).startTicks());
        assertEquals(2_000, video.get(i).durationTicks());
        assertTrue(video.get(i).parts().getFirst().isIndependent());
        if (i > 0) {
          long late = audio.get(i).startTicks() - video.get(i).startTicks();
          assertTrue(late >= 0 && late < 22, "audio begins " + late + " ms late");
        }
      }
      assertEquals(2_000, rig.packaged.targetDurationMs());
    }
  }

  @Test
  void makesPartsThatFillTheirTarget() {
    try (PackagingRig rig = new PackagingRig(TARGETS)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 601, 60);

      int target = rig.packaged.targets().partMs();
      assertTrue(Math.abs(target - 200) <= 2, "part target " + target);
      for (String name : List.of("v1", "a2")) {
        for (Segment segment : rig.complete.get(name)) {
          for (Part part : segment.parts()) {
            assertTrue(part.durationTicks() <= target, name + " part " + part.durationTicks());
            if (part != segment.parts().getLast()) {
              assertTrue(part.durationTicks() * 100 >= target * 85L, "short part in " + name);
            }
          }
        }
      }
    }
  }

  @Test
  void isReadyAfterOnePartAndPlayableAfterOneSegment() {
    try (PackagingRig rig = new PackagingRig(TARGETS)) {
      rig.start(VIDEO, AUDIO);
      feed(rig, 0, 6, 60);
      assertNull(rig.packaged);

      feed(rig, 6, 3, 60);
      assertNotNull(rig.packaged);
      assertEquals(1, rig.window("v1").state().growing().parts().size());
      assertEquals(0, rig.packaged.targetDurationMs());

      feed(rig, 9, 52, 60);
      assertEquals(1, rig.window("v1").state().endSequence());
      assertEquals(2_000, rig.packaged.targetDurationMs());
      assertFalse(rig.window("v1").state().ended());
    }
  }
}
