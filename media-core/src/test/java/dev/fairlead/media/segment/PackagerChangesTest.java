package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.testkit.CaptionBytes;
import dev.fairlead.media.testkit.Fmp4Reader;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What publishers do in mid-broadcast: other formats, late and lost tracks, pauses, returns. */
final class PackagerChangesTest {
  private static final Track VIDEO = TestTracks.video(1, 1_000);
  private static final Track AUDIO = TestTracks.audio(2, 1_000);

  private final Random random = new Random(1);

  private byte[] bytes() {
    return TestTracks.payload(random);
  }

  private void video(PackagingRig rig, Track track, long fromMs, long toMs, int gopMs) {
    for (long ms = fromMs; ms < toMs; ms += 40) {
      rig.feed(track, ms, 0, (ms - fromMs) % gopMs == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
    }
  }

  private void audio(PackagingRig rig, Track track, long fromMs, long toMs) {
    for (long ms = fromMs; ms < toMs; ms += 20) {
      rig.feed(track, ms, 0, Sample.RANDOM_ACCESS, bytes());
    }
  }

  /** Twenty-five pictures and fifty sounds a second, interleaved. */
  private void both(PackagingRig rig, long fromMs, long toMs, int gopMs) {
    for (long ms = fromMs; ms < toMs; ms += 40) {
      audio(rig, AUDIO, ms, ms + 40);
      rig.feed(VIDEO, ms, 0, (ms - fromMs) % gopMs == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
    }
  }

  private static String discontinuities(PackagingRig rig, String window) {
    return rig.complete.get(window).stream()
        .filter(Segment::discontinuity)
        .map(segment -> Long.toString(segment.sequence()))
        .collect(Collectors.joining(","));
  }

  @Test
  void newPictureSizeBringsAHeaderAndAnInterruptionToAllTracks() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      Track larger = TestTracks.resized(VIDEO);
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 5_000, 2_000);
      rig.packager.trackChanged(larger);
      for (long ms = 5_000; ms < 9_000; ms += 40) {
        audio(rig, AUDIO, ms, ms + 40);
        rig.feed(larger, ms, 0, (ms - 5_000) % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
      }
      rig.end();

      assertEquals("3", discontinuities(rig, "v1"));
      assertEquals("3", discontinuities(rig, "a2"));
      List<Segment> video = rig.complete.get("v1");
      assertEquals(0, video.get(2).init().number());
      assertEquals(1, video.get(3).init().number());
      assertEquals(larger, video.get(3).init().track());
      assertEquals(5_000, video.get(3).startTicks());
      assertEquals(0, rig.complete.get("a2").get(3).init().number());
      assertEquals(1_280, rig.read("v1").tracks().get(1).width);
      PackagerTest.assertSameSamples(rig, VIDEO, "v1");
      PackagerTest.assertSameSamples(rig, AUDIO, "a2");
    }
  }

