package dev.fairlead.protocols.egress;

import dev.fairlead.media.bridge.BridgeLease;
import dev.fairlead.media.bridge.BridgeState;
import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.broadcast.Subscription;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All viewers of one broadcast in one wire format on one event loop. Confined to that loop.
 *
 * <p>Here samples meet time: {@link BatchMaker} turns samples into batches, {@link FlushPace} says
 * when, the {@link BatchRing} owns what was made, and {@link Cohort}s are served one after another,
 * each in a task of its own with the sockets' events in between.
 */
final class Group implements Subscriber {
  /** A bridge begins within a fraction of this; the first one on a node loads its library. */
  private static final long SOUND_WAIT_MS = 1_500;

  private final FanOut fanOut;
  private final FanOut.GroupKey key;
  private final EgressConfig config;
  private final CounterSet<EgressCounter> counters;
  private final EventLoop loop;
  private final LoopLoad load;
  private final FlushPace pace;
  private final BatchRing ring;
  private final BatchMaker maker;
  private final ArrayList<Cohort> cohorts = new ArrayList<>();
  private final PassTally tally = new PassTally();

  private SoundProfile sound;
  private @Nullable BridgeLease bridge;
  private @Nullable Subscription subscription;
  private @Nullable EndReason ending;
  private boolean dissolved;
  private boolean passing;
  private boolean timerArmed;
  private boolean lingering;
  private int nextCohort;
  private int viewers;

  Group(FanOut fanOut, FanOut.GroupKey key, WireMuxer muxer, EventLoop loop, FlushWindow window) {
    this.fanOut = fanOut;
    this.key = key;
    this.loop = loop;
    config = fanOut.config();
    counters = fanOut.counters();
    load = fanOut.load(loop);
    pace = new FlushPace(window, load);
    ring = new BatchRing(config);
    sound = muxer.sound();
    maker = new BatchMaker(muxer, this::allocate, counters);
  }

  // Viewers.

  Seat join(EgressViewer viewer) {
    Cohort cohort = cohortWithRoom();
    Seat seat = new Seat(this, viewer, cohort);
    cohort.add(seat);
    viewers++;
    counters.increment(EgressCounter.VIEWERS_NOW);
    counters.increment(EgressCounter.VIEWERS_JOINED);
    // Not within this call: the viewer has yet to be told its place.
    loop.execute(() -> serve(seat));
    return seat;
  }

  private Cohort cohortWithRoom() {
    for (int i = 0; i < cohorts.size(); i++) {
      if (cohorts.get(i).size() < config.cohortViewers()) {
        return cohorts.get(i);
      }
    }
    Cohort cohort = new Cohort();
    cohort.servedEnd = ring.end();
    cohorts.add(cohort);
    return cohort;
  }

  void leave(Seat seat) {
    if (!seat.markLeft()) {
      return;
    }
    seat.cohort.remove(seat);
    viewers--;
    counters.add(EgressCounter.VIEWERS_NOW, -1);
    if (viewers == 0 && !lingering && ending == null && !dissolved) {
      lingering = true;
      later(this::dissolveIfEmpty, TimeUnit.MILLISECONDS.toNanos(config.lingerMs()));
    }
  }

  void stalled(Seat seat) {
    leave(seat);
    counters.increment(EgressCounter.VIEWER_STALLED);
    tell(seat.viewer()::stalled);
  }

  /** Serves one viewer apart from the others. */
  void serve(Seat seat) {
    if (!dissolved) {
      serve(seat, now());
      tally.drainTo(counters);
    }
  }

  private void serve(Seat seat, long nowNs) {
    try {
      seat.serve(ring, nowNs, tally);
    } catch (RuntimeException e) {
      fail(seat);
    }
  }

  private void fail(Seat seat) {
    leave(seat);
    counters.increment(EgressCounter.VIEWER_FAILED);
    tell(seat.viewer()::stalled);
  }

  /** A viewer that throws while it is told to close has nothing more to be told. */
  private void tell(Runnable last) {
    try {
      last.run();
    } catch (RuntimeException e) {
      counters.increment(EgressCounter.VIEWER_FAILED);
    }
  }

