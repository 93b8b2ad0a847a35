package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A week of low-latency packaging on a clock set by hand. */
final class PackagerWeekSimTest {
  private static final long WEEK_MS = 7 * 86_400_000L;
  private static final long FRAME_MS = 500;
  private static final int GOP = 4;
  private static final long SEGMENT_MS = GOP * FRAME_MS;

  private static final Track VIDEO = TestTracks.video(1, 1_000);
  private static final Track AUDIO = TestTracks.audio(2, 1_000);

  private PackagedBroadcast packaged;

  @Test
  void numbersWindowsAndClocksStayRightForAWeek() {
    Packager packager =
        new Packager(
            new BroadcastKey("key"),
            "run",
            SegmentTargets.DEFAULT,
            new CounterSet<>(SegmentCounter.class),
            new PackagerListener() {
              @Override
              public void ready(PackagedBroadcast made) {
                packaged = made;
              }

              @Override
              public void ended() {}
            },
            null,
            // Millions of headers: the leak detector would be most of the time.
            new UnpooledByteBufAllocator(false, true));
    packager.started(List.of(VIDEO, AUDIO));
    // One payload for all: what is counted is who still holds it.
    ByteBuf payload = Unpooled.buffer(64).writeZero(64);
    Random random = new Random(1);
    long checkedSequence = 0;
    int mostHeld = 0;
    for (long ms = 0; ms < WEEK_MS; ms += FRAME_MS) {
      // The publisher's clock is slow by fifty parts in a million, and the network jitters.
      long wallNs =
          PackagingRig.EPOCH_NS + ms * 1_000_000 + ms * 50 + random.nextInt(40) * 1_000_000L;
      boolean key = ms / FRAME_MS % GOP == 0;
      feed(packager, AUDIO, ms, Sample.RANDOM_ACCESS, wallNs, payload);
      feed(packager, VIDEO, ms, key ? Sample.RANDOM_ACCESS : 0, wallNs, payload);
      feed(packager, AUDIO, ms + FRAME_MS / 2, Sample.RANDOM_ACCESS, wallNs, payload);
      if (packaged != null && ms % 60_000 == 0 && ms > 240_000) {
        checkedSequence = check(checkedSequence, ms, wallNs);
        mostHeld = Math.max(mostHeld, payload.refCnt());
      }
    }

    assertEquals(
        WEEK_MS / (double) SEGMENT_MS, checkedSequence, 60.0, "a segment every two seconds");
    assertTrue(mostHeld < 400, "samples held: " + mostHeld);
    packager.release();
    assertEquals(1, payload.refCnt());
    payload.release();
  }

  private static void feed(
      Packager packager, Track track, long ms, int flags, long wallNs, ByteBuf payload) {
    Sample sample = new Sample(track, ms, 0, flags, wallNs, payload.retain());
    packager.sample(sample);
    sample.release();
  }

  private long check(long from, long ms, long wallNs) {
    SegmentWindow video = packaged.window("v1");
    SegmentWindow audio = packaged.window("a2");
    WindowState state = video.state();
    assertTrue(state.endSequence() - audio.state().endSequence() <= 1);
    assertEquals((ms - FRAME_MS) / (double) SEGMENT_MS, state.endSequence(), 1.5);
    assertTrue(state.endSequence() > from);
    assertEquals(30, state.endSequence() - state.firstSequence());
    assertEquals(0, state.discontinuitySequence());
    for (long sequence = state.firstSequence(); sequence < state.endSequence() - 1; sequence++) {
      Segment segment = video.segment(sequence);
      assertEquals(sequence * SEGMENT_MS, segment.startTicks());
      assertEquals(SEGMENT_MS, segment.durationTicks());
      assertEquals(segment.startTicks(), audio.segment(sequence).startTicks());
      assertEquals(
          segment.wallClockNs(), audio.segment(sequence).wallClockNs(), "one clock for all tracks");
    }
    Segment newest = video.segment(state.endSequence() - 1);
    long expectedNs =
        PackagingRig.EPOCH_NS + newest.startTicks() * 1_000_000 + newest.startTicks() * 50;
    long errorMs = (newest.wallClockNs() - expectedNs) / 1_000_000;
    assertTrue(Math.abs(errorMs) < 50, "wall clock off by " + errorMs + " ms after " + ms + " ms");
    return state.endSequence();
  }
}