  @Test
  void newSoundFormatBringsAHeaderToItsOwnTrackOnly() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      Track mono =
          AUDIO.withFormat(
              new AudioFormat(
                  Codec.AAC,
                  1_000,
                  CodecConfiguration.of(new byte[] {0x11, (byte) 0x88}),
                  "mp4a.40.2",
                  48_000,
                  1,
                  1_024));
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 5_000, 2_000);
      rig.packager.trackChanged(mono);
      for (long ms = 5_000; ms < 9_000; ms += 40) {
        audio(rig, mono, ms, ms + 40);
        rig.feed(VIDEO, ms, 0, ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
      }
      rig.end();

      assertEquals("", discontinuities(rig, "a2"));
      Segment changed =
          rig.complete.get("a2").stream().filter(s -> s.init().number() == 1).findFirst().get();
      assertEquals(5_000, changed.startTicks());
      assertEquals(
          rig.complete.get("v1").size(), rig.complete.get("a2").size(), "numbers stay aligned");
      PackagerTest.assertSameSamples(rig, VIDEO, "v1");
      PackagerTest.assertSameSamples(rig, AUDIO, "a2");
    }
  }

  @Test
  void lateSoundOpensAWindowWithTheNumbersOfTheOthers() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO);
      video(rig, VIDEO, 0, 7_000, 2_000);
      rig.packager.trackChanged(AUDIO);
      for (long ms = 7_000; ms < 12_000; ms += 40) {
        audio(rig, AUDIO, ms, ms + 40);
        rig.feed(VIDEO, ms, 0, ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
      }
      rig.end();

      Segment first = rig.complete.get("a2").getFirst();
      assertEquals(3, first.sequence());
      assertEquals(7_000, first.startTicks());
      assertEquals(8_000, rig.complete.get("a2").get(1).startTicks());
      assertEquals(4, rig.complete.get("a2").get(1).sequence());
    }
  }

  @Test
  void latePicturesTakeTheLeadAtARandomAccessPoint() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(AUDIO);
      audio(rig, AUDIO, 0, 3_000);
      rig.packager.trackChanged(VIDEO);
      for (long ms = 3_000; ms < 9_000; ms += 40) {
        audio(rig, AUDIO, ms, ms + 40);
        rig.feed(VIDEO, ms, 0, ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
      }
      rig.end();

      Segment first = rig.complete.get("v1").getFirst();
      assertEquals(4_000, first.startTicks(), "pictures before the first random access point");
      assertTrue(first.parts().getFirst().isIndependent());
      Segment beside =
          rig.complete.get("a2").stream()
              .filter(s -> s.sequence() == first.sequence())
              .findFirst()
              .get();
      assertEquals(4_000, beside.startTicks());
    }
  }

  @Test
  void endedSoundEndsItsWindowAndNoOther() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 3_000, 2_000);
      rig.packager.trackEnded(AUDIO);
      video(rig, VIDEO, 3_000, 8_000, 1_000);

      assertTrue(rig.window("a2").state().ended());
      assertFalse(rig.window("v1").state().ended());
      assertTrue(rig.window("v1").state().endSequence() >= 3);
      PackagerTest.assertSameSamples(rig, AUDIO, "a2");
    }
  }

  @Test
  void endedPicturesLeaveTheLeadToSound() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 3_000, 2_000);
      rig.packager.trackEnded(VIDEO);
      audio(rig, AUDIO, 3_000, 8_100);

      assertTrue(rig.window("v1").state().ended());
      assertEquals(4, rig.window("a2").state().endSequence());
    }
  }

  @Test
  void publisherThatReturnsInterruptsAllTracksAtTheSameNumber() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 5_000, 2_000);
      // Sound comes first, and pictures are shown a little after they are decoded.
      int flags = Sample.RANDOM_ACCESS | Sample.DISCONTINUITY;
      rig.feed(AUDIO, 9_000, 0, flags, bytes());
      rig.feed(AUDIO, 9_020, 0, Sample.RANDOM_ACCESS, bytes());
      rig.feed(VIDEO, 9_000, 80, flags, bytes());
      for (long ms = 9_040; ms < 14_000; ms += 40) {
        audio(rig, AUDIO, ms, ms + 40);
        rig.feed(VIDEO, ms, 80, ms % 2_000 == 1_000 ? Sample.RANDOM_ACCESS : 0, bytes());
      }
      rig.end();

      assertEquals("3", discontinuities(rig, "v1"));
      assertEquals("3", discontinuities(rig, "a2"));
      assertEquals(9_080, rig.complete.get("v1").get(3).startTicks());
      assertEquals(9_000, rig.complete.get("a2").get(3).startTicks());
      assertEquals(1_000, rig.complete.get("v1").get(2).durationTicks(), "no part of the pause");
      assertEquals(1_000, rig.complete.get("a2").get(2).durationTicks(), "no part of the pause");
    }
  }

  @Test
  void silenceOfSoundAloneInterruptsNothingAndKeepsTheNumbers() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 3_000, 2_000);
      for (long ms = 3_000; ms < 9_000; ms += 40) {
        rig.feed(VIDEO, ms, 0, ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
      }
      rig.feed(AUDIO, 9_000, 0, Sample.RANDOM_ACCESS | Sample.DISCONTINUITY, bytes());
      for (long ms = 9_000; ms < 13_000; ms += 40) {
        audio(rig, AUDIO, ms + 20, ms + 60);
        rig.feed(VIDEO, ms, 0, ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
      }
      rig.end();

      assertEquals("", discontinuities(rig, "v1"));
      List<Segment> sound = rig.complete.get("a2");
      for (int i = 0; i < sound.size(); i++) {
        assertEquals(i, sound.get(i).sequence());
      }
      assertEquals(9_000, sound.get(4).startTicks());
      PackagerTest.assertSameSamples(rig, AUDIO, "a2");
    }
  }

  @Test
  void groupsLongerThanTheTargetAreCutWithoutARandomAccessPoint() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 2_000, 2_000);
      both(rig, 2_000, 14_000, 100_000);
      rig.end();

      assertEquals(2_000, rig.packaged.targetDurationMs());
      List<Segment> video = rig.complete.get("v1");
      assertTrue(video.size() >= 6, "segments: " + video.size());
      for (Segment segment : video) {
        assertTrue(segment.durationTicks() < 2_500, "segment of " + segment.durationTicks());
      }
      assertTrue(video.get(1).parts().getFirst().isIndependent());
      assertFalse(video.get(2).parts().getFirst().isIndependent());
      assertTrue(video.get(3).durationTicks() <= 2_000);
      assertNotEquals(0, rig.counters.value(SegmentCounter.FORCED_CUTS));
      PackagerTest.assertSameSamples(rig, VIDEO, "v1");
    }
  }

  @Test
  void firstSegmentOfALongGroupFixesALongTarget() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO);
      video(rig, VIDEO, 0, 8_320, 100_000);
      video(rig, VIDEO, 8_320, 17_000, 8_320);

      assertEquals(9_000, rig.packaged.targetDurationMs());
      assertEquals(8_320, rig.complete.get("v1").get(1).durationTicks());
    }
  }

  @Test
  void soundAloneIsCutByTime() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(AUDIO);
      audio(rig, AUDIO, 0, 480);
      assertNull(rig.packaged);
      audio(rig, AUDIO, 480, 10_020);
      rig.end();

      List<Segment> sound = rig.complete.get("a2");
      assertEquals(6, sound.size());
      assertEquals(2_000, sound.get(0).durationTicks());
      assertEquals(2_000, rig.packaged.targetDurationMs());
      assertTrue(sound.get(1).parts().stream().allMatch(Part::isIndependent));
      PackagerTest.assertSameSamples(rig, AUDIO, "a2");
    }
  }

  @Test
  void soundGoesOnWhenPicturesStopAndThePicturesFindTheirNumber() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 3_000, 2_000);
      audio(rig, AUDIO, 3_000, 12_000);
      assertTrue(rig.window("a2").state().endSequence() >= 4, "sound does not wait for ever");
      assertNotEquals(0, rig.counters.value(SegmentCounter.LATE_LEAD));

      rig.feed(VIDEO, 12_000, 0, Sample.RANDOM_ACCESS | Sample.DISCONTINUITY, bytes());
      both(rig, 12_040, 17_000, 1_000);
      rig.end();

      List<Segment> video = rig.complete.get("v1");
      for (int i = 0; i < video.size(); i++) {
        assertEquals(i, video.get(i).sequence());
      }
      assertEquals(discontinuities(rig, "v1"), discontinuities(rig, "a2"));
      PackagerTest.assertSameSamples(rig, VIDEO, "v1");
      PackagerTest.assertSameSamples(rig, AUDIO, "a2");
    }
  }

  @Test
  void picturesThatNeverComeDoNotHoldSoundForEver() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      audio(rig, AUDIO, 0, 10_040);

      assertNotNull(rig.packaged);
      assertEquals(1, rig.packaged.windows().size());
    }
  }

  @Test
  void picturesBeforeTheFirstRandomAccessPointAreLeftOut() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO);
      for (long ms = 0; ms < 1_000; ms += 40) {
        rig.feed(VIDEO, ms, 0, 0, bytes());
      }
      video(rig, VIDEO, 1_000, 4_000, 2_000);
      rig.end();

      assertEquals(1_000, rig.read("v1").samples().getFirst().dtsTicks());
    }
  }

  @Test
  void lostSamplesInterruptAllTracks() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 3_000, 2_000);
      rig.packager.skipped(40);
      both(rig, 3_800, 8_000, 2_000);
      rig.end();

      assertEquals("2", discontinuities(rig, "v1"));
      assertEquals("2", discontinuities(rig, "a2"));
      assertEquals(1_000, rig.complete.get("v1").get(1).durationTicks());
    }
  }

  @Test
  void timedMetadataTravelsInFrontOfThePictures() {
    Track tags = TestTracks.id3(3);
    byte[] tag = "ID3 and more".getBytes(StandardCharsets.US_ASCII);
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO, tags);
      rig.feed(tags, 0, 0, Sample.RANDOM_ACCESS, tag);
      both(rig, 0, 3_000, 2_000);
      rig.feed(tags, 3_010, 0, Sample.RANDOM_ACCESS, tag);
      both(rig, 3_000, 4_000, 2_000);
      rig.end();

      List<Fmp4Reader.ReadEvent> events = rig.read("v1").events();
      assertEquals(2, events.size());
      assertEquals("https://aomedia.org/emsg/ID3", events.get(1).scheme());
      assertEquals(3_010, events.get(1).ticks());
      assertEquals(1_000, events.get(1).timescaleHz());
      assertNotEquals(events.get(0).id(), events.get(1).id());
      assertArrayEquals(tag, events.get(1).data());
      assertEquals(List.of(), rig.read("a2").events());
      assertNull(rig.window("a3"));
      assertTrue(rig.window("v1").hasTimedMetadata());
      assertFalse(rig.window("a2").hasTimedMetadata());
    }
  }

  @Test
  void captionsInsideOfPicturesAreAnnouncedOnceSeen() {
    byte[] sei = CaptionBytes.sei(new byte[] {6}, CaptionBytes.data(CaptionBytes.pair(0x14, 0x25)));
    byte[] withCaptions =
        ByteBuffer.allocate(4 + sei.length + 6)
            .putInt(sei.length)
            .put(sei)
            .put(new byte[] {0, 0, 0, 2, 0x41, 0x10})
            .array();
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.whenReady(PackagedBroadcast::wantTransport);
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 3_000, 2_000);
      assertEquals(CaptionChannels.NONE, rig.window("v1").captions());

      rig.feed(VIDEO, 3_000, 0, 0, withCaptions);
      both(rig, 3_040, 6_000, 2_000);
      rig.end();

      assertEquals(List.of(1), rig.window("v1").captions().lineTwentyOne());
      assertEquals(List.of(1), rig.window("ts").captions().lineTwentyOne());
      assertTrue(rig.window("a2").captions().isEmpty());
    }
  }

  @Test
  void unusableConfigurationLeavesOutItsTrackAndNothingElse() {
    Track broken =
        new Track(
            2,
            0,
            new AudioFormat(
                Codec.OPUS, 1_000, CodecConfiguration.of(new byte[3]), "opus", 48_000, 2, 960),
            "");
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, broken);
      for (long ms = 0; ms < 5_000; ms += 40) {
        audio(rig, broken, ms, ms + 40);
        rig.feed(VIDEO, ms, 0, ms % 2_000 == 0 ? Sample.RANDOM_ACCESS : 0, bytes());
      }
      rig.end();

      assertEquals(1, rig.counters.value(SegmentCounter.UNPACKAGED));
      assertNull(rig.window("a2"));
      PackagerTest.assertSameSamples(rig, VIDEO, "v1");
    }
  }

  @Test
  void broadcastShorterThanAPartIsStillWhole() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      both(rig, 0, 80, 2_000);
      rig.end();

      assertTrue(rig.ended);
      assertTrue(rig.window("v1").state().ended());
      assertEquals(2_000, rig.packaged.targetDurationMs());
      PackagerTest.assertSameSamples(rig, VIDEO, "v1");
    }
  }

  @Test
  void broadcastWithoutMediaEndsWithoutWindows() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO);
      rig.end();

      assertTrue(rig.ended);
      assertNull(rig.packaged);
    }
  }

  @Test
  void negativeTimesAreLeftOutAndCounted() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO);
      rig.packager.sample(negative(rig));
      video(rig, VIDEO, 0, 1_000, 2_000);

      assertEquals(1, rig.counters.value(SegmentCounter.NEGATIVE_TIME));
    }
  }

  private Sample negative(PackagingRig rig) {
    Sample sample = TestTracks.sample(VIDEO, -1, 0, Sample.RANDOM_ACCESS, 0, bytes());
    rig.fed.add(sample);
    return sample;
  }

  @Test
  void releaseInMidBroadcastLetsGoOfEverything() {
    try (PackagingRig rig = new PackagingRig(SegmentTargets.DEFAULT)) {
      rig.start(VIDEO, AUDIO, TestTracks.id3(3));
      both(rig, 0, 5_100, 2_000);
      rig.feed(TestTracks.id3(3), 5_100, 0, Sample.RANDOM_ACCESS, bytes());
      audio(rig, AUDIO, 5_100, 5_600);
      rig.packager.release();

      rig.packager.sample(rig.fed.getFirst());
      for (Sample sample : rig.fed) {
        assertEquals(1, sample.refCnt());
      }
    }
  }
}
