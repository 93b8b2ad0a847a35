package dev.fairlead.protocols.rtmp.bridge;

import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.container.flv.FlvDemuxer;
import dev.fairlead.media.container.flv.FlvVerdict;
import dev.fairlead.media.session.Admitted;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.rtmp.core.PublishCommand;
import dev.fairlead.protocols.rtmp.core.RtmpCounter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One publish: from the request over admission and claim to the broadcast. Confined to the peer's
 * event loop.
 *
 * <p>Media that comes before the answer waits here; past {@link #MAX_WAITING_BYTES} the peer's
 * socket is not read any further, so what waits is bounded by that and one read.
 */
final class RtmpIngest implements PublisherListener {
  /** A quarter of a second of 8 Mbit/s; decisions take a few milliseconds. */
  static final int MAX_WAITING_BYTES = 256 << 10;

  /** A publisher of which nothing at all can be used is told so after this many messages. */
  static final int MAX_USELESS_MESSAGES = 250;

  /**
   * The same for one that sends no configuration. It may still come with a key picture: these are
   * ten seconds of pictures and sound at 60 a second each.
   */
  static final int MAX_UNCONFIGURED_MESSAGES = 1_200;

  private final RtmpPeer peer;
  private final RtmpServices services;
  private final PeerTransport transport;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  private int waitingBytes;
  private boolean over;
  private @Nullable Publisher publisher;
  private @Nullable FlvDemuxer demuxer;
  private boolean flushWanted;
  private int uselessMessages;
  private int unconfiguredMessages;

  /** A media message that came before the answer; owns one reference to its body. */
  private record Waiting(int typeId, int timestampMs, ByteBuf body, long nowNs) {}

  RtmpIngest(RtmpPeer peer, RtmpServices services, PeerTransport transport) {
    this.peer = peer;
    this.services = services;
    this.transport = transport;
  }

  void ask(PublishCommand command) {
    services
        .gate()
        .publish(
            new PublishRequest(Protocol.RTMP, command.key(), transport.remote(), command.agent()))
        .whenCompleteAsync((answer, failure) -> answered(answer), transport.loop());
  }

  private void answered(Admitted<PublishAdmission.Granted> answer) {
    switch (answer) {
      case Admitted.No<PublishAdmission.Granted> no -> {
        if (!over) {
          refuse(Refusals.publishCode(no.reason()), no.text());
        }
      }
      case Admitted.Yes<PublishAdmission.Granted> yes -> {
        if (over) {
          yes.session().close(UsageCounters.ZERO, "left_before_answer");
          return;
        }
        peer.sessionOpened(yes.session(), System.nanoTime());
        PublishAdmission.Granted grant = yes.grant();
        services
            .registry()
            .claim(
                grant.broadcast(),
                grant.tenant(),
                new PublisherClaim(transport.loop(), this, grant.takeover(), System.nanoTime()));
      }
    }
  }

  private void refuse(String code, String text) {
    peer.connection().refusePublish(code, text, System.nanoTime(), peer);
  }

  @Override
  public void granted(Publisher granted, boolean resumed) {
    if (over) {
      // It left while the bus decided: as if its connection broke a moment later.
      granted.suspend(System.nanoTime());
      return;
    }
    publisher = granted;
    demuxer = new FlvDemuxer(granted);
    peer.connection().acceptPublish(System.nanoTime(), peer);
    transport.deadlinesChanged();
    while (!waiting.isEmpty()) {
      Waiting next = waiting.remove();
      try {
        media(next.typeId(), next.timestampMs(), next.body(), next.nowNs());
      } finally {
        next.body().release();
      }
    }
    waitingBytes = 0;
    transport.pauseReading(false);
    flush(System.nanoTime());
  }

  @Override
  public void refused() {
    if (!over) {
      peer.closeBecause("conflict");
      refuse(
          Refusals.PUBLISH_BAD_NAME,
          "Somebody else is publishing with this stream key. Stop the other encoder first.");
    }
  }

  @Override
  public void evicted(Eviction reason) {
    if (over) {
      return;
    }
    switch (reason) {
      case REPLACED -> {
        peer.closeBecause("replaced");
        end(Refusals.PUBLISH_DENIED, "Another encoder took over with this stream key.");
      }
      case STOPPED -> {
        peer.closeBecause("stopped");
        end(Refusals.PUBLISH_DENIED, "The broadcast was stopped by its operator.");
      }
    }
  }

  private void end(String code, String text) {
    peer.connection().endPublish(code, text, System.nanoTime(), peer);
  }

  /** Media; the body is borrowed. */
  void media(int typeId, int timestampMs, ByteBuf body, long nowNs) {
    FlvDemuxer ready = demuxer;
    if (ready == null) {
      waiting.add(new Waiting(typeId, timestampMs, body.retainedSlice(), nowNs));
      waitingBytes += body.readableBytes();
      if (waitingBytes > MAX_WAITING_BYTES) {
        transport.pauseReading(true);
      }
      return;
    }
    FlvVerdict verdict =
        ready.tag(typeId, timestampMs, body, services.wallClock().epochNsAt(nowNs));
    switch (verdict) {
      case TAKEN -> {
        flushWanted = true;
        uselessMessages = 0;
        unconfiguredMessages = 0;
      }
      case IGNORED -> {}
      case UNCONFIGURED -> {
        services.counters().increment(RtmpCounter.MEDIA_UNCONFIGURED);
        unconfiguredMessages++;
        if (unconfiguredMessages == MAX_UNCONFIGURED_MESSAGES) {
          endAsUseless("the decoder configuration (sequence header) is missing");
        }
      }
      case UNSUPPORTED -> useless(RtmpCounter.MEDIA_UNSUPPORTED, ready);
      case MALFORMED -> useless(RtmpCounter.MEDIA_MALFORMED, ready);
    }
  }

  private void useless(RtmpCounter counter, FlvDemuxer ready) {
    services.counters().increment(counter);
    uselessMessages++;
    if (uselessMessages == MAX_USELESS_MESSAGES) {
      endAsUseless(ready.fault());
    }
  }

  private void endAsUseless(String why) {
    transport.loop().execute(() -> end(Refusals.PUBLISH_DENIED, "Nothing usable comes: " + why));
  }

  /** The end of a batch. */
  void flush(long nowNs) {
    Publisher current = publisher;
    if (current != null) {
      current.heard(nowNs);
    }
    if (flushWanted && current != null) {
      flushWanted = false;
      current.flush();
    }
  }

  long mediaMillis() {
    FlvDemuxer ready = demuxer;
    return ready == null ? 0 : ready.mediaMillis();
  }

  /** The peer said that it is done. */
  void unpublish() {
    leave();
    Publisher current = publisher;
    if (current != null) {
      current.end(EndReason.UNPUBLISHED);
    }
  }

  /** The peer is gone without a word: it may come back. */
  void lose(long nowNs) {
    leave();
    Publisher current = publisher;
    if (current != null) {
      current.flush();
      current.suspend(nowNs);
    }
  }

  private void leave() {
    over = true;
    while (!waiting.isEmpty()) {
      waiting.remove().body().release();
    }
  }
}
