package dev.fairlead.protocols.rtmp.bridge;

import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.Admitted;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.egress.EgressViewer;
import dev.fairlead.protocols.rtmp.core.PlayCommand;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One play: from the request over admission to a place among the broadcast's viewers. Confined to
 * the peer's event loop, save where it says so.
 */
final class RtmpPlayback implements EgressViewer, WaitingViewers.Waiter {
  private static final long NO_DEADLINE = Long.MAX_VALUE;
  private static final long NANOS_PER_MS = 1_000_000;

  private final RtmpPeer peer;
  private final RtmpServices services;
  private final PeerTransport transport;

  private boolean over;
  private @Nullable BroadcastKey waitingFor;
  private long waitUntilNs = NO_DEADLINE;
  private @Nullable Broadcast broadcast;
  private Egress.@Nullable Place place;
  private boolean paused;
  private boolean enhanced;
  private boolean audio = true;
  private boolean video = true;

  // Of places that were left for another selection.
  private long earlierMillis;
  private long earlierDropped;

  RtmpPlayback(RtmpPeer peer, RtmpServices services, PeerTransport transport) {
    this.peer = peer;
    this.services = services;
    this.transport = transport;
  }

  void ask(PlayCommand command) {
    enhanced = command.enhanced();
    services
        .gate()
        .play(
            new PlayRequest(
                Protocol.RTMP,
                command.playbackId(),
                transport.remote(),
                command.agent(),
                command.parameters()))
        .whenCompleteAsync((answer, failure) -> answered(answer), transport.loop());
  }

  private void answered(Admitted<PlayAdmission.Granted> answer) {
    switch (answer) {
      case Admitted.No<PlayAdmission.Granted> no -> {
        if (!over) {
          refuse(Refusals.playCode(no.reason()), no.text());
        }
      }
      case Admitted.Yes<PlayAdmission.Granted> yes -> {
        if (over) {
          yes.session().close(UsageCounters.ZERO, "left_before_answer");
          return;
        }
        peer.sessionOpened(yes.session(), System.nanoTime());
        begin(yes.grant().broadcast());
      }
    }
  }

  private void begin(BroadcastKey key) {
    if (services.egress() == null) {
      refuse(Refusals.PLAY_FAILED, "This server does not play over RTMP.");
      return;
    }
    Broadcast live = services.registry().find(key);
    if (live == null && services.playWaitMs() == 0) {
      refuse(Refusals.PLAY_NOT_FOUND, "This broadcast is not live; try again later.");
      return;
    }
    long nowNs = System.nanoTime();
    peer.connection().acceptPlay(nowNs, peer);
    if (live == null) {
      waitingFor = key;
      waitUntilNs = nowNs + services.playWaitMs() * NANOS_PER_MS;
      services.waiting().add(key, this);
      // It may have begun between the question and the wait.
      live = services.registry().find(key);
    }
    transport.deadlinesChanged();
    if (live != null) {
      join(live);
    }
  }

  private void refuse(String code, String text) {
    peer.connection().refusePlay(code, text, System.nanoTime(), peer);
  }

  @Override
  public void broadcastStarted(Broadcast started) {
    transport.loop().execute(() -> join(started));
  }

  private void join(Broadcast live) {
    Egress egress = services.egress();
    if (over || broadcast != null || egress == null) {
      return;
    }
    stopWaiting();
    broadcast = live;
    takePlace(egress, live);
  }

  private void takePlace(Egress egress, Broadcast live) {
    boolean withAudio = audio;
    boolean withVideo = video;
    boolean legacy = withAudio && !enhanced && !SoundProfile.LEGACY_FLV.isServedBy(live.tracks());
    SoundProfile sound = legacy ? SoundProfile.LEGACY_FLV : SoundProfile.ORIGINAL;
    Egress.Place taken =
        egress.join(
            live,
            "rtmp"
                + (withVideo ? "-video" : "")
                + (withAudio ? "-audio" : "")
                + (legacy ? "-bridged" : ""),
            () -> new RtmpWireMuxer(withAudio, withVideo, sound),
            transport.loop(),
            this);
    if (over) {
      taken.leave();
      return;
    }
    place = taken;
    if (isHeld()) {
      taken.pause(true);
    }
  }

  private boolean isHeld() {
    return paused || (!audio && !video);
  }

  void pause(boolean pause) {
    paused = pause;
    Egress.Place current = place;
    if (current != null) {
      current.pause(isHeld());
    }
  }

  /** The viewer chose what to receive: another wire format, so another place. */
  void select(boolean withAudio, boolean withVideo) {
    if (audio == withAudio && video == withVideo) {
      return;
    }
    audio = withAudio;
    video = withVideo;
    Egress.Place current = place;
    Broadcast live = broadcast;
    Egress egress = services.egress();
    if (over || current == null || live == null || egress == null) {
      return;
    }
    givePlaceUp(current);
    takePlace(egress, live);
  }

  private void givePlaceUp(Egress.Place current) {
    place = null;
    current.leave();
    earlierMillis += current.mediaMillis();
    earlierDropped += current.samplesDropped();
  }

  void writable() {
    Egress.Place current = place;
    if (current != null) {
      current.writable();
    }
  }

  @Override
  public boolean isWritable() {
    return transport.isWritable();
  }

  @Override
  public void write(ByteBuf bytes) {
    transport.send(bytes);
  }

  @Override
  public void ended(EndReason reason) {
    // Comes from within joins and batches; the good-bye follows behind what was written.
    transport.loop().execute(() -> end("broadcast_ended", "The broadcast is over."));
  }

  @Override
  public void stalled() {
    peer.closeBecause("stalled");
    transport.closeNow();
  }

  private void end(String reason, String text) {
    if (!over) {
      peer.closeBecause(reason);
      peer.connection().endPlay(text, System.nanoTime(), peer);
    }
  }

  void advance(long nowNs) {
    if (waitUntilNs != NO_DEADLINE && waitUntilNs - nowNs <= 0) {
      stopWaiting();
      end("not_live", "The broadcast did not begin.");
    }
  }

  long deadlineNs() {
    return waitUntilNs;
  }

  long mediaMillis() {
    Egress.Place current = place;
    return earlierMillis + (current == null ? 0 : current.mediaMillis());
  }

  long samplesDropped() {
    Egress.Place current = place;
    return earlierDropped + (current == null ? 0 : current.samplesDropped());
  }

  void leave() {
    over = true;
    stopWaiting();
    Egress.Place current = place;
    if (current != null) {
      givePlaceUp(current);
    }
  }

  private void stopWaiting() {
    waitUntilNs = NO_DEADLINE;
    BroadcastKey key = waitingFor;
    if (key != null) {
      waitingFor = null;
      services.waiting().remove(key, this);
    }
  }
}
