package dev.fairlead.protocols.egress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.testkit.AllocationMeter;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.junit.jupiter.api.Test;

class FanOutAllocationTest {
  private static final int RUNS = 2_000;

  /** Bytes of noise allowed in all runs of all viewers together: a tenth of a byte each. */
  private static final long NOISE_BYTES = RUNS * 200L / 10;

  private volatile long few;
  private volatile long many;

  @Test
  void moreViewersAllocateNoMore() throws InterruptedException {
    // On a thread like an event loop's: object pools serve no others.
    FastThreadLocalThread thread =
        new FastThreadLocalThread(
            () -> {
              few = bytesPerRuns(1);
              many = bytesPerRuns(201);
            });
    thread.start();
    thread.join();

    assertTrue(few > 0, "measured");
    assertTrue(many - few <= NOISE_BYTES, "1 viewer: " + few + ", 201 viewers: " + many);
  }

  private static long bytesPerRuns(int viewers) {
    try (EgressRig rig = EgressRig.perFrame().withVideoAndSound()) {
      rig.key(0);
      for (int i = 0; i < viewers; i++) {
        rig.join(new DiscardingViewer());
      }
      rig.run();
      long[] ms = {0};
      return AllocationMeter.bytesAllocated(
          RUNS,
          RUNS,
          () -> {
            ms[0] += 33;
            // Every so often a key picture, so that what is kept does not grow.
            rig.video(ms[0], ms[0] % 330 == 0, PAYLOAD);
          });
    }
  }

  private static final byte[] PAYLOAD = new byte[100];

  private static final class DiscardingViewer implements EgressViewer {
    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void write(ByteBuf bytes) {
      bytes.release();
    }

    @Override
    public void ended(EndReason reason) {}
  }
}
