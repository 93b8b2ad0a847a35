package dev.fairlead.media.segment;

import dev.fairlead.media.session.BroadcastKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast cut into segments: a window per CMAF track, in the order in which the tracks
 * appeared, and the windows of the MPEG-TS variant. Any thread may read.
 */
public final class PackagedBroadcast {
  private final BroadcastKey key;
  private final String runId;
  private final SegmentTargets targets;
  private final CopyOnWriteArrayList<SegmentWindow> windows = new CopyOnWriteArrayList<>();

  private volatile int targetDurationMs;
  private volatile boolean transportWanted;

  /**
   * @param key where admissions point
   * @param runId names the run in URLs, so that caches never mix two runs: letters and digits
   * @param targets lengths that hold for all windows
   */
  public PackagedBroadcast(BroadcastKey key, String runId, SegmentTargets targets) {
    this.key = key;
    this.runId = runId;
    this.targets = targets;
  }

  /** Where admissions point. */
  public BroadcastKey key() {
    return key;
  }

  /** Names the run in URLs. */
  public String runId() {
    return runId;
  }

  /** Lengths that hold for all windows. */
  public SegmentTargets targets() {
    return targets;
  }

  /**
   * The longest segment there will be, in milliseconds: whole seconds, fixed once the first segment
   * is complete, 0 until then.
   */
  public int targetDurationMs() {
    return targetDurationMs;
  }

  void targetDurationMs(int fixed) {
    assert targetDurationMs == 0 : "a target duration never changes (RFC 8216bis §4.4.3.1)";
    targetDurationMs = fixed;
  }

  /**
   * Asks for the MPEG-TS variant: the window named {@code ts} appears soon, gets its first segment
   * at the next boundary, and goes on for as long as somebody asks every few segments.
   */
  public void wantTransport() {
    if (!transportWanted) {
      transportWanted = true;
    }
  }

  boolean isTransportWanted() {
    return transportWanted;
  }

  /** Whether somebody asked since the last call. */
  boolean takeTransportWanted() {
    boolean wanted = transportWanted;
    transportWanted = false;
    return wanted;
  }

  /** All windows in the order in which their tracks appeared. */
  public List<SegmentWindow> windows() {
    return windows;
  }

  /** The window of that name, or null. */
  public @Nullable SegmentWindow window(String name) {
    for (SegmentWindow window : windows) {
      if (window.name().equals(name)) {
        return window;
      }
    }
    return null;
  }

  void add(SegmentWindow window) {
    windows.add(window);
  }
}