  private void dissolveIfEmpty() {
    lingering = false;
    if (viewers == 0 && ending == null) {
      dissolve();
    }
  }

  private void dissolve() {
    if (dissolved) {
      return;
    }
    dissolved = true;
    fanOut.remove(key, this);
    counters.add(EgressCounter.GROUPS_NOW, -1);
    Subscription place = subscription;
    if (place != null) {
      place.cancel();
    }
    BridgeLease lease = bridge;
    if (lease != null) {
      lease.close();
    }
    maker.close();
    ring.clear();
  }

  // Samples.

  /**
   * Begins to read, once there is sound that the players know: the first of them waits for it a
   * moment, since many look at what there is only once.
   *
   * @param bridges make sound that the publisher does not send, null for none
   */
  void begin(Broadcast broadcast, @Nullable Bridges bridges) {
    counters.increment(EgressCounter.GROUPS_NOW);
    if (bridges == null || sound.isServedBy(broadcast.tracks())) {
      sound = SoundProfile.ORIGINAL;
      subscribe(broadcast);
      return;
    }
    BridgeLease lease = bridges.require(broadcast, SoundProfile.TARGET);
    bridge = lease;
    later(() -> subscribe(broadcast), TimeUnit.MILLISECONDS.toNanos(SOUND_WAIT_MS));
    var _ =
        lease
            .settled()
            .thenAcceptAsync(
                state ->
                    guarded(
                        () -> {
                          if (state == BridgeState.UNAVAILABLE) {
                            sound = SoundProfile.ORIGINAL;
                          }
                          subscribe(broadcast);
                        }),
                loop);
  }

  private void subscribe(Broadcast broadcast) {
    if (subscription == null && !dissolved) {
      subscription = broadcast.subscribe(this, loop);
    }
  }

  @Override
  public void started(List<Track> tracks) {
    maker.tracks(tracks.stream().filter(sound::takes).toList());
  }

  @Override
  public void trackChanged(Track track) {
    if (sound.takes(track)) {
      maker.trackChanged(track);
    }
  }

  @Override
  public void trackEnded(Track track) {
    if (sound.takes(track)) {
      maker.trackEnded(track);
    }
  }

  @Override
  public void sample(Sample sample) {
    if (!sound.takes(sample.track())) {
      return;
    }
    if (maker.tracksDirty()) {
      applyTracks();
    }
    if (maker.isFull(sample)) {
      keep(maker.seal(now()));
    }
    maker.add(sample);
    pace.added(now(), sample.track().kind() == MediaKind.VIDEO);
  }

  private void applyTracks() {
    keep(maker.seal(now()));
    int lead = maker.leadTrackId();
    boolean goesOn = maker.applyTracks();
    if (!goesOn) {
      restartViewers();
    } else if (lead != maker.leadTrackId()) {
      ring.forgetEntry();
    }
  }

  @Override
  public void skipped(int samples) {
    counters.increment(EgressCounter.GROUP_LAGGED);
    counters.add(EgressCounter.SAMPLES_DROPPED, (long) samples * viewers);
    for (Cohort cohort : cohorts) {
      for (int i = 0; i < cohort.size(); i++) {
        cohort.seatAt(i).missed(samples);
      }
    }
  }

  @Override
  public void flush() {
    if (!pace.isPending()) {
      return;
    }
    long nowNs = now();
    long waitNs = pace.waitNs(nowNs);
    if (waitNs <= 0) {
      send(nowNs);
    } else if (!timerArmed) {
      timerArmed = true;
      later(this::timerFired, waitNs);
    }
  }

  private void timerFired() {
    timerArmed = false;
    if (!dissolved && ending == null) {
      flush();
    }
  }

  private void send(long nowNs) {
    pace.sent(nowNs);
    keep(maker.seal(nowNs));
    if (passing) {
      load.overran();
    } else {
      pass();
    }
  }

