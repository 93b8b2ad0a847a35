package dev.fairlead.protocols.rtmp.testkit;

import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Copies everything that a broadcast gives. Any thread may read. */
public final class SampleCollector implements Subscriber {
  private static final long TIMEOUT_S = 20;

  private final List<Copy> copies = new ArrayList<>();
  private final List<Track> tracks = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile EndReason reason = EndReason.SHUTDOWN;

  /**
   * One sample.
   *
   * @param track its version
   * @param dtsTicks on the broadcast's timeline
   * @param ctsOffsetTicks presentation minus decoding time
   * @param flags of {@link Sample}
   * @param payload its bytes
   */
  public record Copy(Track track, long dtsTicks, int ctsOffsetTicks, int flags, byte[] payload) {}

  @Override
  public synchronized void started(List<Track> versions) {
    tracks.addAll(versions);
  }

  @Override
  public synchronized void trackChanged(Track track) {
    tracks.add(track);
  }

  @Override
  public void trackEnded(Track track) {}

  @Override
  public synchronized void sample(Sample sample) {
    copies.add(
        new Copy(
            sample.track(),
            sample.dtsTicks(),
            sample.ctsOffsetTicks(),
            sample.flags(),
            ByteBufUtil.getBytes(sample.payload())));
    notifyAll();
  }

  @Override
  public void skipped(int samples) {
    throw new IllegalStateException(samples + " samples skipped");
  }

  @Override
  public void flush() {}

  @Override
  public void ended(EndReason why) {
    reason = why;
    end.countDown();
  }

  @Override
  public void failed(RuntimeException cause) {
    throw cause;
  }

  /** All track versions in order of appearance. */
  public synchronized List<Track> tracks() {
    return List.copyOf(tracks);
  }

  /** Samples of one kind in order. */
  public synchronized List<Copy> samples(MediaKind kind) {
    return copies.stream().filter(copy -> copy.track().kind() == kind).toList();
  }

  /** Waits for so many samples of all kinds. */
  public synchronized void awaitSamples(int count) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
    while (copies.size() < count) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
      if (leftMs <= 0) {
        throw new IllegalStateException("only " + copies.size() + " of " + count + " samples came");
      }
      wait(leftMs);
    }
  }

  /** Waits for the end of the broadcast and tells why it ended. */
  public EndReason awaitEnd() {
    try {
      if (!end.await(TIMEOUT_S, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the broadcast did not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return reason;
  }
}
