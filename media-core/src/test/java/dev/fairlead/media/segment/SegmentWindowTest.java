package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class SegmentWindowTest {
  private static final List<Track> TRACKS = List.of(TestTracks.video(1, 1_000));

  private final List<ByteBuf> buffers = new ArrayList<>();

  private SegmentWindow window(WindowLimits limits, long first, long discontinuities) {
    return new SegmentWindow("v1", 1_000, TRACKS, limits, first, discontinuities);
  }

  private Segment segment(long sequence, int ms, int bytes, boolean discontinuity) {
    ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(bytes).writeZero(bytes);
    buffers.add(buffer);
    Part part = new Part(sequence * ms, ms, true, 0, List.of(buffer));
    return new Segment(sequence, null, sequence * ms, ms, 0, discontinuity, true, List.of(part));
  }

  private void releasesEverything(SegmentWindow window) {
    window.release();
    buffers.forEach(buffer -> assertEquals(0, buffer.refCnt()));
  }

  @Test
  void keepsTheLengthOfMediaThatIsWanted() {
    SegmentWindow window = window(new WindowLimits(100, 10_000, Long.MAX_VALUE), 0, 0);

    for (int i = 0; i < 30; i++) {
      window.put(segment(i, 2_000, 10, false), TRACKS);
    }

    assertEquals(30, window.state().endSequence());
    assertEquals(25, window.state().firstSequence());
    releasesEverything(window);
  }

  @Test
  void letsGoOfTheOldestWhenBytesAreTooMany() {
    SegmentWindow window = window(new WindowLimits(100, 60_000, 1_000), 0, 0);

    for (int i = 0; i < 10; i++) {
      window.put(segment(i, 2_000, 300, false), TRACKS);
    }

    assertEquals(7, window.state().firstSequence());
    releasesEverything(window);
  }

  @Test
  void keepsTheNewestSegmentHoweverLarge() {
    SegmentWindow window = window(new WindowLimits(100, 1_000, 100), 0, 0);

    window.put(segment(0, 2_000, 300, false), TRACKS);
    window.put(segment(1, 2_000, 300, false), TRACKS);

    assertEquals(1, window.state().firstSequence());
    assertEquals(2, window.state().endSequence());
    releasesEverything(window);
  }

  @Test
  void segmentsThatLeftCanStillBeFetchedForAWhile() {
    SegmentWindow window = window(new WindowLimits(3, 60_000, Long.MAX_VALUE), 0, 0);

    for (int i = 0; i < 10; i++) {
      window.put(segment(i, 2_000, 10, false), TRACKS);
    }

    assertEquals(7, window.state().firstSequence());
    assertNotNull(window.segment(5));
    assertNull(window.segment(4));
    assertEquals(0, buffers.get(4).refCnt());
    assertTrue(window.segment(5).parts().getFirst().retainInto(ByteBuf::release));
    releasesEverything(window);
  }

  @Test
  void countsTheInterruptionsThatLeft() {
    SegmentWindow window = window(new WindowLimits(3, 60_000, Long.MAX_VALUE), 5, 2);

    for (int i = 5; i < 15; i++) {
      window.put(segment(i, 2_000, 10, i % 4 == 0), TRACKS);
    }

    assertEquals(12, window.state().firstSequence());
    assertEquals(3, window.state().discontinuitySequence());
    releasesEverything(window);
  }

  @Test
  void silenceStartsTheWindowAnew() {
    SegmentWindow window = window(new WindowLimits(3, 60_000, Long.MAX_VALUE), 0, 0);
    window.put(segment(0, 2_000, 10, false), TRACKS);

    window.skipTo(1_000, 7);
    window.put(segment(1_000, 2_000, 10, false), TRACKS);

    assertEquals(1_000, window.state().firstSequence());
    assertEquals(7, window.state().discontinuitySequence());
    assertEquals(0, buffers.getFirst().refCnt());
    assertNotNull(window.segment(1_000));
    releasesEverything(window);
  }

  @Test
  void measuresPeakAndAverage() {
    SegmentWindow window = window(new WindowLimits(2, 60_000, Long.MAX_VALUE), 0, 0);

    window.put(segment(0, 1_000, 5_000, false), TRACKS);
    window.put(segment(1, 1_000, 1_000, false), TRACKS);
    assertEquals(new Bandwidth(40_000, 24_000), window.bandwidth());
    window.put(segment(2, 1_000, 3_000, false), TRACKS);

    assertEquals(new Bandwidth(24_000, 16_000), window.bandwidth());
    releasesEverything(window);
  }

  @Test
  void partsThatAreGoneAreNotPassed() {
    Segment segment = segment(0, 1_000, 10, false);
    Part part = segment.parts().getFirst();

    part.release();

    assertFalse(part.retainInto(ByteBuf::release));
  }

  /** Pools hand buffer objects out again; a late reader must not get a stranger's bytes. */
  @Test
  void lateReadersNeverSeeOtherBytes() throws InterruptedException {
    AtomicBoolean strange = new AtomicBoolean();
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();
    Part[] shared = new Part[1];
    Thread reader =
        new Thread(
            () -> {
              started.countDown();
              while (!over.get()) {
                Part part = shared[0];
                if (part != null) {
                  long expected = part.startTicks();
                  part.retainInto(
                      piece -> {
                        if (piece.getLong(piece.readerIndex()) != expected) {
                          strange.set(true);
                        }
                        piece.release();
                      });
                }
              }
            });
    reader.start();
    started.await();

    for (long i = 0; i < 20_000; i++) {
      ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(8).writeLong(i);
      Part part = new Part(i, 1, true, 0, List.of(buffer));
      shared[0] = part;
      part.release();
    }
    over.set(true);
    reader.join();

    assertFalse(strange.get());
  }
}
