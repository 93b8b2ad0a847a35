package dev.fairlead.media.segment;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Subscriber;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one broadcast into segments: one reader of the bus for all HLS and DASH viewers. Confined to
 * the executor it was subscribed with. Retains the samples that wait and hands them on to windows;
 * {@link #release} lets go of everything.
 *
 * <p>The leading track, the first video track or else the first audio track, decides where segments
 * begin. Samples of other tracks wait until it has reached their time, so that all windows are cut
 * at the same instants; when it lags too far they go on without it.
 */
public final class Packager implements Subscriber {
  /** How long sound alone waits for a video track that nobody has announced yet. */
  static final long START_HOLD_NS = 500_000_000L;

  /** How long sound waits for the first picture of a video track that is known. */
  static final long PICTURE_HOLD_NS = 10_000_000_000L;

  /** How far other tracks may run ahead of the leading one before they go on without it. */
  static final long LEAD_HOLD_NS = 1_000_000_000L;

  /** Sound from before the first picture that is kept; players start where both are there. */
  static final long PREROLL_NS = 250_000_000L;

  /** Tags that may wait for a part; beyond it the newest are left out. */
  private static final int MAX_EVENTS = 256;

  private final BroadcastKey key;
  private final String runId;
  private final SegmentTargets wanted;
  private final CounterSet<SegmentCounter> counters;
  private final PackagerListener listener;
  private final @Nullable Supplier<? extends TransportMuxer> muxers;
  private final ByteBufAllocator allocator;

  private final ArrayList<Track> tracks = new ArrayList<>();
  private final ArrayList<Lane> lanes = new ArrayList<>();
  private final ArrayList<Sample> events = new ArrayList<>();

  private SegmentTargets targets;
  private @Nullable PackagedBroadcast packaged;
  private @Nullable TransportVariant transport;
  private @Nullable SegmentAligner aligner;
  private @Nullable Lane lead;
  private boolean over;

  /**
   * @param key where admissions point
   * @param runId names the run in URLs: letters and digits
   * @param wanted lengths as configured; the part length is fitted to the frame rates
   * @param counters what packaging counts
   * @param listener told on the same executor
   * @param muxers make the MPEG-TS variant, null for none
   */
  public Packager(
      BroadcastKey key,
      String runId,
      SegmentTargets wanted,
      CounterSet<SegmentCounter> counters,
      PackagerListener listener,
      @Nullable Supplier<? extends TransportMuxer> muxers) {
    this(key, runId, wanted, counters, listener, muxers, ByteBufAllocator.DEFAULT);
  }

  Packager(
      BroadcastKey key,
      String runId,
      SegmentTargets wanted,
      CounterSet<SegmentCounter> counters,
      PackagerListener listener,
      @Nullable Supplier<? extends TransportMuxer> muxers,
      ByteBufAllocator allocator) {
    this.muxers = muxers;
    this.allocator = allocator;
    this.key = key;
    this.runId = runId;
    this.wanted = wanted;
    this.counters = counters;
    this.listener = listener;
    targets = wanted;
  }

  // From the bus.

  @Override
  public void started(List<Track> tracks) {
    tracks.forEach(this::trackChanged);
  }

  @Override
  public void trackChanged(Track track) {
    if (over) {
      return;
    }
    tracks.removeIf(known -> known.id() == track.id());
    tracks.add(track);
    if (transport != null) {
      transport.trackAppeared(track);
    }
    if (track.kind() == MediaKind.DATA) {
      return;
    }
    Lane known = lane(track.id());
    if (known == null) {
      lanes.add(new Lane(track));
    } else {
      known.unusable(false);
    }
  }

  @Override
  public void trackEnded(Track track) {
    tracks.removeIf(known -> known.id() == track.id());
    Lane lane = lane(track.id());
    if (lane == null) {
      endInTransport(track);
      return;
    }
    SegmentAligner aligning = aligner;
    if (aligning == null) {
      lanes.remove(lane);
      lane.clear();
      return;
    }
    while (!lane.isIdle()) {
      place(lane, aligning);
    }
    TrackCutter cutter = lane.cutter();
    if (cutter != null) {
      cutter.finish();
    }
    endInTransport(track);
    lanes.remove(lane);
    if (lane == lead) {
      findLead();
    }
  }

  private void endInTransport(Track track) {
    if (transport != null) {
      transport.trackEnded(track);
    }
  }

  @Override
  public void sample(Sample sample) {
    if (over) {
      return;
    }
    if (sample.track().kind() == MediaKind.DATA) {
      event(sample);
      return;
    }
    Lane lane = lane(sample.track().id());
    if (lane == null || lane.isUnusable()) {
      return;
    }
    if (sample.dtsTicks() < 0) {
      counters.increment(SegmentCounter.NEGATIVE_TIME);
      return;
    }
    if (packaged == null) {
      lane.enqueue(sample);
      start(false);
    } else if (mayFollow(lane, sample)) {
      lane.enqueue(sample);
      pump();
    }
  }

  @Override
  public void skipped(int samples) {
    for (Lane lane : lanes) {
      lane.gapAhead();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void ended(EndReason reason) {
    finish();
  }

  @Override
  public void failed(RuntimeException cause) {
    counters.increment(SegmentCounter.PACKAGER_FAILED);
    try {
      finish();
    } catch (RuntimeException again) {
      // What was half done may fail once more; viewers get an end rather than a stall.
      release();
      listener.ended();
    }
  }

  /** Lets go of all bytes: windows are empty from here on. Call on the packager's executor. */
  public void release() {
    over = true;
    for (Lane lane : lanes) {
      lane.clear();
      TrackCutter cutter = lane.cutter();
      if (cutter != null) {
        cutter.release();
      }
    }
    lanes.clear();
    clearEvents();
    if (transport != null) {
      transport.release();
    }
    if (packaged != null) {
      packaged.windows().forEach(SegmentWindow::release);
    }
  }

  // Starting.

  /**
   * Begins once the leading track is known, has a random access point, and shows its pace.
   *
   * @param last nothing more will come: begin with what there is
   */
  private void start(boolean last) {
    Lane video = firstUsable(MediaKind.VIDEO);
    Lane audio = firstUsable(MediaKind.AUDIO);
    if (video != null) {
      dropUndecodable(video);
    }
    if (video != null && !video.isIdle()) {
      if (last || video.isOverfull() || video.waitingNs() >= partNs()) {
        begin(video);
      }
    } else if (audio != null && !audio.isIdle()) {
      long holdNs = video == null ? START_HOLD_NS : PICTURE_HOLD_NS;
      if (last || audio.isOverfull() || audio.waitingNs() >= holdNs) {
        begin(audio);
      }
    }
  }

  private long partNs() {
    return wanted.partMs() * SegmentPace.NANOS_PER_MS;
  }

  private static void dropUndecodable(Lane video) {
    while (!video.isIdle() && !video.head().isRandomAccess()) {
      video.take().release();
    }
  }

  private @Nullable Lane firstUsable(MediaKind kind) {
    for (Lane lane : lanes) {
      if (lane.kind() == kind && !lane.isUnusable()) {
        return lane;
      }
    }
    return null;
  }

  private void begin(Lane first) {
    fitParts();
    PackagedBroadcast made = new PackagedBroadcast(key, runId, targets);
    packaged = made;
    lead = first;
    Sample opening = first.head();
    long positionNs = first.positionNs(opening);
    SegmentAligner aligning = new SegmentAligner(made, counters, positionNs, opening.wallClockNs());
    aligner = aligning;
    if (muxers != null) {
      TransportVariant variant =
          new TransportVariant(made, aligning.boundaries(), counters, allocator, muxers);
      transport = variant;
      tracks.forEach(variant::trackAppeared);
      aligning.transport(variant);
    }
    for (Lane lane : lanes) {
      while (lane != first
          && !lane.isIdle()
          && lane.positionNs(lane.head()) < positionNs - PREROLL_NS) {
        lane.take().release();
      }
      if (lane.kind() == MediaKind.VIDEO) {
        dropUndecodable(lane);
      }
    }
    pump();
    events.forEach(this::passEvent);
    events.clear();
    listener.ready(made);
  }

  private void fitParts() {
    int paced = 0;
    long[] frameNs = new long[lanes.size()];
    long[] jitterNs = new long[lanes.size()];
    for (Lane lane : lanes) {
      if (lane.isIdle()) {
        continue;
      }
      lane.measure();
      frameNs[paced] = lane.frameNs();
      jitterNs[paced] = Timescale.toNanos(1, lane.head().track().timescaleHz());
      paced++;
    }
    int partMs =
        PartLength.choose(
            wanted.partMs(), Arrays.copyOf(frameNs, paced), Arrays.copyOf(jitterNs, paced));
    targets =
        new SegmentTargets(wanted.segmentMs(), wanted.segmentMaxMs(), partMs, wanted.windowMs());
  }

  // Running.

  /** Pictures begin at a random access point, and take the lead from sound there. */
  private boolean mayFollow(Lane lane, Sample sample) {
    if (lane.cutter() != null || !lane.isIdle()) {
      return true;
    }
    if (lane.kind() != MediaKind.VIDEO) {
      lead = lead == null ? lane : lead;
      return true;
    }
    if (!sample.isRandomAccess()) {
      return false;
    }
    if (lead == null || lead.kind() == MediaKind.AUDIO) {
      lead = lane;
    }
    return true;
  }

  private void pump() {
    SegmentAligner aligning = aligner;
    if (aligning == null) {
      return;
    }
    Lane leader = lead;
    if (leader != null) {
      while (leader == lead && !leader.isIdle()) {
        place(leader, aligning);
        placeFollowers(aligning);
      }
    }
    placeFollowers(aligning);
  }

  private void placeFollowers(SegmentAligner aligning) {
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      while (lane != lead && !lane.isIdle()) {
        if (lane.positionNs(lane.head()) > aligning.leadPositionNs()) {
          if (lane.waitingNs() <= LEAD_HOLD_NS && !lane.isOverfull()) {
            break;
          }
          counters.increment(SegmentCounter.LATE_LEAD);
        }
        place(lane, aligning);
      }
    }
  }

  /** Moves the head of {@code lane} into its segment. */
  private void place(Lane lane, SegmentAligner aligning) {
    Sample sample = lane.head();
    long positionNs = lane.positionNs(sample);
    lane.take();
    boolean gap = lane.passGap();
    boolean interrupted = gap || sample.isDiscontinuity();
    long segment =
        lane == lead
            ? aligning.lead(lane, sample, positionNs, interrupted, anyOverfull())
            : aligning.follower(lane, sample, positionNs, interrupted);
    if (transport != null) {
      transport.sample(sample, positionNs);
    }
    try {
      TrackCutter cutter = lane.cutter();
      if (cutter == null) {
        cutter = open(lane, sample, segment, aligning.boundaries());
      }
      if (lane.observeCaptions(sample)) {
        announceCaptions(lane, cutter);
      }
      cutter.place(sample, segment, interrupted);
    } catch (MalformedMediaException unusable) {
      counters.increment(SegmentCounter.UNPACKAGED);
      lane.unusable(true);
      lane.clear();
      if (lane == lead) {
        findLead();
      }
    }
  }

  private void announceCaptions(Lane lane, TrackCutter cutter) {
    cutter.window().captions(lane.captions());
    if (transport != null) {
      transport.captions(lane.captions());
    }
  }

  private TrackCutter open(Lane lane, Sample sample, long segment, Boundaries boundaries) {
    try {
      TrackCutter cutter =
          new TrackCutter(
              sample.track(), lane.frameNs(), segment, boundaries, targets, counters, allocator);
      lane.cutter(cutter);
      PackagedBroadcast made = packaged;
      assert made != null : "nothing is placed before the start";
      made.add(cutter.window());
      return cutter;
    } catch (MalformedMediaException unusable) {
      sample.release();
      throw unusable;
    }
  }

  private boolean anyOverfull() {
    for (int i = 0; i < lanes.size(); i++) {
      TrackCutter cutter = lanes.get(i).cutter();
      if (cutter != null && cutter.isOverfull()) {
        return true;
      }
    }
    return false;
  }

  private void findLead() {
    Lane next = firstUsable(MediaKind.VIDEO);
    lead = next != null ? next : firstUsable(MediaKind.AUDIO);
    pump();
  }

  private @Nullable Lane lane(int trackId) {
    for (int i = 0; i < lanes.size(); i++) {
      if (lanes.get(i).id() == trackId) {
        return lanes.get(i);
      }
    }
    return null;
  }

  // Timed metadata.

  private void event(Sample sample) {
    if (sample.track().format().codec() != Codec.ID3) {
      return;
    }
    if (packaged != null) {
      passEvent(sample.retain());
      if (transport != null) {
        transport.sample(sample, Long.MIN_VALUE);
      }
    } else if (events.size() < MAX_EVENTS) {
      events.add(sample.retain());
    } else {
      counters.increment(SegmentCounter.EVENTS_DROPPED);
    }
  }

  /** Takes over one reference. */
  private void passEvent(Sample event) {
    Lane leader = lead;
    TrackCutter cutter = leader == null ? null : leader.cutter();
    if (cutter == null || !cutter.event(event)) {
      counters.increment(SegmentCounter.EVENTS_DROPPED);
      event.release();
    }
  }

  private void clearEvents() {
    events.forEach(Sample::release);
    events.clear();
  }

  // The end.

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    if (packaged == null) {
      start(true);
    }
    SegmentAligner aligning = aligner;
    if (aligning != null) {
      Lane next;
      while ((next = earliest()) != null) {
        place(next, aligning);
      }
      aligning.finish();
      for (Lane lane : lanes) {
        TrackCutter cutter = lane.cutter();
        if (cutter != null) {
          cutter.finish();
        }
      }
      if (transport != null) {
        transport.finish();
      }
    }
    listener.ended();
  }

  /** The lane whose head comes first, or null when nothing waits. */
  private @Nullable Lane earliest() {
    Lane earliest = null;
    for (Lane lane : lanes) {
      if (!lane.isIdle()
          && (earliest == null
              || lane.positionNs(lane.head()) < earliest.positionNs(earliest.head()))) {
        earliest = lane;
      }
    }
    return earliest;
  }
}
