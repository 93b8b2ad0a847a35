package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/** A transport stream on its way into a broadcast, and a viewer who was there from the start. */
final class PublishedProgram implements AutoCloseable {
  /** A sample as the viewer got it. */
  record Seen(Codec codec, long dtsTicks, long ptsTicks, boolean key, String payload) {}

  final CounterSet<MpegTsCounter> counters = new CounterSet<>(MpegTsCounter.class);
  final ProgramPublisher program;
  final TsDemuxer demuxer;
  final List<String> calls = new ArrayList<>();
  final List<Seen> seen = new ArrayList<>();
  private final ManualExecutor publisherLoop = new ManualExecutor();
  private final ManualExecutor viewerLoop = new ManualExecutor();
  private final Broadcast broadcast;
  private final Publisher publisher;

  PublishedProgram(ByteBufAllocator allocator) {
    BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
    Grant grant = new Grant();
    registry.claim(
        new BroadcastKey("show"),
        new TenantId("tenant"),
        new PublisherClaim(publisherLoop, grant, false));
    run();
    publisher = grant.publisher;
    broadcast = publisher.broadcast();
    broadcast.subscribe(new Viewer(), viewerLoop);
    run();
    program = new ProgramPublisher(publisher, counters, allocator);
    demuxer = new TsDemuxer(counters, allocator);
  }

  void receive(ByteBuf bytes) {
    demuxer.receive(bytes, program);
    flush();
  }

  void flush() {
    publisher.flush();
    run();
  }

  private void run() {
    ManualExecutor.runAll(publisherLoop, viewerLoop);
  }

  List<Seen> seen(Codec codec) {
    return seen.stream().filter(sample -> sample.codec == codec).toList();
  }

  @Override
  public void close() {
    demuxer.close();
    program.close();
    broadcast.stop(EndReason.STOPPED);
    run();
  }

  private static final class Grant implements PublisherListener {
    private Publisher publisher;

    @Override
    public void granted(Publisher granted, boolean resumed) {
      publisher = granted;
    }

    @Override
    public void refused() {
      throw new AssertionError("refused");
    }

    @Override
    public void evicted(Eviction reason) {}
  }

  private final class Viewer implements Subscriber {
    @Override
    public void started(List<Track> tracks) {
      calls.add("started " + tracks.size());
    }

    @Override
    public void trackChanged(Track track) {
      calls.add("track " + track.format().codec());
    }

    @Override
    public void trackEnded(Track track) {
      calls.add("over " + track.format().codec());
    }

    @Override
    public void sample(Sample sample) {
      if (calls.isEmpty() || !calls.getLast().equals("samples")) {
        calls.add("samples");
      }
      seen.add(
          new Seen(
              sample.track().format().codec(),
              sample.dtsTicks(),
              sample.ptsTicks(),
              sample.isRandomAccess(),
              ByteBufUtil.hexDump(sample.payload())));
    }

    @Override
    public void skipped(int samples) {
      calls.add("skipped");
    }

    @Override
    public void flush() {}

    @Override
    public void ended(EndReason reason) {
      calls.add("ended");
    }

    @Override
    public void failed(RuntimeException cause) {
      throw new AssertionError(cause);
    }
  }
}
