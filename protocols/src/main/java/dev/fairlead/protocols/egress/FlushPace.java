package dev.fairlead.protocols.egress;

import java.util.concurrent.TimeUnit;

/**
 * Says when what was gathered is to be sent. Time comes in as an argument; confined to one loop.
 *
 * <p>Without a window, a video frame is what is waited for: sound alone waits for the next picture,
 * yet no longer than {@link #RIDE_MAX_NS}.
 */
final class FlushPace {
  /** How long sound waits for a picture to ride with: a picture at 25 a second. */
  private static final long RIDE_MAX_NS = TimeUnit.MILLISECONDS.toNanos(40);

  private final FlushWindow window;
  private final LoopLoad load;

  private boolean pending;
  private boolean frame;
  private boolean sentBefore;
  private long pendingSinceNs;
  private long sentNs;

  FlushPace(FlushWindow window, LoopLoad load) {
    this.window = window;
    this.load = load;
  }

  /**
   * Something was gathered.
   *
   * @param isFrame whether it is a picture
   */
  void added(long nowNs, boolean isFrame) {
    if (!pending) {
      pending = true;
      pendingSinceNs = nowNs;
    }
    frame |= isFrame;
  }

  boolean isPending() {
    return pending;
  }

  /** How long to wait still; 0 or less to send now. */
  long waitNs(long nowNs) {
    long windowNs =
        TimeUnit.MILLISECONDS.toNanos(
            switch (window) {
              case FlushWindow.Fixed fixed -> fixed.ms();
              case FlushWindow.Adaptive adaptive -> load.windowMs(adaptive.maxMs());
            });
    if (windowNs == 0) {
      return frame ? 0 : pendingSinceNs + RIDE_MAX_NS - nowNs;
    }
    if (!sentBefore) {
      return 0;
    }
    long waitNs = sentNs + windowNs - nowNs;
    // A picture that comes when the window is all but over closes it: what follows it is the next
    // picture, and waiting for the exact moment would only delay this one.
    return frame && waitNs < windowNs / 8 ? 0 : waitNs;
  }

  void sent(long nowNs) {
    pending = false;
    frame = false;
    sentBefore = true;
    sentNs = nowNs;
  }
}
