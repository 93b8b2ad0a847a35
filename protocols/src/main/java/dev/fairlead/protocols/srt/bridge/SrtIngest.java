package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.container.mpegts.ProgramPublisher;
import dev.fairlead.media.container.mpegts.TsDemuxer;
import dev.fairlead.media.session.Admitted;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.srt.core.CloseReason;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.wire.RejectReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One publish: from the request over admission, keys and claim to the broadcast. Confined to the
 * caller's event loop.
 */
public final class SrtIngest implements SrtRole, PublisherListener {
  private final SrtServices services;
  private final SrtEntry entry;

  private @Nullable Session session;
  private @Nullable SrtPeer peer;
  private @Nullable Publisher publisher;
  private @Nullable TsDemuxer demuxer;
  private @Nullable ProgramPublisher program;

  public SrtIngest(SrtServices services, SrtEntry entry) {
    this.services = services;
    this.entry = entry;
  }

  /** Asks whether the peer may publish with this key, and lets it in if so. */
  public void ask(StreamKey key) {
    services
        .gate()
        .publish(new PublishRequest(Protocol.SRT, key, entry.remote(), entry.agent()))
        .whenCompleteAsync((answer, failure) -> answered(answer), entry.loop());
  }

  private void answered(Admitted<PublishAdmission.Granted> answer) {
    switch (answer) {
      case Admitted.No<PublishAdmission.Granted> no -> refuse(Refusals.publish(no.reason()));
      case Admitted.Yes<PublishAdmission.Granted> yes -> {
        session = yes.session();
        if (!entry.takeKeys()) {
          services.counters().increment(SrtCounter.PUBLISH_REFUSED);
          yes.session().close(UsageCounters.ZERO, "bad_secret");
          return;
        }
        PublishAdmission.Granted grant = yes.grant();
        services
            .registry()
            .claim(
                grant.broadcast(),
                grant.tenant(),
                new PublisherClaim(entry.loop(), this, grant.takeover(), System.nanoTime()));
      }
    }
  }

  private void refuse(RejectReason reason) {
    services.counters().increment(SrtCounter.PUBLISH_REFUSED);
    entry.refuse(reason);
    Session opened = session;
    if (opened != null) {
      opened.close(UsageCounters.ZERO, reason.label());
    }
  }

  @Override
  public void granted(Publisher granted, boolean resumed) {
    long nowNs = System.nanoTime();
    SrtPeer accepted = entry.accept(this);
    if (accepted == null) {
      refuseLate(granted, nowNs);
      return;
    }
    services.counters().increment(SrtCounter.PUBLISH_ACCEPTED);
    publisher = granted;
    peer = accepted;
    // Samples live for seconds: this allocator pools them.
    PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    program = new ProgramPublisher(granted, services.mpegTsCounters(), allocator);
    demuxer = new TsDemuxer(services.mpegTsCounters(), allocator);
    Session opened = session;
    if (opened != null) {
      accepted.account(opened, nowNs);
    }
  }

  private void refuseLate(Publisher granted, long nowNs) {
    services.counters().increment(SrtCounter.PUBLISH_REFUSED);
    granted.suspend(nowNs);
    Session opened = session;
    if (opened != null) {
      opened.close(UsageCounters.ZERO, "overload");
    }
  }

  @Override
  public void refused() {
    refuse(RejectReason.CONFLICT);
  }

  @Override
  public void evicted(Eviction reason) {
    SrtPeer current = peer;
    if (current != null && !current.isGone()) {
      current.close(
          switch (reason) {
            case REPLACED -> "replaced";
            case STOPPED -> "stopped";
          },
          System.nanoTime());
    }
  }

  @Override
  public void delivered(ByteBuf payload, long nowNs) {
    TsDemuxer reading = demuxer;
    ProgramPublisher writing = program;
    if (reading != null && writing != null) {
      writing.arrived(services.wallClock().epochNsAt(nowNs));
      reading.receive(payload, writing);
    }
  }

  @Override
  public void heard(long nowNs) {
    Publisher current = publisher;
    if (current != null) {
      current.heard(nowNs);
    }
  }

  @Override
  public void missed(int packets) {
    // The demuxer finds it by the continuity counters.
  }

  @Override
  public void batchEnds() {
    Publisher current = publisher;
    if (current != null) {
      current.flush();
    }
  }

  @Override
  public void closed(CloseReason reason, long nowNs) {
    TsDemuxer reading = demuxer;
    ProgramPublisher writing = program;
    Publisher current = publisher;
    if (reading == null || writing == null || current == null) {
      return;
    }
    if (reason == CloseReason.PEER_CLOSED) {
      reading.end(writing);
      writing.end();
    }
    reading.close();
    writing.close();
    current.flush();
    switch (reason) {
      case PEER_CLOSED, CLOSED -> current.end(EndReason.UNPUBLISHED);
      // Gone without a word: it may come back.
      case IDLE_TIMEOUT, PROTOCOL_ERROR -> current.suspend(nowNs);
    }
  }

  @Override
  public long mediaMillis() {
    ProgramPublisher writing = program;
    return writing == null ? 0 : writing.mediaMillis();
  }

  @Override
  public long samplesDropped() {
    return 0;
  }
}