  private void keep(@Nullable WireBatch batch) {
    if (batch != null) {
      counters.increment(EgressCounter.BATCHES_MADE);
      counters.add(EgressCounter.BYTES_MADE, batch.sizeBytes());
      if (!ring.add(batch)) {
        counters.increment(EgressCounter.KEPT_OVERFLOW);
      }
    }
  }

  /** The format cannot go on under the new tracks: whoever has its header must begin anew. */
  private void restartViewers() {
    counters.increment(EgressCounter.FORMAT_RESTARTED);
    ring.clear();
    for (Cohort cohort : cohorts) {
      for (int i = cohort.size() - 1; i >= 0; i--) {
        Seat seat = cohort.seatAt(i);
        if (seat.hasBegun()) {
          leave(seat);
          tell(() -> seat.viewer().ended(EndReason.STOPPED));
        }
      }
    }
  }

  // Passes.

  /** Serves the next cohort that is behind, and leaves the others to tasks of their own. */
  private void pass() {
    passing = false;
    Cohort cohort = nextBehind();
    if (cohort == null) {
      if (ending != null) {
        dissolve();
      }
      return;
    }
    long startNs = now();
    cohort.servedEnd = ring.end();
    for (int i = cohort.size() - 1; i >= 0; i--) {
      // A viewer that leaves takes others' places with it at most downwards.
      if (i < cohort.size()) {
        Seat seat = cohort.seatAt(i);
        serve(seat, startNs);
        if (ending != null) {
          finish(seat, ending);
        }
      }
    }
    tally.drainTo(counters);
    load.spent(startNs, now());
    if (!isAnyBehind()) {
      if (ending != null) {
        dissolve();
      }
    } else if (loop.isShuttingDown()) {
      // It takes no more tasks, so this is the last chance to say goodbye.
      pass();
    } else {
      // A scheduled task comes after the sockets have had their turn, an executed one before.
      passing = true;
      later(this::pass, 0);
    }
  }

  private void finish(Seat seat, EndReason reason) {
    if (seat.markLeft()) {
      seat.cohort.remove(seat);
      viewers--;
      counters.add(EgressCounter.VIEWERS_NOW, -1);
      tell(() -> seat.viewer().ended(reason));
    }
  }

  private @Nullable Cohort nextBehind() {
    for (int i = 0; i < cohorts.size(); i++) {
      int index = (nextCohort + i) % cohorts.size();
      Cohort cohort = cohorts.get(index);
      if (isBehind(cohort)) {
        nextCohort = index + 1;
        return cohort;
      }
    }
    return null;
  }

  private boolean isAnyBehind() {
    for (int i = 0; i < cohorts.size(); i++) {
      if (isBehind(cohorts.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isBehind(Cohort cohort) {
    return cohort.size() > 0 && (ending != null || cohort.servedEnd < ring.end());
  }

  // The end.

  @Override
  public void ended(EndReason reason) {
    maker.end();
    keep(maker.seal(now()));
    close(reason);
  }

  @Override
  public void failed(RuntimeException cause) {
    counters.increment(EgressCounter.GROUP_FAILED);
    close(EndReason.STOPPED);
  }

  private void close(EndReason reason) {
    if (ending == null && !dissolved) {
      ending = reason;
      // Whoever joins from here on gets a group of its own, and is told there what became of it.
      fanOut.remove(key, this);
      if (!passing) {
        pass();
      }
    }
  }

  /** Nobody looks at what a scheduled task throws; here somebody does. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Failures are dealt with in the task.
  private void later(Runnable task, long delayNs) {
    loop.schedule(() -> guarded(task), delayNs, TimeUnit.NANOSECONDS);
  }

  // For seats.

  ByteBuf allocate(int bytes) {
    // Not the loop's default allocator: duplicates of a pooled buffer come from a pool as well.
    return PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
  }

  long stalledMaxNs() {
    return TimeUnit.MILLISECONDS.toNanos(config.stalledMaxMs());
  }

  /** Samples in complete batches and in the one under way. */
  long samples() {
    return maker.samples();
  }

  private long now() {
    return loop.ticker().nanoTime();
  }
}
