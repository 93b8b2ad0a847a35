package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.broadcast.Subscription;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import dev.fairlead.protocols.rtp.payload.PayloadFormats;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * All viewers of one broadcast on one loop: payloads are made once for all of them, kept once for
 * what they lose, and handed out viewer by viewer. Confined to that loop.
 *
 * <p>What a batch of the bus holds is given to each viewer in one go, so that pictures and the
 * sound between them leave together.
 */
final class PlayGroup implements Subscriber {
  /** Viewers whose packets gather before a call of the kernel: what a socket's buffer takes. */
  private static final int FLUSH_VIEWERS = 16;

  /** Packets since the last key picture, kept for who joins: ten seconds of 8 Mbit/s. */
  static final int MAX_GOP_BYTES = 10 << 20;

  /** Sound that is older than this when a group begins is not live. */
  private static final int LIVE_SOUND_MS = 100;

  /** Sound that is made lags by less; more than this behind the pictures is of the past. */
  private static final long MAX_SOUND_LAG_NS = 300_000_000;

  /** A publisher's sound that stays behind for so long is always behind. */
  private static final long SOUND_PATIENCE_NS = 3_000_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  /** Likewise: ten seconds of 60 pictures. */
  static final int MAX_GOP_BURSTS = 600;

  private final WebRtcServices services;
  private final PeerEndpoint endpoint;
  private final Broadcast broadcast;
  private final Runnable whenEmpty;
  private final IntFunction<ByteBuf> buffers;
  private final ArrayList<WebRtcPlayback> viewers = new ArrayList<>();

  // Since the last key picture; one reference each.
  private final ArrayList<PayloadBurst> gop = new ArrayList<>();
  private int gopBytes;

  // Of the batch under way; one reference each.
  private final ArrayList<PayloadBurst> batch = new ArrayList<>();
  private final ArrayList<PlayLane> batchLanes = new ArrayList<>();

  private @Nullable Subscription subscription;
  private @Nullable PlayLane video;
  private @Nullable PlayLane audio;
  private boolean begun;
  private boolean over;

  // Sound that was made for these viewers begins with that of the past.
  private long newestPictureNs;
  private long soundSinceNs = NEVER;
  private boolean soundIsLive;

  PlayGroup(
      WebRtcServices services, PeerEndpoint endpoint, Broadcast broadcast, Runnable whenEmpty) {
    this.services = services;
    this.endpoint = endpoint;
    this.broadcast = broadcast;
    this.whenEmpty = whenEmpty;
    buffers = bytes -> services.allocator().directBuffer(bytes);
  }

  void begin() {
    subscription = broadcast.subscribe(this, endpoint.loop());
  }

  // Viewers.

  /** A viewer has keys: it gets what there is since the last key picture, then what comes. */
  void join(WebRtcPlayback viewer) {
    if (over) {
      viewer.end("broadcast_ended");
      return;
    }
    viewers.add(viewer);
    begin(viewer, System.nanoTime());
  }

  private void begin(WebRtcPlayback viewer, long nowNs) {
    PlayLane pictures = video;
    if (gop.isEmpty() || pictures == null) {
      if (pictures != null) {
        broadcast.requestRandomAccess();
      }
      return;
    }
    replay(viewer, nowNs);
  }

  /** Sends a viewer everything since the last key picture. */
  void replay(WebRtcPlayback viewer, long nowNs) {
    PlayLane pictures = video;
    if (gop.isEmpty() || pictures == null) {
      return;
    }
    viewer.behind(gop.getLast(), pictures, nowNs);
    for (int i = 0; i < gop.size(); i++) {
      viewer.offer(gop.get(i), pictures, nowNs);
    }
    viewer.finish();
    endpoint.flush();
  }

  void leave(WebRtcPlayback viewer) {
    viewers.remove(viewer);
    if (viewers.isEmpty() && !over) {
      Subscription current = subscription;
      if (current != null) {
        current.cancel();
      }
      end();
    }
  }

  /** A viewer cannot go on without a key picture. */
  void keyPictureWanted() {
    broadcast.requestRandomAccess();
  }

  // From the bus.

  @Override
  public void started(List<Track> tracks) {
    for (Track track : tracks) {
      take(track);
    }
  }

  private void take(Track track) {
    if (!PayloadFormats.isCarried(track.format().codec())) {
      return;
    }
    switch (track.kind()) {
      case VIDEO -> video = video == null ? new PlayLane(track, buffers) : video;
      case AUDIO -> audio = audio == null ? new PlayLane(track, buffers) : audio;
      case DATA -> {
        // There are no data channels.
      }
    }
  }

  @Override
  public void trackChanged(Track track) {
    PlayLane lane = lane(track);
    if (lane == null) {
      take(track);
    } else if (lane.track().format().codec() != track.format().codec()) {
      // Viewers have agreed on one codec: they ask anew.
      endAll("codec_changed");
    }
  }

  @Override
  public void trackEnded(Track track) {
    PlayLane lane = lane(track);
    if (lane != null) {
      lane.close();
      if (track.kind() == MediaKind.VIDEO) {
        video = null;
        clearGop();
      } else {
        audio = null;
      }
    }
  }

