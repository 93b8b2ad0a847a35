package dev.fairlead.media.segment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.testkit.AllocationMeter;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packaging costs a few small objects per part, and viewers cost it nothing. */
final class PackagerAllocationTest {
  /** Ten parts of one track hold about sixty samples; each costs little more than its share. */
  private static final long MAX_BYTES_PER_SAMPLE = 400;

  private static final Track VIDEO = TestTracks.video(1, 1_000);
  private static final int SAMPLES = 600;

  private long frame;

  @Test
  void sampleCostsAShareOfItsPart() {
    Packager packager =
        new Packager(
            new BroadcastKey("key"),
            "run",
            new SegmentTargets(2_000, 10_000, 200, 6_000),
            new CounterSet<>(SegmentCounter.class),
            new PackagerListener() {
              @Override
              public void ready(PackagedBroadcast packaged) {}

              @Override
              public void ended() {}
            },
            null);
    packager.started(List.of(VIDEO));
    ByteBuf payload = ByteBufAllocator.DEFAULT.buffer(2_000).writeZero(2_000);

    long bytes =
        AllocationMeter.bytesAllocated(
            20,
            1,
            () -> {
              for (int i = 0; i < SAMPLES; i++) {
                int flags = frame % 60 == 0 ? Sample.RANDOM_ACCESS : 0;
                Sample sample =
                    new Sample(VIDEO, frame * 1_000 / 30, 0, flags, frame, payload.retain());
                packager.sample(sample);
                sample.release();
                frame++;
              }
            });

    packager.release();
    assertTrue(payload.release());
    assertTrue(bytes <= SAMPLES * MAX_BYTES_PER_SAMPLE, bytes / SAMPLES + " bytes for each sample");
  }
}
