package dev.fairlead.media.container.flv;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastListener;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A demuxer on a real broadcast; what comes out of the bus becomes lines. */
final class DemuxerRig implements AutoCloseable, PublisherListener, BroadcastListener, Subscriber {
  private final ManualExecutor loop = new ManualExecutor();
  private final BroadcastRegistry registry =
      new BroadcastRegistry(new BroadcastLimits(30_000_000_000L, 16 << 20, 8_192, 32 << 20, 0));
  private Publisher publisher;
  private long wallNs = 1_000_000_000_000L;

  final List<String> lines = new ArrayList<>();
  final List<Track> tracks = new ArrayList<>();
  final List<Sample> kept = new ArrayList<>();
  FlvDemuxer demuxer;

  DemuxerRig() {
    registry.addListener(this);
    registry.claim(new BroadcastKey("b"), new TenantId("t"), new PublisherClaim(loop, this, false));
    loop.runAll();
    demuxer = new FlvDemuxer(publisher);
  }

  /** Gives one tag, spelled in hexadecimal. */
  FlvVerdict tag(int type, int timestampMs, String hex) {
    return tag(type, timestampMs, HexFormat.of().parseHex(hex.replaceAll("[^0-9a-fA-F]", "")));
  }

  FlvVerdict tag(int type, int timestampMs, byte[] bytes) {
    wallNs += 1_000_000;
    ByteBuf body = ByteBufAllocator.DEFAULT.buffer(Math.max(1, bytes.length)).writeBytes(bytes);
    try {
      return demuxer.tag(type, timestampMs, body, wallNs);
    } finally {
      body.release();
      publisher.flush();
      loop.runAll();
    }
  }

  @Override
  public void granted(Publisher granted, boolean resumed) {
    publisher = granted;
  }

  @Override
  public void refused() {
    throw new IllegalStateException();
  }

  @Override
  public void evicted(Eviction reason) {}

  @Override
  public void broadcastStarted(Broadcast broadcast) {
    broadcast.subscribe(this, loop);
  }

  @Override
  public void broadcastEnded(Broadcast broadcast, EndReason reason) {}

  @Override
  public void started(List<Track> versions) {}

  @Override
  public void trackChanged(Track track) {
    tracks.add(track);
    lines.add(
        "track %d.%d %s %d Hz"
            .formatted(
                track.id(), track.version(), track.format().codecString(), track.timescaleHz()));
  }

  @Override
  public void trackEnded(Track track) {
    lines.add("end of track " + track.id());
  }

  @Override
  public void sample(Sample sample) {
    kept.add(sample.retain());
    lines.add(
        "%d.%d dts %d cts %d%s %s"
            .formatted(
                sample.track().id(),
                sample.track().version(),
                sample.dtsTicks(),
                sample.ctsOffsetTicks(),
                sample.isRandomAccess() ? " key" : "",
                ByteBufUtil.hexDump(sample.payload())));
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

  @Override
  public void close() {
    publisher.end(EndReason.UNPUBLISHED);
    loop.runAll();
    kept.forEach(Sample::release);
  }
}
