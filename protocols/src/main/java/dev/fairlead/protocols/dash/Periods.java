package dev.fairlead.protocols.dash;

import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.media.time.Timescale;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The periods of one run. Confined to its caller.
 *
 * <p>A period begins where a window has another header or its timeline was interrupted. Once given,
 * a number and a start stay (ISO/IEC 23009-1:2022 §5.4), whatever leaves the windows, so what was
 * found is remembered until no segment of it is left. Each period is tied to the time of day anew:
 * a publisher that was away, or whose clock drifts, does not make players fall behind for good.
 */
final class Periods {
  /** Starts nearer than this are one: windows are cut at the same instant, but for one frame. */
  private static final long SAME_NS = 500_000_000L;

  private final List<Period> periods = new ArrayList<>();
  private long epochNs;
  private int nextNumber;

  /** Wall-clock time at which the presentation begins; known after the first update. */
  long epochNs() {
    return epochNs;
  }

  /** The periods of which segments are left, oldest first. */
  List<Period> current() {
    return periods;
  }

  /** Finds what began, and forgets what left the windows. */
  void update(List<SegmentWindow> windows) {
    long oldestNs = Long.MAX_VALUE;
    for (SegmentWindow window : windows) {
      WindowState state = window.state();
      @Nullable Segment before = null;
      for (long i = state.firstSequence(); i <= state.endSequence(); i++) {
        Segment segment = window.segment(i);
        if (segment == null) {
          continue;
        }
        long startNs = Timescale.toNanos(segment.startTicks(), window.timescaleHz());
        oldestNs = Math.min(oldestNs, startNs);
        if (begins(before, segment)) {
          begin(startNs, segment.wallClockNs(), before == null && !segment.discontinuity());
        }
        before = segment;
      }
    }
    while (periods.size() > 1 && periods.get(1).mediaNs() <= oldestNs) {
      periods.removeFirst();
    }
  }

  /** The period in which {@code segment} lies, by its middle. */
  int indexOf(Segment segment, int timescaleHz) {
    long middleNs =
        Timescale.toNanos(segment.startTicks() + segment.durationTicks() / 2, timescaleHz);
    int index = periods.size() - 1;
    while (index > 0 && periods.get(index).mediaNs() > middleNs) {
      index--;
    }
    return index;
  }

  @SuppressWarnings("ReferenceEquality") // A header is known by identity.
  private static boolean begins(@Nullable Segment before, Segment segment) {
    return before == null || segment.discontinuity() || segment.init() != before.init();
  }

  /**
   * Takes note of a start.
   *
   * @param joins whether it is merely the oldest segment held: no news when a period covers it
   */
  private void begin(long mediaNs, long wallClockNs, boolean joins) {
    for (Period period : periods) {
      if (Math.abs(period.mediaNs() - mediaNs) < SAME_NS
          || (joins && period.mediaNs() <= mediaNs)) {
        return;
      }
    }
    if (periods.isEmpty()) {
      epochNs = wallClockNs;
      periods.add(new Period(nextNumber++, 0, mediaNs));
      return;
    }
    Period last = periods.getLast();
    if (mediaNs < last.mediaNs()) {
      // A track whose oldest segment lies before all periods, by less than a segment.
      return;
    }
    // By the time of day, but never into the period before.
    long startNs = Math.max(wallClockNs - epochNs, last.presentationNs(mediaNs));
    periods.add(new Period(nextNumber++, startNs, mediaNs));
  }
}
