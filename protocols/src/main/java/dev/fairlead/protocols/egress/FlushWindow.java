package dev.fairlead.protocols.egress;

/**
 * How long samples are gathered before they are sent. Fewer, larger sends are the whole economy of
 * fan-out over TCP; the price is delay.
 */
public sealed interface FlushWindow {
  /** Sends with every video frame, audio riding along. */
  FlushWindow PER_FRAME = new Fixed(0);

  /** Per frame while the loop is idle enough, wider as it fills, at most 350 ms. */
  FlushWindow ADAPTIVE = new Adaptive(Adaptive.MAX_MS);

  /**
   * Always the same.
   *
   * @param ms milliseconds; 0 sends with every video frame
   */
  record Fixed(int ms) implements FlushWindow {
    /** Longest window: past it players with a short buffer stall. */
    public static final int MAX_MS = 2_000;

    public Fixed {
      if (ms < 0 || ms > MAX_MS) {
        throw new IllegalArgumentException("flush window out of 0.." + MAX_MS + " ms: " + ms);
      }
    }
  }

  /**
   * Follows the load of the event loop.
   *
   * @param maxMs widest window in milliseconds
   */
  record Adaptive(int maxMs) implements FlushWindow {
    /**
     * Past this a wider window saves next to nothing: the bytes themselves are what is paid for.
     */
    public static final int MAX_MS = 350;

    public Adaptive {
      if (maxMs < 0 || maxMs > MAX_MS) {
        throw new IllegalArgumentException("flush window out of 0.." + MAX_MS + " ms: " + maxMs);
      }
    }
  }
}
