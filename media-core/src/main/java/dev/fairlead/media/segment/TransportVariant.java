package dev.fairlead.media.segment;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the MPEG-TS variant of a broadcast while somebody asks for it. Confined to the packager's
 * executor. Retains the samples of the segment under way, which the windows hold anyway, so that
 * who asks first gets a segment at the next boundary and not at the one after.
 */
final class TransportVariant {
  /** Segments without a request after which it rests; players reload at every segment. */
  static final int MAX_IDLE_SEGMENTS = 15;

  private static final int UNKNOWN = -1;

  private final PackagedBroadcast packaged;
  private final Boundaries boundaries;
  private final CounterSet<SegmentCounter> counters;
  private final ByteBufAllocator allocator;
  private final Supplier<? extends TransportMuxer> muxers;
  private final ArrayList<Track> tracks = new ArrayList<>();
  private final ArrayList<Sample> recent = new ArrayList<>();

  private @Nullable TransportCutter cutter;
  private int idleSegments;
  private long latestNs;
  private CaptionChannels captions = CaptionChannels.NONE;

  TransportVariant(
      PackagedBroadcast packaged,
      Boundaries boundaries,
      CounterSet<SegmentCounter> counters,
      ByteBufAllocator allocator,
      Supplier<? extends TransportMuxer> muxers) {
    this.muxers = muxers;
    this.packaged = packaged;
    this.boundaries = boundaries;
    this.counters = counters;
    this.allocator = allocator;
  }

  /** A track appeared. Later versions of it are taken from its samples, as they come. */
  void trackAppeared(Track track) {
    if (indexOf(track) < 0) {
      tracks.add(track);
      passTracks();
    }
  }

  /** A track ended. */
  void trackEnded(Track track) {
    int index = indexOf(track);
    if (index >= 0) {
      tracks.remove(index);
      passTracks();
    }
  }

  private int indexOf(Track track) {
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).id() == track.id()) {
        return i;
      }
    }
    return UNKNOWN;
  }

  private void passTracks() {
    if (cutter != null) {
      cutter.tracks(tracks);
    }
  }

  /** Pictures of one track bring captions. */
  void captions(CaptionChannels seen) {
    captions = captions.with(seen);
    if (cutter != null) {
      cutter.window().captions(captions);
    }
  }

  /**
   * The next sample of any track.
   *
   * @param sample borrowed; retained until the next boundary
   */
  void sample(Sample sample, long positionNs) {
    latestNs = Math.max(latestNs, positionNs);
    int index = indexOf(sample.track());
    if (index >= 0 && tracks.get(index).version() != sample.track().version()) {
      tracks.set(index, sample.track());
      passTracks();
    }
    recent.add(sample.retain());
    TransportCutter writer = cutter;
    if (writer != null && writer.isRunning()) {
      writer.write(sample);
    } else if (packaged.isTransportWanted()) {
      start();
    }
  }

  private void start() {
    long segment = boundaries.newest().sequence();
    TransportCutter writer = cutter;
    if (writer == null) {
      writer =
          new TransportCutter(
              segment, boundaries, packaged.targets(), counters, allocator, muxers.get());
      cutter = writer;
      writer.window().captions(captions);
      packaged.add(writer.window());
    }
    writer.tracks(tracks);
    writer.resume(segment);
    idleSegments = 0;
    for (int i = 0; i < recent.size(); i++) {
      writer.write(recent.get(i));
    }
  }

  /** A segment begins at {@code startNs}; {@code boundaries} does not have it yet. */
  void boundary(long startNs) {
    clearRecent();
    TransportCutter writer = cutter;
    if (writer == null || !writer.isRunning()) {
      return;
    }
    writer.complete(startNs);
    idleSegments = packaged.takeTransportWanted() ? 0 : idleSegments + 1;
    if (idleSegments > MAX_IDLE_SEGMENTS) {
      writer.pause();
    }
  }

  /** Nothing follows. */
  void finish() {
    clearRecent();
    if (cutter != null) {
      cutter.finish(latestNs);
    }
  }

  /** Lets go of everything. */
  void release() {
    clearRecent();
    if (cutter != null) {
      cutter.release();
    }
  }

  private void clearRecent() {
    for (int i = 0; i < recent.size(); i++) {
      recent.get(i).release();
    }
    recent.clear();
  }
}