  private @Nullable PlayLane lane(Track track) {
    PlayLane pictures = video;
    if (pictures != null && pictures.track().id() == track.id()) {
      return pictures;
    }
    PlayLane sound = audio;
    return sound != null && sound.track().id() == track.id() ? sound : null;
  }

  @Override
  public void sample(Sample sample) {
    PlayLane lane = lane(sample.track());
    if (lane == null || isOfThePast(sample)) {
      return;
    }
    PayloadBurst burst;
    try {
      burst = lane.packetize(sample, System.nanoTime());
    } catch (MalformedMediaException e) {
      services.counters().increment(WebRtcCounter.TRACKS_UNUSABLE);
      return;
    }
    if (burst == null) {
      return;
    }
    if (sample.track().kind() == MediaKind.VIDEO) {
      keep(burst);
    }
    batch.add(burst);
    batchLanes.add(lane);
  }

  private boolean isOfThePast(Sample sample) {
    long timeNs = Timescale.toNanos(sample.ptsTicks(), sample.track().timescaleHz());
    if (sample.track().kind() == MediaKind.VIDEO) {
      newestPictureNs = timeNs;
      return false;
    }
    if (soundIsLive || !begun || video == null) {
      return false;
    }
    long nowNs = System.nanoTime();
    soundSinceNs = soundSinceNs == NEVER ? nowNs : soundSinceNs;
    soundIsLive =
        newestPictureNs - timeNs <= MAX_SOUND_LAG_NS || nowNs - soundSinceNs > SOUND_PATIENCE_NS;
    return !soundIsLive;
  }

  private void keep(PayloadBurst burst) {
    if (burst.isKey()) {
      clearGop();
    } else if (gop.isEmpty()) {
      return;
    }
    if (gop.size() == MAX_GOP_BURSTS || gopBytes + burst.sizeBytes() > MAX_GOP_BYTES) {
      // Nobody could catch up with so much; who joins waits for the next key picture.
      clearGop();
      return;
    }
    gop.add(burst.retain());
    gopBytes += burst.sizeBytes();
  }

  private void clearGop() {
    for (int i = 0; i < gop.size(); i++) {
      gop.get(i).release();
    }
    gop.clear();
    gopBytes = 0;
  }

  @Override
  public void skipped(int samples) {
    clearGop();
    PlayLane pictures = video;
    if (pictures != null) {
      pictures.interrupted();
    }
  }

  @Override
  public void flush() {
    long nowNs = System.nanoTime();
    if (!begun && !batch.isEmpty()) {
      begun = true;
      beginAll(nowNs);
    }
    for (int v = 0; v < viewers.size(); v++) {
      WebRtcPlayback viewer = viewers.get(v);
      for (int i = 0; i < batch.size(); i++) {
        viewer.offer(batch.get(i), batchLanes.get(i), nowNs);
      }
      viewer.finish();
      if (v % FLUSH_VIEWERS == FLUSH_VIEWERS - 1) {
        endpoint.flush();
      }
    }
    endpoint.flush();
    clearBatch();
  }

  /**
   * The first batch holds everything since the last key picture. Pictures of the past are caught up
   * with; its sound would only make that of the present late.
   */
  private void beginAll(long nowNs) {
    PayloadBurst picture = newest(video);
    PayloadBurst heard = newest(audio);
    PlayLane pictures = video;
    if (picture != null && pictures != null) {
      for (int v = 0; v < viewers.size(); v++) {
        viewers.get(v).behind(picture, pictures, nowNs);
      }
    }
    PlayLane sound = audio;
    for (int i = batch.size() - 1; heard != null && sound != null && i >= 0; i--) {
      PayloadBurst burst = batch.get(i);
      long age = heard.timestampTicks() - burst.timestampTicks();
      if (batchLanes.get(i).equals(sound) && age > sound.ticks(LIVE_SOUND_MS)) {
        batch.remove(i).release();
        batchLanes.remove(i);
      }
    }
  }

  private @Nullable PayloadBurst newest(@Nullable PlayLane lane) {
    for (int i = batch.size() - 1; i >= 0; i--) {
      if (batchLanes.get(i).equals(lane)) {
        return batch.get(i);
      }
    }
    return null;
  }

  private void clearBatch() {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).release();
    }
    batch.clear();
    batchLanes.clear();
  }

  @Override
  public void ended(EndReason reason) {
    endAll("broadcast_ended");
  }

  @Override
  public void failed(RuntimeException cause) {
    endAll("internal_error");
  }

  private void endAll(String reason) {
    List<WebRtcPlayback> all = List.copyOf(viewers);
    viewers.clear();
    end();
    for (WebRtcPlayback viewer : all) {
      viewer.end(reason);
    }
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    whenEmpty.run();
    clearBatch();
    clearGop();
    PlayLane pictures = video;
    if (pictures != null) {
      pictures.close();
    }
    PlayLane sound = audio;
    if (sound != null) {
      sound.close();
    }
  }
}
