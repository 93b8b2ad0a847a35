package dev.fairlead.media.broadcast;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Track;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Puts a publisher's timestamps on the broadcast's timeline: strictly increasing decoding times per
 * track, one shift for all tracks, over jumps of the publisher's clock and over changes of
 * publisher. Confined to the broadcast's owner; allocates only when a track is new.
 *
 * <p>The first publisher's times pass unchanged. A later shift is kept in nanoseconds and rounded
 * once per track, so distances within a track stay exact to the tick. Samples of the old clock that
 * arrive after the first one of the new clock (tracks interleave) are still placed by the old
 * shift.
 */
final class Timeline {
  /**
   * A step between neighbours of one track beyond this is no pacing of an encoder. Key pictures and
   * stills may pause a track; ten seconds is the longest segment in common use.
   */
  static final long MAX_STEP_NS = 10_000_000_000L;

  /** A step back beyond this is a new clock, below it a slip of one sample. */
  static final long MAX_SLIP_NS = 1_000_000_000L;

  /**
   * Silence of a track beyond this is marked as an interruption, unless it goes on at a pace as
   * slow as that, as slides do.
   */
  static final long GAP_NS = 2_000_000_000L;

  /** So many times the step before is no slow pace any more. */
  private static final int SLOWER_PACE = 2;

  /** What stands between the last sample of the old clock and the first of the new. */
  static final long JOINT_NS = 20_000_000L;

  private final CounterSet<BroadcastCounter> counters;
  private final Int2ObjectHashMap<TrackClock> clocks = new Int2ObjectHashMap<>();

  private long shiftNs;
  private long previousShiftNs;
  private boolean previousHolds;
  private int epoch;
  private boolean joinPending;

  private boolean started;
  private long latestNs;
  private long latestWallNs;

  // Result of the last place(), valid until the next.
  private long dtsTicks;
  private boolean discontinuity;

  Timeline(CounterSet<BroadcastCounter> counters) {
    this.counters = counters;
  }

  /** A publisher with a clock of its own begins: its first sample continues the timeline. */
  void startPublisher() {
    joinPending = started;
  }

  /**
   * Places one sample. The results are in {@link #dtsTicks()} and {@link #discontinuity()}.
   *
   * @param track its track
   * @param rawTicks its decoding time by the publisher's unwrapped clock, in the track's timescale
   * @param wallNs its wall-clock time, nanoseconds since 1970
   */
  void place(Track track, long rawTicks, long wallNs) {
    int hz = track.timescaleHz();
    TrackClock clock = clocks.get(track.id());
    if (clock == null) {
      clock = new TrackClock();
      clock.epoch = epoch;
      clocks.put(track.id(), clock);
    }
    long rawNs = Timescale.toNanos(rawTicks, hz);
    if (joinPending) {
      joinPending = false;
      rebase(rawNs, Math.max(JOINT_NS, wallNs - latestWallNs));
      // Nothing of the publisher before can still arrive.
      previousHolds = false;
    }

    long usedShiftNs = shiftNs;
    if (previousHolds && clock.epoch < epoch && isNearerByPrevious(clock, rawNs)) {
      usedShiftNs = previousShiftNs;
    } else if (started && !isPlausible(clock, rawNs + shiftNs, wallNs)) {
      counters.increment(BroadcastCounter.TIMELINE_REBASED);
      if (previousHolds && isPlausible(clock, rawNs + previousShiftNs, wallNs)) {
        returnToPrevious();
      } else {
        rebase(rawNs, JOINT_NS);
      }
      usedShiftNs = shiftNs;
    }
    settle(clock, track, rawTicks, rawNs + usedShiftNs, usedShiftNs, wallNs);
  }

  /** Whether a track that has not crossed to the new clock yet is still on the old one. */
  private boolean isNearerByPrevious(TrackClock clock, long rawNs) {
    return clock.started
        && Math.abs(rawNs + previousShiftNs - clock.lastNs)
            < Math.abs(rawNs + shiftNs - clock.lastNs);
  }

  private boolean isPlausible(TrackClock clock, long placedNs, long wallNs) {
    long referenceNs = clock.started ? clock.lastNs : latestNs;
    long referenceWallNs = clock.started ? clock.lastWallNs : latestWallNs;
    long stepNs = placedNs - referenceNs;
    // A pause that the wall clock confirms is a pause, not a jump.
    long pausedNs = Math.max(0, wallNs - referenceWallNs);
    long slipNs = clock.started ? MAX_SLIP_NS : MAX_STEP_NS;
    return stepNs > -slipNs && stepNs < MAX_STEP_NS + pausedNs;
  }

  private void rebase(long rawNs, long jointNs) {
    previousShiftNs = shiftNs;
    shiftNs = latestNs + jointNs - rawNs;
    previousHolds = true;
    epoch++;
  }

  /** One wrong timestamp looked like a new clock: the samples after it are on the old one. */
  private void returnToPrevious() {
    long wrongShiftNs = shiftNs;
    shiftNs = previousShiftNs;
    previousShiftNs = wrongShiftNs;
    epoch++;
  }

  private void settle(
      TrackClock clock, Track track, long rawTicks, long placedNs, long usedShiftNs, long wallNs) {
    int hz = track.timescaleHz();
    long ticks = rawTicks + Timescale.fromNanos(usedShiftNs, hz);
    boolean interrupted = usedShiftNs == shiftNs && clock.epoch != epoch;
    if (clock.started) {
      long lastTicks =
          clock.hz == hz ? clock.lastTicks : Timescale.rescale(clock.lastTicks, clock.hz, hz);
      if (ticks <= lastTicks) {
        ticks = lastTicks + 1;
        counters.increment(BroadcastCounter.TIMESTAMP_REPAIRED);
      } else if (!interrupted && placedNs - clock.lastNs > GAP_NS) {
        interrupted = placedNs - clock.lastNs > SLOWER_PACE * clock.stepNs;
        counters.add(BroadcastCounter.TIMELINE_GAP, interrupted ? 1 : 0);
      }
      clock.stepNs = placedNs - clock.lastNs;
    }
    if (usedShiftNs == shiftNs) {
      clock.epoch = epoch;
    }
    clock.started = true;
    clock.hz = hz;
    clock.lastTicks = ticks;
    clock.lastNs = Timescale.toNanos(ticks, hz);
    clock.lastWallNs = wallNs;
    if (!started || clock.lastNs > latestNs) {
      latestNs = clock.lastNs;
      latestWallNs = wallNs;
      started = true;
    }
    dtsTicks = ticks;
    discontinuity = interrupted;
  }

  /** Decoding time on the broadcast's timeline, in the track's timescale. */
  long dtsTicks() {
    return dtsTicks;
  }

  /** Whether the timeline was interrupted before this sample. */
  boolean discontinuity() {
    return discontinuity;
  }

  /** Where one track stands. */
  private static final class TrackClock {
    boolean started;
    int epoch;
    int hz;
    long lastTicks;
    long lastNs;
    long stepNs;
    long lastWallNs;
  }
}
