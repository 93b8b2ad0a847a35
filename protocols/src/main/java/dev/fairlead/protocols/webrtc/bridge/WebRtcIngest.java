package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.rtp.core.ReceiveActions;
import dev.fairlead.protocols.rtp.core.ReceiveSide;
import dev.fairlead.protocols.rtp.core.ReceiveTerms;
import dev.fairlead.protocols.rtp.core.ReceivedSource;
import dev.fairlead.protocols.sdp.negotiation.MediaSession;
import dev.fairlead.protocols.sdp.negotiation.NegotiatedMedia;
import io.netty.buffer.ByteBuf;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One publish: RTP in, samples out. Confined to the session's loop, on which the bus's answers come
 * too.
 */
final class WebRtcIngest implements PeerMedia, PublisherListener, ReceiveActions {
  /**
   * How often a key picture is asked for when the peer sends none: viewers join, and segments
   * begin, at key pictures only, and browsers make none of their own accord.
   */
  private static final long KEY_INTERVAL_NS = 2_000_000_000;

  /** What an earlier publisher had and this one has not shown by then, ends. */
  private static final long TRACKS_WAIT_NS = 3_000_000_000L;

  private final WebRtcServices services;
  private final PeerSession session;
  private final List<NegotiatedMedia> media;
  private final ReceiveTerms terms;
  private final IntFunction<ByteBuf> buffers;
  private final IdentityHashMap<ReceivedSource, IncomingTrack> tracks = new IdentityHashMap<>();
  private final ClaimListener listener;

  private @Nullable Publisher publisher;
  private @Nullable ReceiveSide receiveSide;
  private boolean flushWanted;
  private long heardNs;
  private long keyDueNs = NO_DEADLINE;
  private long tracksDueNs = NO_DEADLINE;
  private long earlierMillis;

  /** Is told what became of the claim. */
  interface ClaimListener {
    void granted(PeerMedia ingest);

    void refused();
  }

  WebRtcIngest(
      WebRtcServices services, PeerSession session, MediaSession agreed, ClaimListener listener) {
    this.services = services;
    this.session = session;
    this.listener = listener;
    media = agreed.media();
    buffers = bytes -> services.allocator().directBuffer(bytes);
    terms = RtpTerms.receive(agreed, services.random().nextInt());
  }

  // From the bus.

  @Override
  public void granted(Publisher granted, boolean resumed) {
    if (session.isClosed()) {
      granted.suspend(System.nanoTime());
      return;
    }
    publisher = granted;
    receiveSide = new ReceiveSide(terms, buffers, services.rtpCounters());
    granted.heard(System.nanoTime());
    listener.granted(this);
  }

  @Override
  public void refused() {
    listener.refused();
  }

  @Override
  public void evicted(Eviction reason) {
    session.close(
        switch (reason) {
          case REPLACED -> "replaced";
          case STOPPED -> "stopped";
        },
        false);
  }

  @Override
  public void randomAccessWanted() {
    for (IncomingTrack track : tracks.values()) {
      track.refresh();
    }
    session.settle();
  }

  // From the session.

  @Override
  public void haveKeys(long nowNs) {
    tracksDueNs = nowNs + TRACKS_WAIT_NS;
    keyDueNs = nowNs + KEY_INTERVAL_NS;
  }

  @Override
  public void connected(long nowNs) {
    // Nothing is sent but answers.
  }

  @Override
  public void rtp(ByteBuf packet, long nowNs) {
    heardNs = nowNs;
    ReceiveSide open = receiveSide;
    if (open != null) {
      open.receiveRtp(packet, nowNs, this);
    }
  }

  @Override
  public void rtcp(ByteBuf packet, long nowNs) {
    ReceiveSide open = receiveSide;
    if (open != null) {
      open.receiveRtcp(packet, nowNs, this);
    }
  }

  @Override
  public void batchEnd() {
    Publisher current = publisher;
    if (flushWanted && current != null) {
      flushWanted = false;
      current.heard(heardNs);
      current.flush();
    }
  }

  @Override
  public void advance(long nowNs) {
    ReceiveSide open = receiveSide;
    if (open != null) {
      open.advance(nowNs, this);
    }
    if (isDue(keyDueNs, nowNs)) {
      keyDueNs = nowNs + KEY_INTERVAL_NS;
      randomAccessWanted();
    }
    Publisher current = publisher;
    if (isDue(tracksDueNs, nowNs) && current != null) {
      tracksDueNs = NO_DEADLINE;
      current.tracksComplete();
    }
    batchEnd();
  }

  private static boolean isDue(long deadlineNs, long nowNs) {
    return deadlineNs != NO_DEADLINE && deadlineNs - nowNs <= 0;
  }

  @Override
  public long deadlineNs() {
    ReceiveSide open = receiveSide;
    long receiveNs = open == null ? NO_DEADLINE : open.deadlineNs();
    return earlier(earlier(receiveNs, keyDueNs), tracksDueNs);
  }

  private static long earlier(long aNs, long bNs) {
    if (aNs == NO_DEADLINE) {
      return bNs;
    }
    return bNs == NO_DEADLINE || aNs - bNs < 0 ? aNs : bNs;
  }

  @Override
  public void closed(boolean deliberate, long nowNs) {
    ReceiveSide open = receiveSide;
    if (open != null) {
      receiveSide = null;
      open.close(this);
    }
    Publisher current = publisher;
    if (current != null) {
      current.flush();
      if (deliberate) {
        current.end(EndReason.UNPUBLISHED);
      } else {
        current.suspend(nowNs);
      }
    }
  }

  @Override
  public long mediaMillis() {
    long longest = earlierMillis;
    for (IncomingTrack track : tracks.values()) {
      longest = Math.max(longest, track.mediaMillis());
    }
    return longest;
  }

  @Override
  public long samplesDropped() {
    return 0;
  }

  // From the receiving side.

  @Override
  public void opened(ReceivedSource source) {
    Publisher current = publisher;
    if (current == null || isSecondLayer(source)) {
      return;
    }
    tracks.put(
        source,
        new IncomingTrack(
            media.get(source.mediaIndex()).codec().codec(), source, current, services, buffers));
  }

  /** Of several layers, the one that appeared first is taken. */
  private boolean isSecondLayer(ReceivedSource source) {
    if (media.get(source.mediaIndex()).kind() != MediaKind.VIDEO) {
      return false;
    }
    for (ReceivedSource other : tracks.keySet()) {
      if (other.mediaIndex() == source.mediaIndex() && !other.rid().equals(source.rid())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void packet(
      ReceivedSource source,
      ByteBuf packet,
      int index,
      int lengthBytes,
      long timestampTicks,
      boolean marker,
      boolean gap) {
    IncomingTrack track = tracks.get(source);
    if (track != null) {
      track.packet(packet, index, lengthBytes, timestampTicks, marker, gap);
      flushWanted = true;
    }
  }

  @Override
  public void send(ByteBuf compound) {
    session.sendRtcp(compound);
  }

  @Override
  public void ended(ReceivedSource source) {
    IncomingTrack track = tracks.remove(source);
    if (track != null) {
      earlierMillis = Math.max(earlierMillis, track.mediaMillis());
      track.close();
    }
  }
}
