package dev.fairlead.media.segment;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Track;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one track, or of the multiplexed variant, that can be fetched now.
 *
 * <p>One writer (the packager's executor), any number of readers on any thread. Complete segments
 * stand in a ring indexed by sequence number, so neither adding nor looking up depends on the
 * length of the window. What leaves the window can still be fetched for a few segments' time, since
 * clients act on the playlist they saw last; then it is released here.
 */
public final class SegmentWindow {
  /** Segments that left the window and can still be fetched (RFC 8216bis §6.2.2 asks for some). */
  static final int LINGERING_SEGMENTS = 2;

  private final String name;
  private final int timescaleHz;
  private final WindowLimits limits;
  private final long windowTicks;
  private final AtomicReferenceArray<@Nullable Segment> ring;
  private final CopyOnWriteArrayList<WindowListener> listeners = new CopyOnWriteArrayList<>();

  private volatile WindowState state;
  private volatile long heldFrom;
  private volatile Bandwidth bandwidth = Bandwidth.UNKNOWN;
  private volatile CaptionChannels captions = CaptionChannels.NONE;
  private volatile boolean timedMetadata;

  // Writer.
  private long windowedTicks;
  private long windowedBytes;

  /**
   * A window whose numbering begins at 0, bounded by the number of its segments only.
   *
   * @param name names this window within its broadcast's URLs: letters, digits, hyphen
   * @param timescaleHz of all ticks in here
   * @param tracks the versions at the start
   * @param maxSegments most complete segments held, at least 1
   */
  public SegmentWindow(String name, int timescaleHz, List<Track> tracks, int maxSegments) {
    this(
        name,
        timescaleHz,
        tracks,
        new WindowLimits(maxSegments, Integer.MAX_VALUE, Long.MAX_VALUE),
        0,
        0);
  }

  /**
   * @param name names this window within its broadcast's URLs: letters, digits, hyphen
   * @param timescaleHz of all ticks in here
   * @param tracks the versions at the start
   * @param limits how much is held
   * @param firstSequence number of its first segment
   * @param discontinuitySequence discontinuities of the broadcast before that segment
   */
  public SegmentWindow(
      String name,
      int timescaleHz,
      List<Track> tracks,
      WindowLimits limits,
      long firstSequence,
      long discontinuitySequence) {
    this.name = name;
    this.timescaleHz = timescaleHz;
    this.limits = limits;
    windowTicks = Timescale.rescale(limits.windowMs(), Timescale.MILLISECONDS_HZ, timescaleHz);
    // A power of two above the window and what lingers behind it.
    ring =
        new AtomicReferenceArray<>(
            Integer.highestOneBit(limits.maxSegments() + LINGERING_SEGMENTS) * 2);
    heldFrom = firstSequence;
    state =
        new WindowState(
            0,
            List.copyOf(tracks),
            firstSequence,
            firstSequence,
            null,
            discontinuitySequence,
            false);
  }

  // Any thread.

  /** Names this window within its broadcast's URLs. */
  public String name() {
    return name;
  }

  /** Ticks a second of all times in here. */
  public int timescaleHz() {
    return timescaleHz;
  }

  /** The window now. */
  public WindowState state() {
    return state;
  }

  /** What the complete segments of the window need; measured anew with each of them. */
  public Bandwidth bandwidth() {
    return bandwidth;
  }

  /** Caption channels that were seen in the pictures so far. */
  public CaptionChannels captions() {
    return captions;
  }

  /** Whether timed metadata travels with this track, or has done so. */
  public boolean hasTimedMetadata() {
    return timedMetadata;
  }

  /**
   * The segment under {@code sequence}, complete or growing, or null when it is not held. One that
   * left the window a moment ago is still found.
   */
  public @Nullable Segment segment(long sequence) {
    WindowState now = state;
    Segment growing = now.growing();
    if (growing != null && growing.sequence() == sequence) {
      return growing;
    }
    if (sequence < heldFrom || sequence >= now.endSequence()) {
      return null;
    }
    Segment segment = ring.get(slot(sequence));
    return segment != null && segment.sequence() == sequence ? segment : null;
  }

  /** Adds a listener; it misses nothing when it looks at {@link #state()} afterwards. */
  public void addListener(WindowListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener. */
  public void removeListener(WindowListener listener) {
    listeners.remove(listener);
  }

  // Writer.

  void captions(CaptionChannels seen) {
    captions = seen;
  }

  void carriesTimedMetadata() {
    timedMetadata = true;
  }

  /** Puts the growing segment in place of the one before, complete or not. */
  void put(Segment segment, List<Track> tracks) {
    WindowState old = state;
    assert segment.sequence() == old.endSequence() : "segments are numbered without holes";
    if (!segment.complete()) {
      become(
          new WindowState(
              old.version() + 1,
              tracks,
              old.firstSequence(),
              old.endSequence(),
              segment,
              old.discontinuitySequence(),
              false));
      return;
    }
    // Before the state says that it is there.
    ring.set(slot(segment.sequence()), segment);
    windowedTicks += segment.durationTicks();
    windowedBytes += segment.sizeBytes();
    long end = old.endSequence() + 1;
    long first = old.firstSequence();
    long discontinuities = old.discontinuitySequence();
    while (first < end - 1 && isBeyondLimits(first, end)) {
      Segment left = held(first);
      windowedTicks -= left.durationTicks();
      windowedBytes -= left.sizeBytes();
      if (left.discontinuity()) {
        discontinuities++;
      }
      first++;
    }
    bandwidth = measure(first, end);
    become(new WindowState(old.version() + 1, tracks, first, end, null, discontinuities, false));
    dropUpTo(first - LINGERING_SEGMENTS);
  }

  private boolean isBeyondLimits(long first, long end) {
    return end - first > limits.maxSegments()
        || windowedBytes > limits.maxBytes()
        || windowedTicks - held(first).durationTicks() >= windowTicks;
  }

  private Bandwidth measure(long first, long end) {
    long peak = 0;
    for (long sequence = first; sequence < end; sequence++) {
      Segment segment = held(sequence);
      peak = Math.max(peak, bitsPerSecond(segment.sizeBytes(), segment.durationTicks()));
    }
    return new Bandwidth(peak, bitsPerSecond(windowedBytes, windowedTicks));
  }

  private long bitsPerSecond(long bytes, long ticks) {
    return ticks == 0 ? 0 : bytes * Byte.SIZE * timescaleHz / ticks;
  }

  /**
   * Goes on at {@code sequence} after a silence longer than the window: nothing that was held is of
   * use any more.
   *
   * @param discontinuitySequence discontinuities of the broadcast before that segment
   */
  void skipTo(long sequence, long discontinuitySequence) {
    WindowState old = state;
    assert old.growing() == null : "the growing segment is completed before a silence";
    windowedTicks = 0;
    windowedBytes = 0;
    become(
        new WindowState(
            old.version() + 1,
            old.tracks(),
            sequence,
            sequence,
            null,
            discontinuitySequence,
            false));
    dropUpTo(old.endSequence());
    heldFrom = sequence;
  }

  /** Says that nothing follows; what is held stays until {@link #release()}. */
  void end() {
    WindowState old = state;
    assert old.growing() == null : "the growing segment is completed before the end";
    become(
        new WindowState(
            old.version() + 1,
            old.tracks(),
            old.firstSequence(),
            old.endSequence(),
            null,
            old.discontinuitySequence(),
            true));
  }

  /** Lets go of everything; nothing may be put afterwards. */
  void release() {
    WindowState old = state;
    Segment growing = old.growing();
    become(
        new WindowState(
            old.version() + 1,
            old.tracks(),
            old.endSequence(),
            old.endSequence(),
            null,
            old.discontinuitySequence(),
            true));
    if (growing != null) {
      growing.parts().forEach(Part::release);
    }
    dropUpTo(old.endSequence());
    listeners.clear();
  }

  private Segment held(long sequence) {
    Segment segment = ring.get(slot(sequence));
    assert segment != null && segment.sequence() == sequence : "held from first to end";
    return segment;
  }

  private void dropUpTo(long sequence) {
    for (long gone = heldFrom; gone < sequence; gone++) {
      heldFrom = gone + 1;
      Segment segment = ring.getAndSet(slot(gone), null);
      if (segment != null) {
        segment.parts().forEach(Part::release);
      }
    }
  }

  private void become(WindowState next) {
    state = next;
    for (WindowListener listener : listeners) {
      listener.advanced(this);
    }
  }

  private int slot(long sequence) {
    return (int) (sequence & (ring.length() - 1));
  }
}
