package dev.fairlead.media.broadcast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.AllocationMeter;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class FanoutAllocationTest {
  private static final int SAMPLES = 20_000;

  /** One sample object and its share of a queue chunk; both grow with samples, not with readers. */
  private static final long MAX_BYTES_PER_SAMPLE = 96;

  private final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  private final ManualExecutor publisherLoop = new ManualExecutor();
  private final ManualExecutor viewerLoop = new ManualExecutor();
  private final RecordingPublisherListener listener = new RecordingPublisherListener();
  private final ByteBuf payload = Unpooled.directBuffer(1_000).writeZero(1_000);

  private long ticks;

  @Test
  void allocatesNothingPerSampleAndSubscriber() {
    bytesPerSample(2); // The compiler meets the code here.
    long few = bytesPerSample(1);
    long many = bytesPerSample(65);

    assertTrue(few <= MAX_BYTES_PER_SAMPLE, "one subscriber: " + few + " bytes per sample");
    assertTrue(many <= few, "with 65 subscribers " + many + " bytes per sample, with one " + few);
  }

  private long bytesPerSample(int subscribers) {
    registry.claim(
        new BroadcastKey("with " + subscribers),
        new TenantId("t"),
        new PublisherClaim(publisherLoop, listener, false));
    ManualExecutor.runAll(publisherLoop, viewerLoop);
    Publisher publisher = listener.publisher;
    for (int i = 0; i < subscribers; i++) {
      publisher.broadcast().subscribe(new CountingSubscriber(), viewerLoop);
    }
    Track track =
        publisher.addTrack(
            new VideoFormat(
                Codec.H264,
                1_000,
                CodecConfiguration.NONE,
                "avc1.64001f",
                640,
                360,
                1,
                1,
                FrameRate.UNKNOWN),
            "");
    ManualExecutor.runAll(publisherLoop, viewerLoop);
    long bytes =
        AllocationMeter.bytesAllocated(
            SAMPLES,
            SAMPLES,
            () -> {
              ticks += 33;
              publisher.publish(
                  track, ticks, 0, Sample.RANDOM_ACCESS, ticks * 1_000_000, payload.retain());
              publisher.flush();
              viewerLoop.runAll();
            });
    publisher.end(EndReason.UNPUBLISHED);
    ManualExecutor.runAll(publisherLoop, viewerLoop);
    return bytes / SAMPLES;
  }

  private static final class CountingSubscriber implements Subscriber {
    long bytes;

    @Override
    public void started(List<Track> tracks) {}

    @Override
    public void trackChanged(Track track) {}

    @Override
    public void trackEnded(Track track) {}

    @Override
    public void sample(Sample sample) {
      bytes += sample.payloadBytes();
    }

    @Override
    public void skipped(int samples) {}

    @Override
    public void flush() {}

    @Override
    public void ended(EndReason reason) {}

    @Override
    public void failed(RuntimeException cause) {
      throw cause;
    }
  }
}
