package dev.fairlead.media.segment;

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
 * length of the window. What leaves the window is released here.
 */
public final class SegmentWindow {
  private final String name;
  private final int timescaleHz;
  private final int maxSegments;
  private final AtomicReferenceArray<@Nullable Segment> ring;
  private final CopyOnWriteArrayList<WindowListener> listeners = new CopyOnWriteArrayList<>();

  private volatile WindowState state;

  /**
   * @param name names this window within its broadcast's URLs: letters, digits, hyphen
   * @param timescaleHz of all ticks in here
   * @param tracks the versions at the start
   * @param maxSegments most complete segments held, at least 1
   */
  public SegmentWindow(String name, int timescaleHz, List<Track> tracks, int maxSegments) {
    this.name = name;
    this.timescaleHz = timescaleHz;
    this.maxSegments = maxSegments;
    // Twice the window: a reader that holds the last state still finds what just left it.
    ring = new AtomicReferenceArray<>(Integer.highestOneBit(maxSegments) * 4);
    state = new WindowState(0, List.copyOf(tracks), 0, 0, null, 0, false);
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

  /** The segment under {@code sequence}, complete or growing, or null when it is not held. */
  public @Nullable Segment segment(long sequence) {
    WindowState now = state;
    Segment growing = now.growing();
    if (growing != null && growing.sequence() == sequence) {
      return growing;
    }
    if (sequence < now.firstSequence() || sequence >= now.endSequence()) {
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
    ring.set(slot(segment.sequence()), segment);
    long end = old.endSequence() + 1;
    long first = Math.max(old.firstSequence(), end - maxSegments);
    long discontinuities = old.discontinuitySequence();
    for (long gone = old.firstSequence(); gone < first; gone++) {
      Segment left = ring.get(slot(gone));
      if (left != null && left.discontinuity()) {
        discontinuities++;
      }
    }
    become(new WindowState(old.version() + 1, tracks, first, end, null, discontinuities, false));
    for (long gone = old.firstSequence(); gone < first; gone++) {
      drop(gone);
    }
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
    state =
        new WindowState(
            old.version() + 1,
            old.tracks(),
            old.endSequence(),
            old.endSequence(),
            null,
            old.discontinuitySequence(),
            true);
    if (growing != null) {
      growing.parts().forEach(Part::release);
    }
    for (long sequence = old.firstSequence(); sequence < old.endSequence(); sequence++) {
      drop(sequence);
    }
    listeners.clear();
  }

  private void drop(long sequence) {
    Segment segment = ring.getAndSet(slot(sequence), null);
    if (segment != null) {
      segment.parts().forEach(Part::release);
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
