package dev.fairlead.media.broadcast;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * What a joining viewer needs first: all samples since the leading track's last random access
 * point; where sound leads, the last {@link #SOUND_NS} of it, so that players can fill their
 * buffers. Confined to the broadcast's owner. Retains what it keeps and releases it on eviction.
 *
 * <p>Invariant: empty, or the first sample is a random access point of the leading track. Media
 * that passes a bound is let go as a whole; the next random access point starts anew.
 */
final class GopCache {
  /** Sound kept where there are no pictures: what common players gather before they begin. */
  static final long SOUND_NS = 1_000_000_000L;

  private final BroadcastLimits limits;
  private final CounterSet<BroadcastCounter> counters;
  private final ArrayList<Sample> samples = new ArrayList<>();

  private int leadTrackId;
  private long bytes;

  GopCache(BroadcastLimits limits, CounterSet<BroadcastCounter> counters) {
    this.limits = limits;
    this.counters = counters;
  }

  /** Names the track whose random access points count: the first video track, else any. */
  void lead(int trackId) {
    if (trackId != leadTrackId) {
      leadTrackId = trackId;
      clear();
    }
  }

  /** Retains {@code sample} where it can be of use. */
  void add(Sample sample) {
    boolean leading = sample.track().id() == leadTrackId;
    if (leading && sample.isRandomAccess()) {
      startAt(sample);
    } else if (samples.isEmpty()) {
      return;
    }
    if (passesBound(sample)) {
      counters.increment(BroadcastCounter.GOP_OVERFLOW);
      clear();
      return;
    }
    samples.add(sample.retain());
    bytes += sample.payloadBytes();
  }

  private void startAt(Sample sample) {
    if (sample.track().kind() == MediaKind.VIDEO) {
      clear();
      return;
    }
    int outdated = 0;
    while (outdated < samples.size() && spanNs(samples.get(outdated), sample) > SOUND_NS) {
      bytes -= samples.get(outdated).payloadBytes();
      samples.get(outdated).release();
      outdated++;
    }
    samples.subList(0, outdated).clear();
  }

  private boolean passesBound(Sample sample) {
    return !samples.isEmpty()
        && (spanNs(samples.getFirst(), sample) > limits.gopMaxNs()
            || bytes + sample.payloadBytes() > limits.gopMaxBytes());
  }

  private static long spanNs(Sample from, Sample to) {
    return Timescale.toNanos(to.dtsTicks(), to.track().timescaleHz())
        - Timescale.toNanos(from.dtsTicks(), from.track().timescaleHz());
  }

  /** The samples in order, each retained for the caller. */
  List<Sample> retainedSnapshot() {
    for (Sample sample : samples) {
      sample.retain();
    }
    return List.copyOf(samples);
  }

  /** Releases everything. */
  void clear() {
    for (Sample sample : samples) {
      sample.release();
    }
    samples.clear();
    bytes = 0;
  }
}
