package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.bridge.BridgeLease;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import dev.fairlead.protocols.rtp.core.SendActions;
import dev.fairlead.protocols.rtp.core.SendSide;
import dev.fairlead.protocols.rtp.core.SendTerms;
import dev.fairlead.protocols.srtp.core.SrtpSender;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One viewer: packets of its group out, reports and requests in. Confined to the session's loop.
 */
final class WebRtcPlayback implements PeerMedia, SendActions {
  /** A publisher that can make a key picture has sent it by then. */
  private static final long KEY_PATIENCE_NS = 700_000_000;

  /** An index of no media. */
  static final int NONE = -1;

  private static final long NS_PER_MS = 1_000_000;

  private final PeerSession session;
  private final Broadcast broadcast;
  private final SendSide sendSide;
  private final BurstWriter writer;
  private final int videoIndex;
  private final int audioIndex;
  private final @Nullable BridgeLease bridge;
  private final ReorderingViewer reordering;

  private @Nullable PlayGroup group;
  private long connectedNs;
  private long lastOfferNs;
  private boolean receivedAny;
  private long keyPatienceNs = NO_DEADLINE;
  private boolean left;

  /**
   * @param videoIndex place of pictures in the terms, {@link #NONE} without
   * @param audioIndex place of sound in the terms, {@link #NONE} without
   * @param reordering whether its decoder brings pictures into order
   */
  WebRtcPlayback(
      WebRtcServices services,
      PeerSession session,
      Broadcast broadcast,
      SendTerms terms,
      int videoIndex,
      int audioIndex,
      ReorderingViewer reordering) {
    this.session = session;
    this.broadcast = broadcast;
    this.videoIndex = videoIndex;
    this.audioIndex = audioIndex;
    this.reordering = reordering;
    // From the answer on, so that the sound is there when the path is.
    bridge = audioIndex == NONE ? null : OpusSound.require(broadcast, services.bridges());
    sendSide = new SendSide(terms, services.wallClock(), services.rtpCounters());
    writer = new BurstWriter(session, services.allocator(), services.counters());
  }

  // From the session.

  @Override
  public void haveKeys(long nowNs) {
    // Nothing comes that would have to wait.
  }

  @Override
  public void connected(long nowNs) {
    connectedNs = nowNs;
    lastOfferNs = nowNs;
    PlayGroup joined = session.home().groups().of(broadcast);
    group = joined;
    joined.join(this);
  }

  @Override
  public void rtp(ByteBuf packet, long nowNs) {
    // A viewer has nothing to say.
  }

  @Override
  public void rtcp(ByteBuf packet, long nowNs) {
    sendSide.receiveRtcp(packet, nowNs, this);
    writer.finish();
  }

  @Override
  public void batchEnd() {
    // What was asked for has left already.
  }

  @Override
  public void advance(long nowNs) {
    sendSide.advance(nowNs, this);
    PlayGroup current = group;
    if (keyPatienceNs != NO_DEADLINE && keyPatienceNs - nowNs <= 0 && current != null) {
      // The publisher makes none at will: what there is since its last one is shown again, fast.
      keyPatienceNs = NO_DEADLINE;
      current.replay(this, nowNs);
    }
    writer.finish();
  }

  @Override
  public long deadlineNs() {
    long sendNs = sendSide.deadlineNs();
    if (keyPatienceNs == NO_DEADLINE || sendNs == NO_DEADLINE) {
      return Math.min(keyPatienceNs, sendNs);
    }
    return keyPatienceNs - sendNs < 0 ? keyPatienceNs : sendNs;
  }

  @Override
  public void closed(boolean deliberate, long nowNs) {
    left = true;
    if (bridge != null) {
      bridge.close();
    }
    sendSide.close(this);
    writer.finish();
    PlayGroup current = group;
    if (current != null) {
      group = null;
      current.leave(this);
    }
  }

  @Override
  public long mediaMillis() {
    return receivedAny ? (lastOfferNs - connectedNs) / NS_PER_MS : 0;
  }

  @Override
  public long samplesDropped() {
    return 0;
  }

  // From the group.

  /** What is offered next began in the past, at a key picture. */
  void behind(PayloadBurst newest, PlayLane pictures, long nowNs) {
    if (videoIndex != NONE && !left) {
      reordering.begins(nowNs);
      sendSide.decodeOrder(pictures.isReordering() && reordering.isPossible());
      sendSide.startBehind(newest, nowNs);
    }
  }

  /** The next packets of one lane; retained as long as they wait. */
  void offer(PayloadBurst burst, PlayLane lane, long nowNs) {
    boolean picture = lane.track().kind() == MediaKind.VIDEO;
    int index = picture ? videoIndex : audioIndex;
    if (index == NONE || left || session.srtpSender() == null) {
      return;
    }
    receivedAny = true;
    lastOfferNs = nowNs;
    PayloadBurst entry = null;
    if (picture && burst.isKey()) {
      keyPatienceNs = NO_DEADLINE;
      entry = reordering.key(burst, lane, nowNs);
      sendSide.decodeOrder(reordering.isUnderWay());
    }
    if (entry != null) {
      sendSide.offer(index, entry, lane.history(), nowNs, this);
      entry.release();
    } else if (!burst.isOutOfOrder() || reordering.isUnderWay()) {
      sendSide.offer(index, burst, lane.history(), nowNs, this);
    }
  }

  /** Everything of this batch was offered. */
  void finish() {
    writer.finish();
    session.settle();
  }

  /** The broadcast is over, or cannot go on for this viewer. */
  void end(String reason) {
    group = null;
    session.execute(() -> session.close(reason, false));
  }

  // From the sending side.

  @Override
  public ByteBuf header() {
    return writer.header();
  }

  @Override
  public void payload(ByteBuf payload, int index, int lengthBytes) {
    SrtpSender keys = session.srtpSender();
    if (keys != null) {
      writer.payload(keys, payload, index, lengthBytes);
    }
  }

  @Override
  public void flush() {
    // What follows within the same pass leaves with it.
  }

  @Override
  public void send(ByteBuf compound) {
    session.sendRtcp(compound);
  }

  @Override
  public void keyPictureWanted(int mediaIndex) {
    PlayGroup current = group;
    if (current != null && mediaIndex == videoIndex) {
      current.keyPictureWanted();
      if (keyPatienceNs == NO_DEADLINE) {
        keyPatienceNs = System.nanoTime() + KEY_PATIENCE_NS;
      }
    }
  }
}
