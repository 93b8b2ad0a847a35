package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the pace, what comes out is what went in, cut where it should be. */
final class PackagerTimingTest {
  private record Timed(Track track, long dts, int cts, int flags, long arrivalNs) {}

  @ParameterizedTest
  @CsvSource({
    "24000, 1001, 1000", "24, 1, 1000", "25, 1, 1000", "30000, 1001, 1000", "30, 1, 1000",
    "50, 1, 1000", "60000, 1001, 1000", "60, 1, 1000", "120, 1, 1000", "15, 1, 1000",
    "24000, 1001, 90000", "30000, 1001, 30000", "60, 1, 1000000000", "12, 1, 90000"
  })
  void partsOfASteadyRateKeepWithinFifteenPercentOfTheirTarget(int rate, int per, int timescaleHz) {
    Track video = TestTracks.video(1, timescaleHz);
    Track audio = TestTracks.audio(2, timescaleHz);
    List<Timed> input = new ArrayList<>();
    int frames = 12 * rate / per;
    int gop = 2 * rate / per;
    for (int i = 0; i < frames; i++) {
      long dts = Math.round((double) i * per * timescaleHz / rate);
      int flags = i % gop == 0 ? Sample.RANDOM_ACCESS : 0;
      input.add(new Timed(video, dts, 0, flags, (long) i * per * 1_000_000_000L / rate));
    }
    addAudio(input, audio, 12);
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      run(rig, input, video, audio);

      int targetMs = rig.packaged.targets().partMs();
      assertTrue(targetMs >= 150 && targetMs <= 250, "target " + targetMs);
      for (String name : List.of("v1", "a2")) {
        for (Segment segment : rig.complete.get(name)) {
          for (Part part : segment.parts()) {
            double ms = part.durationTicks() * 1_000.0 / timescaleHz;
            assertTrue(ms <= targetMs + 0.01, name + " part of " + ms + " over " + targetMs);
            if (part != segment.parts().getLast()) {
              assertTrue(ms >= targetMs * 0.85, name + " part of " + ms + " under " + targetMs);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void irregularMediaComesBackUnchanged(long seed) {
    Random random = new Random(seed);
    int[] scales = {1_000, 90_000, 48_000, 1_000_000_000};
    Track video = TestTracks.video(1, scales[random.nextInt(scales.length)]);
    Track audio = TestTracks.audio(2, scales[random.nextInt(scales.length)]);
    List<Timed> input = new ArrayList<>();
    long ms = 0;
    long jumpMs = 0;
    boolean jumped = false;
    boolean variable = random.nextBoolean();
    int frameMs = 8 + random.nextInt(60);
    int untilKey = 0;
    List<Long> jumps = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean key = untilKey == 0;
      if (key) {
        untilKey = 5 + random.nextInt(random.nextInt(10) == 0 ? 400 : 60);
      }
      untilKey--;
      int cts = key ? 2 * frameMs : random.nextInt(4) * frameMs - (random.nextInt(8) == 0 ? 1 : 0);
      int flags = (key ? Sample.RANDOM_ACCESS : 0) | (jumped ? Sample.DISCONTINUITY : 0);
      jumped = false;
      input.add(
          new Timed(
              video, ticks(ms + jumpMs, video), (int) ticks(cts, video), flags, ms * 1_000_000));
      ms += variable ? 1 + random.nextInt(2 * frameMs) : frameMs;
      if (random.nextInt(150) == 0) {
        jumpMs += 20 + random.nextInt(5_000);
        jumped = true;
        jumps.add(ms);
      }
    }
    addJumpingAudio(input, audio, ms, jumps, input, video, random.nextInt(300));

    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      run(rig, input, video, audio);

      PackagerTest.assertSameSamples(rig, video, "v1");
      PackagerTest.assertSameSamples(rig, audio, "a2");
      List<Segment> pictures = rig.complete.get("v1");
      List<Segment> sounds = rig.complete.get("a2");
      long targetMs = rig.packaged.targetDurationMs();
      for (int i = 0; i < pictures.size(); i++) {
        Segment segment = pictures.get(i);
        assertEquals(i, segment.sequence());
        long durationMs = segment.durationTicks() * 1_000L / video.timescaleHz();
        assertTrue(durationMs < targetMs + 500, "segment of " + durationMs + " ms");
        if (i > 0) {
          assertTrue(segment.wallClockNs() > pictures.get(i - 1).wallClockNs());
        }
        assertWhole(segment);
      }
      for (int i = 0; i < Math.min(sounds.size(), pictures.size()); i++) {
        assertEquals(i, sounds.get(i).sequence());
        assertEquals(
            pictures.get(i).discontinuity(), sounds.get(i).discontinuity(), "segment " + i);
        assertWhole(sounds.get(i));
      }
      assertEquals(
          jumps.stream().filter(at -> at < lastMs(input, video, jumps)).count(),
          pictures.stream().filter(Segment::discontinuity).count());
    }
  }

  private static long lastMs(List<Timed> input, Track video, List<Long> jumps) {
    return input.stream()
                .filter(timed -> timed.track() == video)
                .mapToLong(Timed::arrivalNs)
                .max()
                .orElseThrow()
            / 1_000_000
        + 1;
  }

  private static void assertWhole(Segment segment) {
    int offset = 0;
    long duration = 0;
    for (Part part : segment.parts()) {
      assertEquals(offset, part.offsetBytes());
      assertEquals(segment.startTicks() + duration, part.startTicks());
      offset += part.sizeBytes();
      duration += part.durationTicks();
    }
    assertEquals(segment.durationTicks(), duration);
  }

  private static void addAudio(List<Timed> input, Track audio, int seconds) {
    for (int i = 0; i * 1_024L < seconds * 48_000L; i++) {
      long dts = Math.round(i * 1_024.0 * audio.timescaleHz() / 48_000);
      input.add(
          new Timed(audio, dts, 0, Sample.RANDOM_ACCESS, i * 1_024L * 1_000_000_000 / 48_000));
    }
  }

  /** Sound that jumps with the pictures and is {@code lateMs} behind or before them. */
  private static void addJumpingAudio(
      List<Timed> input,
      Track audio,
      long totalMs,
      List<Long> jumps,
      List<Timed> pictures,
      Track video,
      int lateMs) {
    List<Timed> flagged =
        pictures.stream().filter(timed -> (timed.flags() & Sample.DISCONTINUITY) != 0).toList();
    List<Timed> sound = new ArrayList<>();
    int jumped = 0;
    long shiftMs = 0;
    for (long ms = 0; ms < totalMs; ms += 21) {
      int flags = Sample.RANDOM_ACCESS;
      if (jumped < flagged.size() && ms >= jumps.get(jumped)) {
        Timed first = flagged.get(jumped);
        shiftMs = first.dts() * 1_000 / video.timescaleHz() - jumps.get(jumped);
        jumped++;
        flags |= Sample.DISCONTINUITY;
      }
      sound.add(
          new Timed(audio, ticks(ms + shiftMs, audio), 0, flags, (ms + lateMs - 150) * 1_000_000L));
    }
    input.addAll(sound);
  }

  private static long ticks(long ms, Track track) {
    return ms * track.timescaleHz() / 1_000;
  }

  private static void run(PackagingRig rig, List<Timed> input, Track... tracks) {
    Random payloads = new Random(7);
    rig.start(tracks);
    input.sort(Comparator.comparingLong(Timed::arrivalNs));
    for (Timed timed : input) {
      rig.feed(
          TestTracks.sample(
              timed.track(),
              timed.dts(),
              timed.cts(),
              timed.flags(),
              PackagingRig.EPOCH_NS + timed.arrivalNs(),
              TestTracks.payload(payloads)));
    }
    rig.end();
  }
}
