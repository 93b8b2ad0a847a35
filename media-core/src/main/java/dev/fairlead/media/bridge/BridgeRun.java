package dev.fairlead.media.bridge;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.broadcast.Subscription;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One bridge at work: reads a broadcast on an event loop, chooses the track to work on, and hands
 * its samples to a {@link BridgeWork} on another thread. Confined to that loop, save where it says
 * so. Retains the samples of the lead-in and passes them on.
 */
final class BridgeRun implements Subscriber {
  /**
   * How much of what a broadcast keeps for joining readers is bridged: the first viewer gets sound
   * at once, and the bridge is not late from the start.
   */
  static final long LEAD_IN_NS = 400_000_000L;

  private static final int NO_TRACK = 0;

  private final Broadcast broadcast;
  private final Codec target;
  private final AudioCodecs codecs;
  private final Executor feed;
  private final BridgeWork work;

  private final CompletableFuture<BridgeState> settled = new CompletableFuture<>();
  private volatile BridgeState state = BridgeState.STARTING;

  private final ArrayList<Track> sounds = new ArrayList<>();
  private final ArrayDeque<Sample> leadIn = new ArrayDeque<>();
  private @Nullable Subscription subscription;
  private boolean otherTracks;
  private boolean catchingUp = true;
  private boolean over;
  private int sourceId = NO_TRACK;

  BridgeRun(
      Broadcast broadcast,
      Codec target,
      AudioCodecs codecs,
      Executor feed,
      Executor worker,
      CounterSet<BridgeCounter> counters) {
    this.broadcast = broadcast;
    this.target = target;
    this.codecs = codecs;
    this.feed = feed;
    work = new BridgeWork(broadcast, target, codecs, worker, counters, this::settle);
  }

  // Any thread.

  void begin() {
    feed.execute(
        () -> {
          if (!over) {
            subscription = broadcast.subscribe(this, feed);
          }
        });
  }

  void stop() {
    feed.execute(this::finish);
  }

  BridgeState state() {
    return state;
  }

  CompletionStage<BridgeState> settled() {
    return settled.minimalCompletionStage();
  }

  private void settle(BridgeState next) {
    state = next;
    if (next != BridgeState.STARTING) {
      settled.complete(next);
    }
  }

  // From the bus.

  @Override
  public void started(List<Track> tracks) {
    tracks.forEach(this::note);
    choose();
  }

  @Override
  public void trackChanged(Track track) {
    note(track);
    choose();
  }

  private void note(Track track) {
    if (track.isDerived()) {
      return;
    }
    if (track.kind() != MediaKind.AUDIO) {
      otherTracks = true;
      return;
    }
    for (int i = 0; i < sounds.size(); i++) {
      if (sounds.get(i).id() == track.id()) {
        sounds.set(i, track);
        return;
      }
    }
    sounds.add(track);
  }

  @Override
  public void trackEnded(Track track) {
    if (sounds.removeIf(known -> known.id() == track.id())) {
      choose();
    }
  }

  private void choose() {
    Track chosen = null;
    boolean original = false;
    for (Track sound : sounds) {
      Codec codec = sound.format().codec();
      original |= codec == target;
      if (chosen == null && codecs.decodes(codec)) {
        chosen = sound;
      }
    }
    if (original || !codecs.encodes(target)) {
      chosen = null;
    }
    int before = sourceId;
    sourceId = chosen == null ? NO_TRACK : chosen.id();
    if (original) {
      settle(BridgeState.NOT_NEEDED);
    } else if (chosen == null && !sounds.isEmpty()) {
      work.unavailable();
    } else if (chosen == null && otherTracks) {
      settle(BridgeState.NO_SOUND);
    } else if (sourceId != before) {
      settle(BridgeState.STARTING);
    }
    if (sourceId != before) {
      clearLeadIn();
      work.source(sourceId);
    }
  }

  @Override
  public void sample(Sample sample) {
    if (over || sample.track().id() != sourceId) {
      return;
    }
    if (!catchingUp) {
      work.offer(sample.retain());
      return;
    }
    leadIn.add(sample.retain());
    long newestNs = BridgeWork.positionNs(sample);
    while (newestNs - BridgeWork.positionNs(leadIn.element()) > LEAD_IN_NS) {
      leadIn.remove().release();
    }
  }

  @Override
  public void skipped(int samples) {
    // The next sample says where it belongs.
  }

  @Override
  public void flush() {
    if (over) {
      return;
    }
    catchingUp = false;
    while (!leadIn.isEmpty()) {
      work.offer(leadIn.remove());
    }
    work.wake();
  }

  @Override
  public void ended(EndReason reason) {
    finish();
  }

  @Override
  public void failed(RuntimeException cause) {
    finish();
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    Subscription place = subscription;
    if (place != null) {
      place.cancel();
    }
    clearLeadIn();
    settle(BridgeState.ENDED);
    work.stop();
  }

  private void clearLeadIn() {
    leadIn.forEach(Sample::release);
    leadIn.clear();
  }
}
