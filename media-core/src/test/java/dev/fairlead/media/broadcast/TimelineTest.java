package dev.fairlead.media.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final long MS = 1_000_000;
  private static final Track VIDEO = video(1_000);
  private static final Track AUDIO =
      new Track(
          2,
          0,
          new AudioFormat(
              Codec.AAC, 44_100, CodecConfiguration.NONE, "mp4a.40.2", 44_100, 2, 1_024),
          "");

  private final CounterSet<BroadcastCounter> counters = new CounterSet<>(BroadcastCounter.class);
  private final Timeline timeline = new Timeline(counters);

  @Test
  void passesTheFirstPublishersTimesUnchanged() {
    assertEquals(7_000_000, video(7_000_000, 0));
    assertEquals(7_000_033, video(7_000_033, 33));
    assertFalse(timeline.discontinuity());
  }

  @Test
  void movesATimeThatDoesNotAdvancePastItsPredecessor() {
    video(100, 0);

    assertEquals(101, video(100, 10));
    assertEquals(102, video(60, 20));
    assertEquals(140, video(140, 40));
    assertEquals(2, counters.value(BroadcastCounter.TIMESTAMP_REPAIRED));
    assertEquals(0, counters.value(BroadcastCounter.TIMELINE_REBASED));
  }

  @Test
  void joinsANewClockToTheOldOneForAllTracksAlike() {
    video(5_000, 0);
    audio(220_500, 5);
    long videoAfter = video(90_000_000, 40);
    boolean marked = timeline.discontinuity();
    long audioAfter = audio(90_000_000L / 1_000 * 44_100, 45);

    assertEquals(5_020, videoAfter);
    assertTrue(marked);
    assertTrue(timeline.discontinuity());
    assertEquals(Math.round(5.020 * 44_100), audioAfter);
  }

  @Test
  void placesSamplesOfTheOldClockThatComeLateByTheOldClock() {
    video(5_000, 0);
    audio(220_500, 0);
    video(0, 40);

    assertEquals(220_500 + 441, audio(220_500 + 441, 42));
    assertFalse(timeline.discontinuity());
    assertEquals(Math.round(5.060 * 44_100), audio(Math.round(0.040 * 44_100), 80));
    assertTrue(timeline.discontinuity());
  }

  @Test
  void oneWrongTimestampLeavesTheOthersWhereTheyWere() {
    video(0, 0);
    audio(0, 0);
    video(33, 33);

    assertEquals(53, video(4_294_967_000L, 66));
    assertEquals(1_000, audio(1_000, 70));
    assertEquals(100, video(100, 100));
    assertEquals(133, video(133, 133));
    assertEquals(4_000, audio(4_000, 134));
  }

  @Test
  void aPauseThatTheWallClockConfirmsIsKeptAndMarked() {
    video(0, 0);

    assertEquals(60_000, video(60_000, 60_000));
    assertTrue(timeline.discontinuity());
    assertEquals(0, counters.value(BroadcastCounter.TIMELINE_REBASED));
    assertEquals(1, counters.value(BroadcastCounter.TIMELINE_GAP));
  }

  @Test
  void aSlowPaceIsNoInterruption() {
    video(0, 0);
    video(40, 40);

    video(3_040, 3_040);
    assertTrue(timeline.discontinuity(), "three seconds after twenty-five a second");
    for (int i = 2; i < 10; i++) {
      video(i * 3_000 + 40, i * 3_000);
      assertFalse(timeline.discontinuity(), "slide " + i);
    }
    video(36_040, 36_040);
    assertTrue(timeline.discontinuity(), "nine seconds after three");
    assertEquals(2, counters.value(BroadcastCounter.TIMELINE_GAP));
  }

  @Test
  void aReturningPublisherContinuesAfterTheTimeItWasAway() {
    video(1_000, 1_000);
    timeline.startPublisher();

    assertEquals(5_000, video(0, 5_000));
    assertTrue(timeline.discontinuity());
    assertEquals(5_033, video(33, 5_033));
    assertFalse(timeline.discontinuity());
  }

  @Test
  void changeOfTimescaleKeepsTheTime() {
    video(1_000, 0);

    timeline.place(video(90_000), 93_600, 40 * MS);

    assertEquals(93_600, timeline.dtsTicks());
    assertFalse(timeline.discontinuity());
  }

  @Test
  void decodingTimesAlwaysAdvanceWhateverComesIn() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Timeline hostile = new Timeline(counters);
      long lastVideo = Long.MIN_VALUE;
      long lastAudio = Long.MIN_VALUE;
      for (int i = 0; i < 500; i++) {
        long raw = random.nextInt(4) == 0 ? random.nextLong() >> 24 : i * 40L;
        if (random.nextInt(20) == 0) {
          hostile.startPublisher();
        }
        if (random.nextBoolean()) {
          hostile.place(VIDEO, raw, i * 40 * MS);
          assertTrue(hostile.dtsTicks() > lastVideo, "seed " + seed);
          lastVideo = hostile.dtsTicks();
        } else {
          hostile.place(AUDIO, raw * 44, i * 40 * MS);
          assertTrue(hostile.dtsTicks() > lastAudio, "seed " + seed);
          lastAudio = hostile.dtsTicks();
        }
      }
    }
  }

  private long video(long rawMs, long wallMs) {
    timeline.place(VIDEO, rawMs, wallMs * MS);
    return timeline.dtsTicks();
  }

  private long audio(long rawTicks, long wallMs) {
    timeline.place(AUDIO, rawTicks, wallMs * MS);
    return timeline.dtsTicks();
  }

  private static Track video(int timescaleHz) {
    return new Track(
        1,
        0,
        new VideoFormat(
            Codec.H264,
            timescaleHz,
            CodecConfiguration.NONE,
            "avc1.64001f",
            640,
            360,
            1,
            1,
            FrameRate.UNKNOWN),
        "");
  }
}
