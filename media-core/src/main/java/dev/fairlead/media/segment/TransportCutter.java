package dev.fairlead.media.segment;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Multiplex;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes all tracks as MPEG-TS into one window, cut at the same boundaries as the others. Confined
 * to the packager's executor. Borrows samples; packets are copies, since a transport stream breaks
 * payloads into pieces of 184 bytes.
 *
 * <p>It works while somebody asks for it. A segment is one part: the players this is for know no
 * others.
 */
final class TransportCutter {
  /** Names the window in URLs. */
  static final String WINDOW = "ts";

  /** Enough that a second of common video takes a handful; little enough for sound alone. */
  private static final int PIECE_BYTES = 64 << 10;

  /** Packets of one more sample seldom pass the rest; when they do, the piece grows. */
  private static final int FULL_PIECE_BYTES = PIECE_BYTES * 3 / 4;

  private final Boundaries boundaries;
  private final CounterSet<SegmentCounter> counters;
  private final ByteBufAllocator allocator;
  private final SegmentWindow window;
  private final TransportMuxer muxer;

  private List<Track> tracks = List.of();

  // The segment under way.
  private final ArrayList<ByteBuf> pieces = new ArrayList<>();
  private @Nullable ByteBuf piece;
  private long sequence;
  private boolean running;
  private boolean independent;
  private int sizeBytes;

  TransportCutter(
      long firstSequence,
      Boundaries boundaries,
      SegmentTargets targets,
      CounterSet<SegmentCounter> counters,
      ByteBufAllocator allocator,
      TransportMuxer muxer) {
    this.muxer = muxer;
    this.boundaries = boundaries;
    this.counters = counters;
    this.allocator = allocator;
    sequence = firstSequence;
    window =
        new SegmentWindow(
            WINDOW,
            Timescale.MPEG_HZ,
            List.of(),
            WindowLimits.of(targets),
            firstSequence,
            boundaries.at(firstSequence).earlierDiscontinuities());
  }

  SegmentWindow window() {
    return window;
  }

  /** Whether segments are being written. */
  boolean isRunning() {
    return running;
  }

  /** Takes the tracks as they are. */
  void tracks(List<Track> current) {
    List<Track> carried = Multiplex.choose(current, muxer::carries);
    if (!carried.equals(tracks)) {
      tracks = List.copyOf(carried);
      muxer.tracks(tracks);
    }
  }

  /** Goes to work at the segment under way, of which every sample must follow. */
  void resume(long segment) {
    assert !running : "resumed once";
    if (segment != sequence) {
      window.skipTo(segment, boundaries.at(segment).earlierDiscontinuities());
      sequence = segment;
    }
    running = true;
  }

  /** Nobody asks any more: lets go of everything and waits to be resumed. */
  void pause() {
    running = false;
    clearPieces();
    window.skipTo(sequence, window.state().discontinuitySequence());
  }

  /**
   * Appends the next sample.
   *
   * @param sample borrowed
   */
  void write(Sample sample) {
    if (!isCarried(sample.track())) {
      return;
    }
    ByteBuf out = piece;
    if (out == null || out.writerIndex() > FULL_PIECE_BYTES) {
      out = allocator.buffer(PIECE_BYTES);
      piece = out;
      pieces.add(out);
    }
    int before = out.writerIndex();
    if (pieces.size() == 1 && before == 0) {
      boolean picture = sample.track().kind() == MediaKind.VIDEO;
      independent = !picture || sample.isRandomAccess();
      if (!picture || !sample.isRandomAccess()) {
        // In front of random access points of pictures the muxer puts them by itself.
        muxer.writeTables(out);
      }
    }
    muxer.writeSample(sample, out);
    sizeBytes += out.writerIndex() - before;
  }

  private boolean isCarried(Track track) {
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).id() == track.id()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Completes the segment under way.
   *
   * @param endNs where the next one starts
   */
  void complete(long endNs) {
    Boundary boundary = boundaries.at(sequence);
    if (sizeBytes == 0) {
      // Nothing that this form can carry: the number is left out with all before it.
      clearPieces();
      sequence++;
      window.skipTo(
          sequence, boundary.earlierDiscontinuities() + (boundary.discontinuity() ? 1 : 0));
      return;
    }
    long startTicks = Timescale.fromNanos(boundary.startNs(), Timescale.MPEG_HZ);
    long durationTicks = Math.max(1, Timescale.fromNanos(endNs, Timescale.MPEG_HZ) - startTicks);
    Part part = new Part(startTicks, durationTicks, independent, 0, pieces);
    forgetPieces();
    window.put(
        new Segment(
            sequence,
            null,
            startTicks,
            durationTicks,
            boundary.wallClockNs(),
            boundary.discontinuity(),
            true,
            List.of(part)),
        tracks);
    counters.increment(SegmentCounter.TS_SEGMENTS);
    sequence++;
  }

  /** Completes what is under way and ends the window. */
  void finish(long endNs) {
    if (running && sizeBytes > 0) {
      complete(endNs);
    }
    running = false;
    window.end();
  }

  /** Lets go of everything. */
  void release() {
    running = false;
    clearPieces();
    window.release();
  }

  private void clearPieces() {
    pieces.forEach(ByteBuf::release);
    forgetPieces();
  }

  private void forgetPieces() {
    pieces.clear();
    piece = null;
    sizeBytes = 0;
  }
}
