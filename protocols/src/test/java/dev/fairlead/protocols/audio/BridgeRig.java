package dev.fairlead.protocols.audio;

import dev.fairlead.media.bridge.BridgeCounter;
import dev.fairlead.media.bridge.BridgeLease;
import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One broadcast with real codecs between loops that run when told to, and a reader that writes down
 * all sound. Every decision about time is the test's.
 */
final class BridgeRig implements AutoCloseable {
  static final FfmpegCodecs CODECS = new FfmpegCodecs(Path.of("target", "codecs").toAbsolutePath());

  final ManualExecutor owner = new ManualExecutor();
  final ManualExecutor feed = new ManualExecutor();
  final ManualExecutor worker = new ManualExecutor();
  final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  final Bridges bridges =
      new Bridges(CODECS, Bridges.DEFAULT_LINGER_NS, any -> feed, any -> worker);
  final List<Packet> original = new ArrayList<>();
  final List<Packet> derived = new ArrayList<>();
  final List<String> news = new ArrayList<>();

  private Publisher publisher;

  /**
   * One coded packet of sound.
   *
   * @param hz ticks a second of its time
   * @param originals how many samples the publisher had sent before the one that brought it
   */
  record Packet(
      Track track,
      long ptsTicks,
      int hz,
      boolean discontinuity,
      long wallClockNs,
      byte[] bytes,
      int originals) {
    double seconds() {
      return (double) ptsTicks / hz;
    }
  }

  BridgeRig() {
    registry.addListener(bridges);
    registry.claim(
        new BroadcastKey("show"),
        new TenantId("tenant"),
        new PublisherClaim(
            owner,
            new PublisherListener() {
              @Override
              public void granted(Publisher granted, boolean resumed) {
                publisher = granted;
              }

              @Override
              public void refused() {
                throw new AssertionError("refused");
              }

              @Override
              public void evicted(Eviction reason) {
                news.add("evicted " + reason);
              }
            },
            false));
    run();
    broadcast().subscribe(new Listener(), feed);
    run();
  }

  Broadcast broadcast() {
    return publisher.broadcast();
  }

  Publisher publisher() {
    return publisher;
  }

  BridgeLease require(Codec codec) {
    BridgeLease lease = bridges.require(broadcast(), codec);
    run();
    return lease;
  }

  /** Publishes one sample and lets everything happen. */
  void publish(Track track, long ptsTicks, byte[] bytes) {
    publish(track, ptsTicks, Sample.RANDOM_ACCESS, bytes);
    run();
  }

  void publish(Track track, long ptsTicks, int flags, byte[] bytes) {
    ByteBuf payload = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    long wallNs = ptsTicks * 1_000_000_000L / track.timescaleHz();
    publisher.publish(track, ptsTicks, 0, flags, wallNs, payload);
    publisher.flush();
  }

  void run() {
    ManualExecutor.runAll(owner, feed, worker);
  }

  long count(BridgeCounter counter) {
    return bridges.counters().value(counter);
  }

  @Override
  public void close() {
    bridges.close();
    broadcast().stop(EndReason.STOPPED);
    run();
  }

  private final class Listener implements Subscriber {
    @Override
    public void started(List<Track> tracks) {}

    @Override
    public void trackChanged(Track track) {
      if (track.isDerived()) {
        news.add("derived " + track.format().codec() + " of " + track.sourceId());
      }
    }

    @Override
    public void trackEnded(Track track) {
      if (track.isDerived()) {
        news.add("ended " + track.format().codec());
      }
    }

    @Override
    public void sample(Sample sample) {
      if (sample.track().kind() != MediaKind.AUDIO) {
        return;
      }
      Packet packet =
          new Packet(
              sample.track(),
              sample.ptsTicks(),
              sample.track().timescaleHz(),
              sample.isDiscontinuity(),
              sample.wallClockNs(),
              ByteBufUtil.getBytes(sample.payload()),
              original.size());
      (sample.track().isDerived() ? derived : original).add(packet);
    }

    @Override
    public void skipped(int samples) {
      news.add("skipped");
    }

    @Override
    public void flush() {}

    @Override
    public void ended(EndReason reason) {}

    @Override
    public void failed(RuntimeException cause) {
      throw new AssertionError(cause);
    }
  }

  /** The format of what was derived. */
  AudioFormat derivedFormat() {
    return (AudioFormat) derived.getFirst().track().format();
  }
}
