package dev.fairlead.protocols.delivery;

import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowListener;
import dev.fairlead.media.segment.WindowState;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One companion per window, made when first asked for and closed when the window is let go. Any
 * thread.
 *
 * @param <T> the companion
 */
public final class WindowCompanions<T extends WindowCompanion> {
  private final ConcurrentHashMap<SegmentWindow, Companionship> companions =
      new ConcurrentHashMap<>();

  /**
   * The companion of {@code window}, or null when the window was let go.
   *
   * @param maker makes it when there is none yet
   */
  public @Nullable T of(SegmentWindow window, Function<SegmentWindow, T> maker) {
    Companionship known = companions.get(window);
    if (known != null) {
      return known.companion;
    }
    if (isGone(window.state())) {
      return null;
    }
    Companionship made = companions.computeIfAbsent(window, absent -> begin(absent, maker));
    // The window may have been let go before it had our listener, which then hears of nothing.
    if (isGone(window.state())) {
      end(window);
      return null;
    }
    return made.companion;
  }

  /** How many there are. */
  public int size() {
    return companions.size();
  }

  private Companionship begin(SegmentWindow window, Function<SegmentWindow, T> maker) {
    Companionship companionship = new Companionship(maker.apply(window));
    window.addListener(companionship);
    return companionship;
  }

  private void end(SegmentWindow window) {
    Companionship companionship = companions.remove(window);
    if (companionship != null) {
      window.removeListener(companionship);
      companionship.companion.closed();
    }
  }

  /** Whether nothing is left of a window and nothing will come. */
  private static boolean isGone(WindowState state) {
    return state.ended() && state.isEmpty();
  }

  private final class Companionship implements WindowListener {
    private final T companion;

    private Companionship(T companion) {
      this.companion = companion;
    }

    @Override
    public void advanced(SegmentWindow window) {
      if (isGone(window.state())) {
        end(window);
      } else {
        companion.advanced(window);
      }
    }
  }
}
